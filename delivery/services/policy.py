"""The organisation's own limits."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from compliance.types import TrackingMode
from delivery.models import SendingPolicy
from delivery.services.limits import limits_forget


def sending_policy_update(
    *,
    actor: User | None,
    now: datetime,
    letters_per_hour: int | None = None,
    provider_limits: dict[str, int] | None = None,
    cap_letters: int | None = None,
    cap_days: int | None = None,
    tracking: TrackingMode | None = None,
) -> SendingPolicy:
    """Change what is given; 0 takes a limit away, `provider_limits` replaces all of them."""
    with transaction.atomic():
        SendingPolicy.objects.get_or_create()
        policy = SendingPolicy.objects.select_for_update().get()
        if letters_per_hour is not None:
            policy.letters_per_hour = letters_per_hour
        if provider_limits is not None:
            policy.provider_limits = {key: letters for key, letters in provider_limits.items() if letters}
        if cap_letters is not None:
            policy.cap_letters = cap_letters
        if cap_days is not None:
            policy.cap_days = cap_days
        if tracking is not None:
            policy.tracking = tracking.value
        policy.save(
            update_fields=["letters_per_hour", "provider_limits", "cap_letters", "cap_days", "tracking"]
        )
        audit_record(
            actor=actor, action="sending_policy.changed", target=policy, now=now,
            letters_per_hour=policy.letters_per_hour, provider_limits=policy.provider_limits,
            cap_letters=policy.cap_letters, cap_days=policy.cap_days, tracking=policy.tracking,
        )  # fmt: skip
    limits_forget()
    return policy
