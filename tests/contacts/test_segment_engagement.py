"""Segments hear of letters, opens and clicks, a person's and a machine's apart."""

from datetime import timedelta
from typing import Any

from accounts.models import Organization
from contacts.models import Guest, GuestFacts
from contacts.services.facts import facts_refresh
from contacts.services.merge import guest_merge_undo, guests_merge
from delivery.models import Mailing, Message
from delivery.services.engagement import engagement_record
from delivery.types import EngagementKind, MailingState, MessageState
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import mailing_started


def days(guest: Guest) -> dict[str, Any]:
    facts_refresh(now=NOW)
    names = ("last_mailed", "last_opened", "last_clicked", "last_machine_opened")
    found = GuestFacts.objects.filter(pk=guest.pk).values(*names).get()
    return {name: day for name, day in found.items() if day is not None}


def test_a_letter_counts_from_its_mailings_start(in_a: Organization) -> None:
    without = GuestFactory(email="no.letters@example.com")
    mailing_started(guests=1)
    assert days(Guest.objects.exclude(pk=without.pk).get()) == {"last_mailed": NOW.date()}
    assert days(without) == {}


def test_a_letter_that_did_not_leave_counts_no_more_at_the_end(in_a: Organization) -> None:
    mailing = mailing_started(guests=2)
    first, second = Guest.objects.order_by("pk")
    assert days(first) == days(second) == {"last_mailed": NOW.date()}
    late = NOW + timedelta(days=1)
    Message.objects.filter(recipient_ref=first.pk).update(state=MessageState.HANDED, handed_at=late)
    Message.objects.filter(recipient_ref=second.pk).update(state=MessageState.SKIPPED)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.DONE)
    assert (days(first), days(second)) == ({"last_mailed": late.date()}, {})


def test_opens_of_people_and_of_machines_stand_apart(in_a: Organization) -> None:
    mailing_started(guests=2)
    first, second = Guest.objects.order_by("pk")
    letters = dict(Message.objects.values_list("recipient_ref", "pk"))
    opened, clicked = NOW + timedelta(days=2), NOW + timedelta(days=3)
    engagement_record(message_id=letters[first.pk], kind=EngagementKind.OPEN, now=opened)
    engagement_record(message_id=letters[first.pk], kind=EngagementKind.CLICK, now=clicked, link_no=1)
    engagement_record(message_id=letters[second.pk], kind=EngagementKind.OPEN, now=opened, machine=True)
    mailed = {"last_mailed": NOW.date()}
    assert days(first) == mailed | {"last_opened": opened.date(), "last_clicked": clicked.date()}
    assert days(second) == mailed | {"last_machine_opened": opened.date()}


def test_a_survivors_days_are_those_of_both_and_an_undo_parts_them(in_a: Organization) -> None:
    mailing_started(guests=1)
    other = Guest.objects.get()
    kept = GuestFactory(email="kept@example.com")
    letter = Message.objects.get().pk
    opened, clicked = NOW + timedelta(days=2), NOW + timedelta(days=3)
    engagement_record(message_id=letter, kind=EngagementKind.OPEN, now=opened)
    theirs = {"last_mailed": NOW.date(), "last_opened": opened.date()}
    assert (days(kept), days(other)) == ({}, theirs)
    merge = guests_merge(survivor_id=kept.pk, absorbed_id=other.pk, actor=None, now=NOW)
    assert days(kept) == theirs
    engagement_record(message_id=letter, kind=EngagementKind.CLICK, now=clicked, link_no=1)
    assert days(kept) == theirs | {"last_clicked": clicked.date()}
    guest_merge_undo(merge_id=merge.pk, actor=None, now=NOW)
    assert (days(kept), days(other)) == ({}, theirs | {"last_clicked": clicked.date()})
