"""The ground of each letter stands on it, and is asked again before the letter leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import JSONObject

from accounts.models import Organization
from compliance.models import ConsentEvent
from compliance.rules import RULES_VERSION
from compliance.services.consent import consent_record
from compliance.types import Basis, Purpose
from contacts.models import Guest
from contacts.selectors.permission import guests_permission
from contacts.services.facts import facts_refresh
from delivery.models import Mailing, Message
from delivery.services.claim import messages_claim
from delivery.services.mailing import mailing_freeze
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, StayFactory
from tests.factories.delivery import guest_with_consent, mailing_made


@pytest.fixture(autouse=True)
def inside(in_a: Organization) -> None:
    pass


def frozen(now: Any = NOW) -> Mailing:
    facts_refresh(now=now)
    guests = guests_permission(Guest.objects.all(), purpose=Purpose.MARKETING, now=now)
    recipients: Any = guests
    recipients = recipients.annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=JSONObject(guest=JSONObject(first_name=F("first_name"))),
    )
    mailing = mailing_made(now=now)
    mailing_freeze(mailing=mailing, recipients=recipients, now=now)
    return mailing


def stamps(message: Message) -> tuple[Any, ...]:
    message.refresh_from_db()
    return (
        message.state, message.reason, message.basis, message.evidence, message.evidence_id,
        message.basis_until, message.rules,
    )  # fmt: skip


def test_a_letter_bears_basis_evidence_expiry_and_the_rules_it_was_allowed_by() -> None:
    guest = guest_with_consent()
    stay = StayFactory(guest=GuestFactory(country="CA"))
    excluded = GuestFactory()
    frozen()
    letters = {message.recipient_ref: stamps(message) for message in Message.objects.all()}
    until = NOW.replace(year=2028, month=6, day=6, hour=0)
    assert letters == {
        guest.pk: ("queued", "", "consent", "consent", ConsentEvent.objects.get().pk, None, RULES_VERSION),
        stay.guest_id: ("queued", "", "implied_stay", "stay", stay.pk, until, RULES_VERSION),
        excluded.pk: ("skipped", "no_consent", "", "", None, None, ""),
    }


def test_a_ground_that_ends_before_the_letter_leaves_stops_it() -> None:
    day = NOW.date() - timedelta(days=729)
    StayFactory(guest=GuestFactory(country="CA"), arrival=day, departure=day)
    mailing = frozen()
    message = Message.objects.get()
    assert message.basis_until == NOW.replace(day=2, hour=0)
    assert messages_claim(mailing_id=mailing.pk, worker="w", now=message.basis_until).skipped == 1
    assert stamps(message) == ("skipped", "basis_expired", "", "", None, None, "")


def test_a_ground_that_still_holds_lets_the_letter_go_without_consent() -> None:
    StayFactory(objection_offered=True)
    mailing = frozen()
    assert len(messages_claim(mailing_id=mailing.pk, worker="w", now=NOW).messages) == 1


def test_gdpr_7_3_a_withdrawal_stops_a_letter_that_rests_on_a_sale() -> None:
    stay = StayFactory(objection_offered=True)
    frozen()
    consent_record(
        address_hash=bytes(stay.guest.address_hash), purpose=Purpose.MARKETING, granted=False, basis=Basis.CONSENT,
        source="phone", evidence={}, occurred_at=NOW, now=NOW,
    )  # fmt: skip
    assert stamps(Message.objects.get()) == ("skipped", "consent_withdrawn", "", "", None, None, "")
