"""The ledger adds up to its audience at every moment."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.services.suppression import suppression_add
from compliance.types import Purpose, SuppressionReason
from contacts.models import Guest
from contacts.types import EmailKind
from delivery.errors import MailingNotRunning
from delivery.models import Mailing, Message
from delivery.selectors.mailings import mailing_counts, mailing_excluded, mailings_due
from delivery.services.claim import LEASE, messages_claim
from delivery.services.mailing import (
    mailing_cancel,
    mailing_finish_if_done,
    mailing_freeze,
    mailing_pause,
    mailing_resume,
)
from delivery.services.settle import leases_expire
from tests.delivery.conftest import counts
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import audience, guest_with_consent, mailing_made, mailing_started

pytestmark = pytest.mark.django_db


def hash_of(row: Guest | Message) -> bytes:
    assert row.address_hash is not None
    return bytes(row.address_hash)


def test_each_guest_gets_one_row_allowed_or_with_a_reason(in_a: Organization) -> None:
    guest_with_consent(email="anna@example.com", first_name="Anna")
    guest_with_consent(email="family@example.com", first_name="Ben")
    GuestFactory(email="family@example.com", first_name="Cleo")
    GuestFactory(email="quiet@example.com")
    GuestFactory(email="", email_kind=EmailKind.NONE.value)
    left = guest_with_consent(email="left@example.com")
    suppression_add(address_hash=hash_of(left), reason=SuppressionReason.COMPLAINT, now=NOW)
    mailing = mailing_made()
    assert mailing_freeze(mailing=mailing, recipients=audience(), purpose=Purpose.MARKETING, now=NOW) == 6
    assert counts(mailing, queued=2, skipped=4)
    assert mailing_excluded(mailing.pk) == {
        "same_inbox": 1,
        "no_consent": 1,
        "no_address": 1,
        "suppressed_complaint": 1,
    }
    anna = Message.objects.get(address="anna@example.com")
    assert (anna.merge["guest"]["first_name"], anna.basis) == ("Anna", "consent")
    assert anna.evidence_id is not None
    assert set(Message.objects.filter(state="skipped").values_list("evidence_id", "basis")) == {(None, "")}


def test_an_audience_is_frozen_once(in_a: Organization) -> None:
    mailing = mailing_started(guests=2)
    guest_with_consent(email="late@example.com")
    with pytest.raises(MailingNotRunning):
        mailing_freeze(mailing=mailing, recipients=audience(), now=NOW)
    assert counts(mailing, queued=2)


def test_a_mailing_without_anybody_allowed_is_done_at_once(in_a: Organization) -> None:
    GuestFactory(email="quiet@example.com")
    assert mailing_started().state == "done"


def test_permission_for_another_purpose_freezes_nothing(in_a: Organization) -> None:
    with pytest.raises(ValueError, match="stay_service"):
        mailing_freeze(mailing=mailing_made(), recipients=audience(), purpose=Purpose.STAY_SERVICE, now=NOW)


def test_states_add_up_through_claim_pause_resume_and_cancel(in_a: Organization) -> None:
    mailing = mailing_started(guests=5)
    assert len(messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW, size=2).messages) == 2
    assert counts(mailing, queued=3, claimed=2)
    mailing_pause(mailing_id=mailing.pk, now=NOW)
    assert messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW).messages == []
    assert mailings_due(now=NOW) == {}
    mailing_resume(mailing_id=mailing.pk, now=NOW)
    assert mailings_due(now=NOW) == {mailing.pk: "marketing"}
    mailing_cancel(mailing_id=mailing.pk, now=NOW)
    assert counts(mailing, claimed=2, skipped=3)
    assert mailing_excluded(mailing.pk) == {"mailing_cancelled": 3}
    with pytest.raises(MailingNotRunning):
        mailing_resume(mailing_id=mailing.pk, now=NOW)


def test_two_workers_never_hold_the_same_letter(in_a: Organization) -> None:
    mailing = mailing_started(guests=5)
    first = messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW, size=3).messages
    second = messages_claim(mailing_id=mailing.pk, worker="w2", now=NOW, size=3).messages
    assert (len(first), len(second)) == (3, 2)
    assert not {row.id for row in first} & {row.id for row in second}


def test_a_withdrawal_takes_queued_letters_out_in_its_own_transaction(in_a: Organization) -> None:
    mailing = mailing_started(guests=2)
    row = Message.objects.earliest("id")
    suppression_add(address_hash=hash_of(row), reason=SuppressionReason.UNSUBSCRIBED, now=NOW)
    assert counts(mailing, queued=1, skipped=1)
    assert mailing_excluded(mailing.pk) == {"suppressed_unsubscribed": 1}


def test_the_claim_asks_compliance_again(in_a: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.receivers.messages_withdraw", lambda **_: 0)
    mailing = mailing_started(guests=2)
    row = Message.objects.earliest("id")
    suppression_add(address_hash=hash_of(row), reason=SuppressionReason.UNSUBSCRIBED, now=NOW)
    assert counts(mailing, queued=2)
    other = Message.objects.latest("id")
    claim = messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW)
    assert ([message.address for message in claim.messages], claim.skipped) == ([other.address], 1)
    assert counts(mailing, claimed=1, skipped=1)


def test_a_vanished_workers_letters_become_unknown_and_are_not_sent_again(
    in_a: Organization, settings: Any
) -> None:
    mailing = mailing_started(guests=3)
    messages_claim(mailing_id=mailing.pk, worker=f"{settings.BELLHOP_HOST}:1:killed", now=NOW, size=2)
    assert leases_expire(now=NOW + LEASE) == 0
    later = NOW + LEASE + timedelta(seconds=1)
    assert leases_expire(now=later) == 2
    assert counts(mailing, queued=1, unknown=2)
    assert len(messages_claim(mailing_id=mailing.pk, worker="w2", now=later).messages) == 1
    assert not mailing_finish_if_done(mailing_id=mailing.pk, now=later)
    Message.objects.filter(state="claimed").update(state="handed", due_at=None)
    assert mailing_finish_if_done(mailing_id=mailing.pk, now=later)
    assert Mailing.objects.get(pk=mailing.pk).state == "done"


def test_a_letter_whose_time_has_not_come_waits(in_a: Organization) -> None:
    mailing = mailing_started(guests=1)
    Message.objects.update(state="deferred", due_at=NOW + timedelta(minutes=5))
    assert messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW).messages == []
    (claimed,) = messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW + timedelta(minutes=5)).messages
    assert claimed.attempt == 1


def test_another_groups_ledger_is_not_seen(group_a: Organization, hotel_b: Hotel) -> None:
    with tenant_scope(group_a.pk):
        mailing = mailing_started(guests=1)
    with tenant_scope(hotel_b.organization_id):
        assert messages_claim(mailing_id=mailing.pk, worker="w", now=NOW).messages == []
        assert sum(mailing_counts([mailing.pk])[mailing.pk].values()) == 0
