"""Many consents at once: what the rules cannot doubt goes in by two statements."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import address_hash as hash_address
from compliance.hashing import hashes_parameter, key_version
from compliance.services.consent import consents_record, statement_digest
from compliance.types import OWN_ACTS, ConsentEntry

_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS consent_stage (
    n int, address_hash bytea, key_version smallint, purpose varchar, basis varchar, source varchar,
    evidence jsonb, occurred_at timestamptz, expires_at timestamptz, digest bytea
) ON COMMIT DROP
"""
# By lists of keys, never by a join with the stage, which is planned with the statistics of a smaller table.
_KNOWN = """
SELECT digest FROM compliance_consentevent WHERE organization_id = %(organization)s AND digest = ANY(%(digests)s::bytea[])
"""
_STAND = """
SELECT address_hash, purpose FROM compliance_consentstatus
WHERE organization_id = %(organization)s AND address_hash = ANY(%(hashes)s::bytea[])
"""
_INSERT = """
WITH events AS (
    INSERT INTO compliance_consentevent (organization_id, address_hash, key_version, purpose, granted, basis,
        source, evidence, occurred_at, recorded_at, expires_at, applied, digest)
    SELECT %(organization)s, address_hash, key_version, purpose, true, basis,
        source, evidence, occurred_at, %(now)s, expires_at, true, digest
    FROM consent_stage ORDER BY n
    RETURNING id, address_hash, key_version, purpose, basis, occurred_at, expires_at,
        -- As types.is_confirmed has it.
        source = ANY(%(own_acts)s) OR coalesce(evidence ->> 'confirm_at', '') <> '' AS confirmed
)
INSERT INTO compliance_consentstatus
    (organization_id, address_hash, key_version, purpose, granted, basis, event_id, at, expires_at, confirmed)
SELECT %(organization)s, address_hash, key_version, purpose, true, basis, id, occurred_at, expires_at, confirmed
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
    organization_id = required_organization_id("ConsentEvent")
    organization = {"organization": organization_id}
    keys = [
        entry.address_hash or hash_address(organization_id=organization_id, address=entry.address)
        for entry in entries
    ]
    digests = [statement_digest(entry, key) for entry, key in zip(entries, keys, strict=True)]
    times = Counter((key, entry.purpose) for entry, key in zip(entries, keys, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, organization | {"digests": hashes_parameter(digests)})
        known = {bytes(digest) for (digest,) in cursor.fetchall()}
        cursor.execute(_STAND, organization | {"hashes": hashes_parameter(keys)})
        stand = {(bytes(key), purpose) for key, purpose in cursor.fetchall()}
        plain, others = [], []
        for entry, key, digest in zip(entries, keys, digests, strict=True):
            once, is_known = times[key, entry.purpose] == 1, digest in known
            stands = (key, entry.purpose.value) in stand
            if once and not is_known and not stands and entry.granted and entry.text_id is None:
                plain.append((entry, key, digest))
            elif not (is_known and once):
                others.append(entry)
        cursor.execute(_STAGE)
        cursor.execute("TRUNCATE consent_stage")
        with cursor.copy("COPY consent_stage FROM STDIN") as copy:
            version = key_version()
            for number, (entry, key, digest) in enumerate(plain):
                copy.write_row(_staged(number, entry, key, digest, version))
        cursor.execute(_INSERT, organization | {"now": now, "own_acts": sorted(OWN_ACTS)})
    fresh = {event.pk: event for event in consents_record(entries=others, now=now) if event.applied}
    return len(plain) + len(fresh)


def _staged(number: int, entry: ConsentEntry, key: bytes, digest: bytes, version: int) -> tuple[Any, ...]:
    return (
        number,
        f"\\x{key.hex()}",
        version,
        entry.purpose.value,
        entry.basis.value,
        entry.source,
        orjson.dumps(dict(entry.evidence)).decode(),
        entry.occurred_at,
        entry.expires_at,
        f"\\x{digest.hex()}",
    )
