"""A campaign that people do not want stops itself, and an organisation that goes on like that is held."""

from datetime import datetime, timedelta

import pytest

from accounts.models import AuditEvent, Organization, User
from campaigns.services.sending import campaigns_follow
from delivery.errors import NotHeld, OrganizationHeld
from delivery.models import EngagementEvent, Mailing, MailingTally, Message, SendingPolicy
from delivery.selectors.reputation import Reputation, mailing_reputation
from delivery.services.guard import guard_check, mailing_verdict
from delivery.services.hold import hold_lift, hold_require_none, hold_set
from delivery.services.mailing import mailing_freeze, mailing_resume
from delivery.types import EngagementKind, MailingState, MessageState, Stream
from tests.factories.accounts import NOW
from tests.factories.campaigns import CampaignFactory
from tests.factories.delivery import MessageFactory, audience, mailing_made, mailing_started

K, S = EngagementKind, MessageState


def sent(
    *, delivered: int, refused: int = 0, stream: Stream = Stream.MARKETING, at: datetime = NOW
) -> Mailing:
    """A running mailing whose letters are counted as handed over and refused; only the tally is written."""
    mailing = mailing_made(now=at)
    Mailing.objects.filter(pk=mailing.pk).update(
        state=MailingState.SENDING, started_at=at, stream=stream.value
    )
    mailing.refresh_from_db()
    for state, messages in ((S.HANDED, delivered), (S.BOUNCED, refused)):
        MailingTally.objects.create(mailing=mailing, state=state.value, messages=messages)
    return mailing


def brought(mailing: Mailing, kind: EngagementKind, letters: int, *, state: MessageState = S.HANDED) -> None:
    """Letters of a mailing that came back; they are among those counted before."""
    for _ in range(letters):
        message = MessageFactory(mailing=mailing, state=state)
        MailingTally.objects.create(mailing=mailing, state=state.value, messages=-1)
        EngagementEvent.objects.create(message=message, kind=kind.value, first_at=NOW, last_at=NOW)


def state_of(mailing: Mailing) -> str:
    return Mailing.objects.values_list("state", flat=True).get(pk=mailing.pk)


@pytest.mark.parametrize(
    ("numbers", "stops"),
    [
        (Reputation(tried=499, bounced=0, complained=100), False),
        (Reputation(tried=500, bounced=0, complained=1), True),
        (Reputation(tried=1001, bounced=0, complained=1), False),
        (Reputation(tried=1000, bounced=0, complained=1), True),
        (Reputation(tried=199, bounced=199, complained=0), False),
        (Reputation(tried=200, bounced=9, complained=0), False),
        (Reputation(tried=200, bounced=10, complained=0), True),
        (Reputation(tried=1_000_000, bounced=49_999, complained=0), False),
        (Reputation(tried=1_000_000, bounced=50_000, complained=0), True),
        (Reputation(tried=0, bounced=0, complained=0), False),
    ],
)
def test_the_bars_are_met_exactly(numbers: Reputation, stops: bool) -> None:
    assert bool(mailing_verdict(numbers)) == stops


def test_letters_that_came_back_later_are_counted_once(in_a: Organization) -> None:
    mailing = sent(delivered=900, refused=20)
    brought(mailing, K.BOUNCE, 3)
    brought(mailing, K.BOUNCE, 2, state=S.BOUNCED)
    brought(mailing, K.COMPLAINT, 1)
    brought(mailing, K.OPEN, 4)
    assert mailing_reputation(mailing) == Reputation(tried=920, bounced=23, complained=1)


def test_a_campaign_that_is_well_received_goes_on(in_a: Organization) -> None:
    mailing = sent(delivered=1001)
    brought(mailing, K.COMPLAINT, 1)
    assert guard_check(mailing_id=mailing.pk, now=NOW) == ""
    assert state_of(mailing) == "sending"


def test_a_campaign_pauses_itself_at_one_complaint_in_a_thousand(in_a: Organization) -> None:
    mailing = sent(delivered=1000)
    brought(mailing, K.COMPLAINT, 1)
    reason = guard_check(mailing_id=mailing.pk, now=NOW)
    assert reason.startswith("Paused by itself: 1 of 1,000 guests marked this mail as spam (0.10 %)")
    mailing.refresh_from_db()
    assert (mailing.state, mailing.pause_reason) == ("paused", reason)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_label, event.target_id) == (
        "mailing.paused_by_itself",
        "system",
        mailing.pk,
    )


def test_a_campaign_pauses_itself_at_five_bounces_in_a_hundred(in_a: Organization) -> None:
    mailing = sent(delivered=192, refused=8)
    assert guard_check(mailing_id=mailing.pk, now=NOW) == ""
    brought(mailing, K.BOUNCE, 2)
    reason = guard_check(mailing_id=mailing.pk, now=NOW)
    assert reason.startswith("Paused by itself: 10 of 200 addresses do not exist (5.00 %)")
    assert state_of(mailing) == "paused"


