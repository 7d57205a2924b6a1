"""Why an address may be written to or not, with everything that shows it (GDPR 5(2), 7(1))."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from compliance.models import ConsentEvent
from compliance.rules import RULE_SETS, RULES_VERSION
from compliance.selectors.ledger import suppressions
from compliance.selectors.permission import permission_of
from compliance.selectors.texts import basis_text, reason_text
from compliance.types import Evidence, Facts, Purpose


def consent_proof(
    *, address_hash: bytes | None, facts: Mapping[Purpose, Facts], now: datetime
) -> dict[str, Any]:
    """The decisions at `now` with their rules, every statement in the ledger, and the suppressions.

    `facts` is what decides about the guest, for each purpose. A statement's `evidence` is as it was kept:
    form, times, the address of the network as far as it is still there, the letter's Message-ID. Of a guest
    without an address there are decisions alone.
    """
    return {
        "rules_version": RULES_VERSION,
        "decisions": [_decision(facts[purpose], purpose, now) for purpose in Purpose],
        "statements": list(_statements(address_hash)) if address_hash else [],
        "suppressions": list(_suppressions(address_hash)) if address_hash else [],
    }


def _decision(facts: Facts, purpose: Purpose, now: datetime) -> dict[str, Any]:
    permission = permission_of(facts=facts, purpose=purpose, now=now)
    rule = RULE_SETS[purpose].behind(permission)
    rests_on_consent = permission.evidence == Evidence.CONSENT.value
    return {
        "purpose": purpose.value,
        "country": facts.country,
        "allowed": permission.allowed,
        "reason": permission.reason,
        "basis": permission.basis,
        "text": basis_text(permission.basis) if permission.allowed else reason_text(permission.reason),
        "law": rule.law,
        "law_read_on": rule.as_of,
        "evidence": permission.evidence,
        "evidence_id": permission.evidence_id,
        "statement_id": permission.evidence_id if rests_on_consent else None,
        "expires_at": permission.expires_at,
    }


def _statements(address_hash: bytes) -> Iterator[dict[str, Any]]:
    events = ConsentEvent.objects.filter(address_hash=address_hash).select_related("text")
    for event in events.order_by("occurred_at", "pk"):
        yield {
            "id": event.pk,
            "purpose": event.purpose,
            "scope": event.scope,
            "granted": event.granted,
            "took_effect": event.applied,
            "basis": event.basis,
            "source": event.source,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "expires_at": event.expires_at,
            "wording": _wording(event),
            "evidence": event.evidence,
        }


def _wording(event: ConsentEvent) -> dict[str, Any] | None:
    if event.text is None:
        return None
    return {
        "language": event.text.language,
        "version": event.text.version,
        "text": event.text.text,
        "controller": event.text.controller,
        "published_at": event.text.created_at,
    }


def _suppressions(address_hash: bytes) -> Iterator[dict[str, Any]]:
    for row in suppressions([address_hash]).order_by("at", "pk"):
        yield {
            "scope": row.scope,
            "reason": row.reason,
            "source": row.source,
            "since": row.at,
            "until": row.until,
            "text": reason_text(row.code),
        }
