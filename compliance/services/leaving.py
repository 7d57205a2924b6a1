"""A person leaves all marketing mail: the suppression and its proof, in one statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import key_version
from compliance.models import Suppression
from compliance.scopes import ALL
from compliance.services.consent import statement_digest
from compliance.services.lock import addresses_lock
from compliance.services.suppression import withdrawal_tell
from compliance.types import OWN_ACTS, Basis, ConsentEntry, Purpose, SuppressionReason

# Only a reason weaker than 'unsubscribed' is replaced. Whether the withdrawal counts is decided as in
# services.consent: unless a later withdrawal, or a later consent by an act of the person's own, stands already.
_LEAVE = """
WITH left_now AS (
    INSERT INTO compliance_suppression AS held
        (organization_id, address_hash, key_version, scope, reason, source, at)
    VALUES (%(organization)s, %(hash)s, %(version)s, %(scope)s, %(reason)s, %(way)s, %(now)s)
    ON CONFLICT (organization_id, address_hash, scope) DO UPDATE SET
        reason = excluded.reason, source = excluded.source, at = excluded.at
        WHERE held.reason = %(weaker)s
    RETURNING id
), stood AS (
    SELECT status.granted, status.at, event.source
    FROM compliance_consentstatus AS status
    JOIN compliance_consentevent AS event USING (organization_id)
    WHERE organization_id = %(organization)s AND event.id = status.event_id
        AND status.address_hash = %(hash)s AND status.purpose = %(purpose)s
), stated AS (
    INSERT INTO compliance_consentevent (organization_id, address_hash, key_version, purpose, granted, basis,
        source, evidence, occurred_at, recorded_at, applied, digest)
    SELECT %(organization)s, %(hash)s, %(version)s, %(purpose)s, false, %(basis)s,
        %(source)s, %(evidence)s, %(now)s, %(now)s,
        NOT EXISTS (
            SELECT FROM stood
            WHERE CASE WHEN granted THEN at > %(now)s AND source = ANY(%(own_acts)s) ELSE at >= %(now)s END
        ),
        %(digest)s
    FROM left_now ON CONFLICT (organization_id, digest) DO NOTHING
    RETURNING id, applied
), withdrawn AS (
    INSERT INTO compliance_consentstatus (organization_id, address_hash, key_version, purpose, granted, basis,
        event_id, at, expires_at, confirmed)
    SELECT %(organization)s, %(hash)s, %(version)s, %(purpose)s, false, %(basis)s, id, %(now)s, NULL, false
    FROM stated WHERE applied
    ON CONFLICT (organization_id, address_hash, purpose) DO UPDATE SET
        granted = false, basis = excluded.basis, event_id = excluded.event_id, at = excluded.at,
        expires_at = NULL, confirmed = false, key_version = excluded.key_version
)
SELECT FROM left_now
"""
SOURCE = "unsubscribe"


@transaction.atomic(savepoint=False)
def marketing_leave(
    *, address_hash: bytes, way: str, evidence: Mapping[str, object], now: datetime, source: str = SOURCE
) -> bool:
    """Stop all marketing mail to an address and put the withdrawal into the ledger, with its evidence.

    `way` stands in the suppression, `source` in the ledger. The same as ``suppression_add`` and ``consent_record``,
    but that ``consent_withdrawn`` is sent once for both.
    False if the address had left before, or is suppressed for a stronger reason: then nothing changes.
    """
    addresses_lock(address_hash)
    row = Suppression(
        organization_id=required_organization_id("Suppression"),
        address_hash=address_hash,
        key_version=key_version(),
        scope=ALL,
        reason=SuppressionReason.UNSUBSCRIBED.value,
        source=way,
        at=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, _values(row, evidence, source))
        if not cursor.rowcount:
            return False
    withdrawal_tell(row)
    return True


def _values(row: Suppression, evidence: Mapping[str, object], source: str) -> dict[str, Any]:
    key = bytes(row.address_hash)
    entry = ConsentEntry(
        purpose=Purpose.MARKETING,
        granted=False,
        basis=Basis.CONSENT,
        source=source,
        occurred_at=row.at,
        address_hash=key,
        evidence=evidence,
    )
    return {
        "organization": row.organization_id,
        "hash": key,
        "version": row.key_version,
        "scope": row.scope,
        "reason": row.reason,
        "weaker": SuppressionReason.OTHER.value,
        "way": row.source,
        "now": row.at,
        "purpose": entry.purpose.value,
        "basis": entry.basis.value,
        "source": entry.source,
        "evidence": orjson.dumps(dict(evidence)).decode(),
        "own_acts": sorted(OWN_ACTS),
        "digest": statement_digest(entry, key),
    }
