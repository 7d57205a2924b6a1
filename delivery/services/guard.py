"""Mail that people or providers do not want stops itself, before the sender's name is spoilt for all.

Google and Yahoo ask senders to stay below 0.1 % complaints and refuse mail from 0.3 % on.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts.services.audit import audit_record
from delivery.models import Mailing, SendingPolicy
from delivery.selectors.reputation import Reputation, mailing_reputation, organization_reputation
from delivery.services.hold import hold_set
from delivery.types import MailingState, Stream

logger = logging.getLogger(__name__)

# Of fewer letters, one angry guest would decide.
LEAST_DELIVERED = 500
LEAST_TRIED = 200
# In thousandths, so that a bar is met exactly.
MAILING_COMPLAINTS = 1
MAILING_BOUNCES = 50
ORGANIZATION_COMPLAINTS = 3
ORGANIZATION_WINDOW = timedelta(days=30)


def guard_check(*, mailing_id: int, now: datetime) -> str:
    """Pause what is not wanted; returns the sentence that says why, or '' when all is well.

    The organisation is held at 0.3 % complaints over the marketing mailings of its last 30 days, or since
    its last hold if that is later, once they delivered 500 letters. A marketing mailing is paused at 0.1 %
    complaints from 500 delivered letters on, and at 5 % hard bounces from 200 tried ones on. Where a
    person resumed it all the same, twice as much pauses it again. Service letters are never stopped.
    """
    mailing = Mailing.objects.filter(pk=mailing_id, stream=Stream.MARKETING.value).first()
    if mailing is None:
        return ""
    reason = _organization_verdict(now)
    if reason:
        hold_set(reason=reason, now=now)
        return reason
    if mailing.state != MailingState.SENDING:
        return ""
    reason = mailing_verdict(mailing_reputation(mailing), times=2 if mailing.pause_reason else 1)
    if reason:
        _pause(mailing, reason, now)
    return reason


def mailing_verdict(numbers: Reputation, *, times: int = 1) -> str:
    """Why a mailing with these numbers must stop; '' when it need not."""
    if _reaches(numbers.complained, numbers.delivered, MAILING_COMPLAINTS * times, LEAST_DELIVERED):
        return (
            f"Paused by itself: {numbers.complained:,} of {numbers.delivered:,} guests marked this mail as "
            f"spam ({_percent(numbers.complained, numbers.delivered)}), and mailbox providers lose patience "
            "at 0.1 %. Look at the audience and the letter before you go on."
        )
    if _reaches(numbers.bounced, numbers.tried, MAILING_BOUNCES * times, LEAST_TRIED):
        return (
            f"Paused by itself: {numbers.bounced:,} of {numbers.tried:,} addresses do not exist "
            f"({_percent(numbers.bounced, numbers.tried)}), which looks like a bought or a very old list. "
            "Look at where these guests come from before you go on."
        )
    return ""


def _organization_verdict(now: datetime) -> str:
    policy = SendingPolicy.objects.first()
    if policy is not None and policy.hold_reason:
        return policy.hold_reason
    since = now - ORGANIZATION_WINDOW
    if policy is not None and policy.held_at is not None:
        since = max(since, policy.held_at)
    numbers = organization_reputation(since=since)
    if not _reaches(numbers.complained, numbers.delivered, ORGANIZATION_COMPLAINTS, LEAST_DELIVERED):
        return ""
    return (
        f"Guests marked {numbers.complained:,} of {numbers.delivered:,} letters as spam "
        f"({_percent(numbers.complained, numbers.delivered)}); from 0.3 % on mailbox providers refuse all "
        "mail of a sender. Find out which guests were written to, and why, before marketing mail goes on."
    )


def _reaches(part: int, whole: int, thousandths: int, least: int) -> bool:
    return whole >= least and part * 1000 >= whole * thousandths


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.2%}".replace("%", " %")


@transaction.atomic
def _pause(mailing: Mailing, reason: str, now: datetime) -> None:
    running = Mailing.objects.filter(pk=mailing.pk, state=MailingState.SENDING.value)
    if running.update(state=MailingState.PAUSED.value, pause_reason=reason[:300]) == 1:
        logger.error("Mailing %s paused itself: %s", mailing.pk, reason)
        audit_record(actor=None, action="mailing.paused_by_itself", target=mailing, now=now, reason=reason)
