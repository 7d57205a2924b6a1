"""The projection after writes of every kind is what the truth says, and SQL counts whom Python explains."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organization
from compliance.models import ConsentStatus, Suppression
from contacts.models import FactsPending, Guest, GuestFacts, Stay
from contacts.segments.evaluate import evaluate
from contacts.segments.parse import parse
from contacts.selectors.segment_answers import segment_facts
from contacts.selectors.segment_context import segment_context
from contacts.selectors.segment_explain import guest_view
from contacts.services.facts import facts_refresh, facts_work_off
from tests.contacts.segments import condition
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import ConsentStatusFactory, SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory, StayFactory

ADDRESSES = [f"inbox{number}@example.com" for number in range(4)]
KINDS = ["real", "real", "real", "role", "alias"]
TAGS = ["vip", "spa", "golf"]
Write = Callable[[Random, Organization, datetime, Any], None]


def any_guest(random: Random) -> Guest | None:
    return random.choice([None, *Guest.objects.order_by("pk")])


def guest_added(random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    GuestFactory(
        email=random.choice(ADDRESSES),
        email_kind=random.choice(KINDS),
        language=random.choice(["de", "de-AT", "en", ""]),
        country=random.choice(["AT", "DE", ""]),
        birth_date=random.choice([None, date(1980, 6, 3), date(1990, 12, 30), date(1984, 2, 29)]),
        tags=random.sample(TAGS, random.randrange(3)),
        custom=random.choice([{}, {"loyalty": "gold"}, {"loyalty": "none", "car": True}, {"points": 7}]),
        created_at=NOW - timedelta(days=random.randrange(40)),
    )


def guest_changed(random: Random, group: Organization, _now: datetime, _hotel: Any) -> None:
    guest = any_guest(random)
    if guest is not None:
        email = random.choice(ADDRESSES)
        Guest.objects.filter(pk=guest.pk).update(
            email=email, address_hash=hash_of(group, email), tags=random.sample(TAGS, 1), language="fr"
        )


def guests_in_bulk(_random: Random, group: Organization, _now: datetime, _hotel: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contacts_guest SET country = 'IT', custom = '{\"loyalty\": \"gold\"}'"
            " WHERE organization_id = %s AND id %% 2 = 0",
            [group.pk],
        )


def guest_deleted(random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    guest = any_guest(random)
    if guest is not None:
        guest.delete()


def stay_added(random: Random, _group: Organization, now: datetime, hotel: Any) -> None:
    arrival = now.date() + timedelta(days=random.choice([-400, -365, -364, -90, -5, 0, 1, 20]))
    StayFactory(
        guest=any_guest(random),
        hotel=hotel,
        arrival=arrival,
        departure=arrival + timedelta(days=random.randrange(4)),
        status=random.choice(["booked", "booked", "cancelled", "no_show"]),
        source_channel=random.choice(["booking_com", "Expedia", "direct", "alpinebits"]),
        booked_at=random.choice([None, NOW - timedelta(days=450)]),
        rate_plan=random.choice(["", "BAR", "HALF-BOARD"]),
        currency=random.choice(["EUR", "CHF"]),
    )


def stays_moved(random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    """A merge: all stays of one guest become another's."""
    one, other = any_guest(random), any_guest(random)
    if one is not None:
        Stay.objects.filter(guest=one).update(guest=other)