def test_a_person_may_go_on_until_it_gets_twice_as_bad(in_a: Organization) -> None:
    mailing = sent(delivered=1000)
    brought(mailing, K.COMPLAINT, 1)
    guard_check(mailing_id=mailing.pk, now=NOW)
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.SENDING)
    assert guard_check(mailing_id=mailing.pk, now=NOW) == ""
    brought(mailing, K.COMPLAINT, 1)
    assert "2 of 1,000" in guard_check(mailing_id=mailing.pk, now=NOW)


def test_service_letters_are_never_stopped(in_a: Organization) -> None:
    mailing = sent(delivered=500, refused=500, stream=Stream.SERVICE)
    brought(mailing, K.COMPLAINT, 50)
    assert guard_check(mailing_id=mailing.pk, now=NOW) == ""
    assert state_of(mailing) == "sending"


def test_an_organisation_below_the_bar_is_not_held(in_a: Organization) -> None:
    first, second = sent(delivered=600), sent(delivered=401)
    brought(first, K.COMPLAINT, 2)
    brought(second, K.COMPLAINT, 1)
    guard_check(mailing_id=first.pk, now=NOW)
    assert not SendingPolicy.objects.exists()
    assert (state_of(first), state_of(second)) == ("paused", "sending")


def test_an_organisation_is_held_at_three_complaints_in_a_thousand(in_a: Organization) -> None:
    first, second = sent(delivered=600), sent(delivered=400)
    service = sent(delivered=10, stream=Stream.SERVICE)
    brought(first, K.COMPLAINT, 2)
    brought(second, K.COMPLAINT, 1)
    reason = guard_check(mailing_id=second.pk, now=NOW)
    assert reason.startswith("Guests marked 3 of 1,000 letters as spam (0.30 %)")
    assert [state_of(mailing) for mailing in (first, second, service)] == ["paused", "paused", "sending"]
    policy = SendingPolicy.objects.get()
    assert (policy.hold_reason, policy.held_at) == (reason, NOW)
    with pytest.raises(OrganizationHeld, match="until somebody has lifted the hold"):
        hold_require_none(stream=Stream.MARKETING)
    hold_require_none(stream=Stream.SERVICE)


def test_a_mailing_that_starts_all_the_same_is_paused_by_the_hold(in_a: Organization) -> None:
    hold_set(reason="Too many complaints.", now=NOW)
    mailing = sent(delivered=0)
    assert guard_check(mailing_id=mailing.pk, now=NOW) == "Too many complaints."
    assert state_of(mailing) == "paused"


def test_nothing_starts_or_goes_on_during_a_hold(in_a: Organization, owner_a: User) -> None:
    running, fresh = mailing_started(guests=1), mailing_made()
    hold_set(reason="Too many complaints.", now=NOW)
    with pytest.raises(OrganizationHeld):
        mailing_resume(mailing_id=running.pk, now=NOW)
    with pytest.raises(OrganizationHeld):
        mailing_freeze(mailing=fresh, recipients=audience(), now=NOW)
    assert (state_of(running), state_of(fresh)) == ("paused", "ready")
    hold_lift(actor=owner_a, now=NOW)
    mailing_resume(mailing_id=running.pk, now=NOW)
    assert mailing_freeze(mailing=fresh, recipients=audience(), now=NOW) == 1


def test_a_campaign_shows_that_its_mailing_paused_itself(in_a: Organization) -> None:
    mailing = sent(delivered=100, refused=100)
    campaign = CampaignFactory(mailing=mailing, status="sending")
    guard_check(mailing_id=mailing.pk, now=NOW)
    assert campaigns_follow(now=NOW) == 0
    campaign.refresh_from_db()
    assert campaign.status == "paused"


def test_complaints_of_a_month_ago_are_forgiven(in_a: Organization) -> None:
    old = sent(delivered=1000, at=NOW - timedelta(days=31))
    brought(old, K.COMPLAINT, 30)
    new = sent(delivered=1000)
    assert guard_check(mailing_id=new.pk, now=NOW) == ""


def test_a_person_lifts_the_hold_in_their_name(in_a: Organization, owner_a: User) -> None:
    mailing = sent(delivered=1000)
    brought(mailing, K.COMPLAINT, 3)
    guard_check(mailing_id=mailing.pk, now=NOW)
    later = NOW + timedelta(hours=1)
    hold_lift(actor=owner_a, now=later)
    hold_require_none(stream=Stream.MARKETING)
    assert list(AuditEvent.objects.order_by("id").values_list("action", "actor_label")) == [
        ("sending.held", "system"),
        ("sending.hold_lifted", owner_a.email),
    ]
    # What led to the hold does not lead to the next one.
    new = sent(delivered=1000, at=later)
    assert guard_check(mailing_id=new.pk, now=later) == ""
    with pytest.raises(NotHeld):
        hold_lift(actor=owner_a, now=later)


def test_a_mailing_that_is_gone_says_nothing(in_a: Organization) -> None:
    assert guard_check(mailing_id=1, now=NOW) == ""
    assert not Message.objects.exists()
