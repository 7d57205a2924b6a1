"""The proof of consent of one guest, to be handed to an authority or a court."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Organization, User
from accounts.services.audit import audit_record
from compliance.selectors.proof import consent_proof
from contacts.selectors.guest import guest_require
from contacts.selectors.permission import guest_facts


@transaction.atomic
def guest_consent_proof(
    *, organization: Organization, guest_id: int, actor: User | None, now: datetime
) -> dict[str, Any]:
    """Everything that shows whether one guest may be written to; audited. Raises NotFound, GuestMerged."""
    guest = guest_require(guest_id=guest_id)
    key = bytes(guest.address_hash) if guest.address_hash else None
    proof = consent_proof(address_hash=key, facts=guest_facts(guest=guest, now=now), now=now)
    audit_record(
        actor=actor, action="guest.consent_proof", target=guest, now=now, statements=len(proof["statements"])
    )
    return {
        "made_at": now,
        "controller": organization.legal_name or organization.name,
        "guest": {
            "id": guest.pk,
            "first_name": guest.first_name,
            "last_name": guest.last_name,
            "email": guest.email,
            "email_kind": guest.email_kind,
        },
        **proof,
    }
