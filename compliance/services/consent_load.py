"""Many consents at once: what the rules cannot doubt goes in by two statements."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from accounts.tenancy.scope import required_organization_id
from compliance.models import ConsentEvent
from compliance.services.consent import consents_record, event_of
from compliance.types import ConsentEntry

_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS consent_stage (
    n int, address_hash bytea, key_version smallint, purpose varchar, basis varchar, source varchar,
    evidence jsonb, occurred_at timestamptz, expires_at timestamptz, digest bytea
) ON COMMIT DROP
"""
# By lists of keys, never by a join with the stage, which is planned with the statistics of a smaller table.
_KNOWN = """
SELECT digest FROM compliance_consentevent WHERE organization_id = %(organization)s AND digest = ANY(%(digests)s)
"""
_STAND = """
SELECT address_hash, purpose FROM compliance_consentstatus
WHERE organization_id = %(organization)s AND address_hash = ANY(%(hashes)s)
"""
_INSERT = """
WITH events AS (
    INSERT INTO compliance_consentevent (organization_id, address_hash, key_version, purpose, granted, basis,
        source, evidence, occurred_at, recorded_at, expires_at, applied, digest)
    SELECT %(organization)s, address_hash, key_version, purpose, true, basis,
        source, evidence, occurred_at, %(now)s, expires_at, true, digest
    FROM consent_stage ORDER BY n
    RETURNING id, address_hash, key_version, purpose, basis, occurred_at, expires_at
)
INSERT INTO compliance_consentstatus
    (organization_id, address_hash, key_version, purpose, granted, basis, event_id, at, expires_at)
SELECT %(organization)s, address_hash, key_version, purpose, true, basis, id, occurred_at, expires_at
FROM events ON CONFLICT DO NOTHING
"""
FEW = 50


@transaction.atomic
def consents_load(*, entries: Sequence[ConsentEntry], now: datetime) -> int:
    """Record many consents as ``consents_record`` would; returns how many of them changed a status.

    Statements that are known already, and the first about an address, are decided in SQL; the
    others, and withdrawals, one by one by the same rules as ever. Where somebody withdraws in
    the same moment, the withdrawal stands.
    """
    if len(entries) < FEW:
        return sum(event.applied for event in consents_record(entries=entries, now=now))
    events = [event_of(entry, now) for entry in entries]
    times = Counter((bytes(event.address_hash), event.purpose) for event in events)
    organization = {"organization": required_organization_id("ConsentEvent")}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, organization | {"digests": [bytes(event.digest) for event in events]})
        known = {bytes(digest) for (digest,) in cursor.fetchall()}
        cursor.execute(_STAND, organization | {"hashes": [bytes(event.address_hash) for event in events]})
        stand = {(bytes(key), purpose) for key, purpose in cursor.fetchall()}
        plain, others = [], []
        for entry, event in zip(entries, events, strict=True):
            about = (bytes(event.address_hash), event.purpose)
            once, is_known = times[about] == 1, bytes(event.digest) in known
            if once and not is_known and about not in stand and event.granted and event.text_id is None:
                plain.append(event)
            elif not (is_known and once):
                others.append(entry)
        cursor.execute(_STAGE)
        cursor.execute("TRUNCATE consent_stage")
        with cursor.copy("COPY consent_stage FROM STDIN") as copy:
            for number, event in enumerate(plain):
                copy.write_row(_staged(number, event))
        cursor.execute(_INSERT, organization | {"now": now})
    fresh = {event.pk: event for event in consents_record(entries=others, now=now) if event.applied}
    return len(plain) + len(fresh)


def _staged(number: int, event: ConsentEvent) -> tuple[Any, ...]:
    return (
        number,
        bytes(event.address_hash),
        event.key_version,
        event.purpose,
        event.basis,
        event.source,
        orjson.dumps(event.evidence).decode(),
        event.occurred_at,
        event.expires_at,
        bytes(event.digest),
    )
