"""The organisation's hold: no marketing mail leaves until a person has looked."""

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from delivery.errors import NotHeld, OrganizationHeld
from delivery.models import Mailing, SendingPolicy
from delivery.selectors.pace import sending_held
from delivery.types import MailingState, Stream

logger = logging.getLogger(__name__)


def hold_require_none(*, stream: Stream) -> None:
    """Raise OrganizationHeld before a marketing mailing starts or goes on while the hold lasts."""
    if stream is Stream.MARKETING and (reason := sending_held()):
        raise OrganizationHeld(f"No marketing mail leaves until somebody has lifted the hold. {reason}")


@transaction.atomic
def hold_set(*, reason: str, now: datetime) -> bool:
    """Hold the organisation and pause its marketing mailings; False if it was held before."""
    policy, _ = SendingPolicy.objects.get_or_create()
    held = SendingPolicy.objects.filter(pk=policy.pk, hold_reason="")
    first = held.update(hold_reason=reason[:300], held_at=now) == 1
    if first:
        logger.error("Marketing mail is held: %s", reason)
        audit_record(actor=None, action="sending.held", target=policy, now=now, reason=reason)
    running = Mailing.objects.filter(stream=Stream.MARKETING.value, state=MailingState.SENDING.value)
    running.update(state=MailingState.PAUSED.value, pause_reason=reason[:300])
    return first


@transaction.atomic
def hold_lift(*, actor: User | None, now: datetime) -> SendingPolicy:
    """Let marketing mail go again, in a person's name; paused mailings are resumed one by one.

    The complaints that led to it are not counted a second time. Raises NotHeld.
    """
    policy = SendingPolicy.objects.select_for_update().exclude(hold_reason="").first()
    if policy is None:
        raise NotHeld("This organisation's mail is not held; there is nothing to lift.")
    audit_record(actor=actor, action="sending.hold_lifted", target=policy, now=now, reason=policy.hold_reason)
    # `held_at` stays: it is where the next count begins.
    policy.hold_reason = ""
    policy.save(update_fields=["hold_reason"])
    return policy