def stays_cancelled(_random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    newest = Stay.objects.order_by("-pk").values_list("pk", flat=True)[:2]
    Stay.objects.filter(pk__in=list(newest)).update(status="cancelled")


def stay_deleted(_random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    Stay.objects.filter(pk__in=list(Stay.objects.order_by("pk").values_list("pk", flat=True)[:1])).delete()


def stay_dearer(_random: Random, _group: Organization, _now: datetime, _hotel: Any) -> None:
    Stay.objects.update(total_minor=F("total_minor") + 100)


def consent_said(random: Random, group: Organization, now: datetime, _hotel: Any) -> None:
    key = hash_of(group, random.choice(ADDRESSES))
    ConsentStatus.objects.filter(address_hash=key).delete()
    ends = random.choice([None, now + timedelta(days=3), now + timedelta(hours=5)])
    ConsentStatusFactory(address_hash=key, granted=random.random() < 0.8, expires_at=ends)


def suppressed(random: Random, group: Organization, _now: datetime, _hotel: Any) -> None:
    key = hash_of(group, random.choice(ADDRESSES))
    if Suppression.objects.filter(address_hash=key).delete()[0] == 0:
        SuppressionFactory(address_hash=key)


WRITES: list[Write] = [
    guest_added, guest_added, guest_added, guest_changed, guests_in_bulk, guest_deleted, stay_added, stay_added,
    stay_added, stays_moved, stays_cancelled, stay_deleted, stay_dearer, consent_said, consent_said, suppressed,
]  # fmt: skip

SOON = {"op": "in_next_days", "value": 25}
LATE = {"op": "in_last_days", "value": 90}
YEAR = {"op": "in_last_days", "value": 365}
QUESTIONS: list[dict[str, Any]] = [
    condition("profile.language", "is_any_of", ["de"]),
    condition("profile.country", "is_none_of", ["AT", "IT"]),
    condition("profile.birthday", "in_next_days", 5),
    condition("profile.birthday", "is_unknown"),
    condition("profile.created", "in_last_days", 10),
    condition("profile.email", "contains", "BOX1"),
    condition("profile.tags", "has_all", ["vip", "spa"]),
    condition("profile.tags", "has_none", ["golf", "never"]),
    condition("custom.loyalty", "is_any_of", ["gold"]),
    condition("custom.loyalty", "is_known"),
    condition("custom.car", "is", True),
    condition("custom.points", "gte", 5),
    condition("stays.count", "gte", 2),
    condition("stays.count", "lte", 1, where={"arrival": LATE}),
    condition("stays.count", "eq", 0, where={"channel_kind": {"op": "is_any_of", "value": ["ota"]}}),
    condition("stays.count", "gte", 1, where={"lead_days": {"op": "gte", "value": 100}}),
    condition("stays.count", "gte", 1, where={"arrival": YEAR}),
    condition("stays.count", "gte", 1, where={"rate": {"op": "is_any_of", "value": ["BAR"]}}),
    condition("stays.nights", "lte", 2, where={"rate": {"op": "is_none_of", "value": ["BAR", "OTHER"]}}),
    condition("bookings.count", "eq", 0, where={"rate": {"op": "is_any_of", "value": ["HALF-BOARD"]}}),
    condition("stays.nights", "between", [1, 4]),
    condition("stays.revenue", "gt", 24000),
    condition("stays.revenue", "lt", 24100, currency="CHF"),
    condition("stays.revenue", "gte", 24000, where={"arrival": YEAR}),
    condition("stays.last_departure", "more_than_days_ago", 100),
    condition("stays.first_arrival", "is_known"),
    condition("bookings.next_arrival", "in_next_days", 1),
    condition("bookings.count", "gte", 1, where={"arrival": SOON, "nights": {"op": "ne", "value": 2}}),
    condition("bookings.nights", "lt", 3),
    condition("consent.mailable", "is", True),
    condition("consent.reason", "is_any_of", ["no_consent", "suppressed_unsubscribed"]),
    condition("engagement.opened", "not_in_last_days", 90),
    condition("cohort", "in", {"seed": "spring", "from": 0, "to": 50}),
]
OWN = {"loyalty": "choice", "car": "boolean", "points": "number"}


def shared_inboxes() -> set[int]:
    keys = {guest.pk: bytes(guest.address_hash or b"") for guest in Guest.objects.all()}
    return {pk for pk, key in keys.items() if key and list(keys.values()).count(key) > 1}


def agrees(rule: dict[str, Any], now: datetime) -> None:
    context = segment_context(now=now)
    context = type(context)(context.today, context.currency, OWN, context.terms)
    node = parse({"version": 1, "rule": rule}, custom=OWN)
    members = set(segment_facts(node=node, context=context).values_list("id", flat=True))
    explained = {
        guest.pk
        for guest in Guest.objects.all()
        if evaluate(node, guest_view(guest=guest, context=context, now=now), custom=OWN).holds
    }
    assert members == explained, (rule, now)


@pytest.mark.django_db
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(
        st.tuples(st.sampled_from(WRITES), st.sampled_from([0, 0, 0, 1, 6, 30, 365])), min_size=6, max_size=20
    ),
)
def test_after_any_writes_the_projection_is_the_truth(
    in_a: Organization, seed: int, steps: list[tuple[Write, int]]
) -> None:
    with transaction.atomic():
        run(Random(seed), in_a, steps)
        transaction.set_rollback(True)


def run(random: Random, group: Organization, steps: list[tuple[Write, int]]) -> None:
    now = NOW
    hotel = HotelFactory(slug=f"hotel-{random.random()}"[:50])
    for write, days in steps:
        write(random, group, now, hotel)
        if days:
            now += timedelta(days=days, hours=1)
            facts_refresh(now=now)
    assert facts_refresh(now=now).exact
    assert FactsPending.objects.count() == 0
    assert set(GuestFacts.objects.values_list("id", flat=True)) == set(
        Guest.objects.values_list("pk", flat=True)
    )
    assert set(GuestFacts.objects.filter(inbox_shared=True).values_list("id", flat=True)) == shared_inboxes()
    for rule in QUESTIONS:
        agrees(rule, now)
        agrees({"not": rule}, now)
    agrees({"any": [{"not": {"all": random.sample(QUESTIONS, 3)}}, *random.sample(QUESTIONS, 2)]}, now)


def test_a_large_pile_is_worked_off_with_fresh_statistics(
    in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.services.facts.CHUNK", 2)
    monkeypatch.setattr("contacts.services.facts.MANY", 2)
    GuestFactory.create_batch(5)
    assert facts_refresh(now=NOW, bound=3).pending == 5
    assert facts_refresh(now=NOW, bound=None).exact
    assert GuestFacts.objects.count() == 5


def test_a_turn_of_a_worker_ends_in_time_and_the_next_goes_on(
    in_a: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.services.facts.CHUNK", 2)
    for _note in range(3):
        GuestFactory.create_batch(2)
    left = [facts_work_off(clock=lambda: NOW, seconds=0) for _turn in range(2)]
    assert (left, GuestFacts.objects.count()) == ([True, True], 4)
    assert facts_work_off(clock=lambda: NOW, seconds=60) is False
    assert GuestFacts.objects.count() == 6
