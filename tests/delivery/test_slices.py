"""A large audience is frozen slice by slice, while its first letters leave."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Organization
from contacts.models import Guest
from contacts.types import EmailKind
from delivery.models import Mailing, MailingSlice, Message
from delivery.selectors.mailings import mailing_counts, mailing_frozen
from delivery.services import freeze
from delivery.services.claim import messages_claim
from delivery.services.mailing import (
    mailing_cancel,
    mailing_finish_if_done,
    mailing_freeze,
    mailing_freeze_slice,
    mailing_pause,
    mailing_release,
)
from tests.delivery.conftest import counts
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import audience, guest_with_consent, mailing_made

pytestmark = pytest.mark.django_db
GUESTS = 60


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch, in_a: Organization) -> None:
    """Sixty guests are a large audience here, two of them of one inbox, and one has no address."""
    monkeypatch.setattr(freeze, "_SLICE", 10)
    for number in range(GUESTS - 2):
        guest_with_consent(email=f"guest{number}@example.com")
    GuestFactory(email="guest0@example.com", first_name="Twin")
    GuestFactory(email="", email_kind=EmailKind.NONE.value)


def released() -> Mailing:
    mailing = mailing_made()
    mailing_release(mailing=mailing, recipients=audience(), now=NOW)
    return mailing


def freeze_next(mailing: Mailing) -> int | None:
    return mailing_freeze_slice(mailing_id=mailing.pk, recipients=audience(), now=NOW)


def rows(mailing: Mailing) -> list[tuple[Any, ...]]:
    held = Message.objects.filter(mailing=mailing).order_by("recipient_ref")
    return list(held.values_list("recipient_ref", "address", "state", "reason", "merge"))


@pytest.mark.usefixtures("slices")
def test_slices_hold_what_one_statement_would_have_held(monkeypatch: pytest.MonkeyPatch) -> None:
    sliced = mailing_made()
    assert mailing_freeze(mailing=sliced, recipients=audience(), now=NOW) == GUESTS
    monkeypatch.setattr(freeze, "_SLICE", GUESTS)
    whole = mailing_made()
    assert mailing_freeze(mailing=whole, recipients=audience(), now=NOW) == GUESTS
    assert (sliced.slices.count(), whole.slices.count()) == (17, 1)
    assert rows(sliced) == rows(whole)
    assert counts(sliced, queued=GUESTS - 2, skipped=2)
    assert [row[3] for row in rows(sliced) if row[3]] == ["same_inbox", "no_address"]


@pytest.mark.usefixtures("slices")
def test_letters_leave_while_the_rest_is_written_and_the_mailing_goes_on() -> None:
    mailing, later = released(), NOW + timedelta(minutes=1)
    # The first slice may be empty, or hold the twin and whom no letter reaches.
    queued = Message.objects.filter(mailing=mailing, state="queued")
    while not (first := queued.count()):
        freeze_next(mailing)
    assert len(messages_claim(mailing_id=mailing.pk, worker="w1", now=NOW).messages) == first
    Message.objects.filter(mailing=mailing).update(state="handed", due_at=None)
    assert not mailing_finish_if_done(mailing_id=mailing.pk, now=later)
    while freeze_next(mailing) is not None:
        pass
    assert sum(mailing_counts([mailing.pk])[mailing.pk].values()) == GUESTS
    assert not mailing_finish_if_done(mailing_id=mailing.pk, now=later)
    Message.objects.filter(mailing=mailing).update(due_at=None)
    assert mailing_finish_if_done(mailing_id=mailing.pk, now=later)


@pytest.mark.usefixtures("slices")
def test_a_slice_that_failed_is_written_by_the_next_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    mailing, insert = released(), freeze._insert

    def dies(*given: Any) -> Any:
        insert(*given)
        raise RuntimeError("killed")

    monkeypatch.setattr(freeze, "_insert", dies)
    with pytest.raises(RuntimeError):
        freeze_next(mailing)
    assert (Message.objects.filter(mailing=mailing).count(), mailing_frozen(mailing.pk)) == (0, False)
    monkeypatch.setattr(freeze, "_insert", insert)
    while freeze_next(mailing) is not None:
        pass
    assert sum(mailing_counts([mailing.pk])[mailing.pk].values()) == GUESTS


@pytest.mark.usefixtures("slices")
def test_nobody_is_added_to_a_mailing_that_was_cancelled_and_a_paused_one_is_completed() -> None:
    paused = released()
    mailing_pause(mailing_id=paused.pk, now=NOW)
    while freeze_next(paused) is not None:
        pass
    assert sum(mailing_counts([paused.pk])[paused.pk].values()) == GUESTS
    cancelled = released()
    mailing_cancel(mailing_id=cancelled.pk, now=NOW)
    assert freeze_next(cancelled) is None
    assert Message.objects.filter(mailing=cancelled).count() == 0


@pytest.mark.usefixtures("slices")
def test_a_guest_whose_address_changes_meanwhile_gets_no_second_letter() -> None:
    mailing = released()
    while not Message.objects.filter(mailing=mailing).exists():
        freeze_next(mailing)
    written = Message.objects.filter(mailing=mailing).earliest("id")
    last = MailingSlice.objects.filter(mailing=mailing, frozen_at=None).latest("first")
    moved_hash = last.first.to_bytes(2, "big") + bytes(30)
    Guest.objects.filter(pk=written.recipient_ref).update(email="moved@example.com", address_hash=moved_hash)
    while freeze_next(mailing) is not None:
        pass
    letters = Message.objects.filter(mailing=mailing, recipient_ref=written.recipient_ref)
    assert [letter.address for letter in letters] == [written.address]
    assert sum(mailing_counts([mailing.pk])[mailing.pk].values()) == GUESTS
