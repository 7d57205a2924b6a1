"""A new relay or domain begins with few letters a day."""

from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import pytest

from accounts.errors import InvalidInput, NotFound
from accounts.models import AuditEvent, Organization, User
from delivery.models import DomainWarmUp, Relay
from delivery.services.pace import Allowance
from delivery.services.warmup import domain_warm_up_end, domain_warm_up_start
from tests.delivery.pacing import SERVICE, board, take
from tests.factories.accounts import NOW

__all__ = ["board"]


def test_a_new_relay_sends_its_first_days_letters_and_no_more(in_a: Organization) -> None:
    relay = Relay.objects.create(
        name="new",
        host="relay.example",
        warm_up_plan="standard",
        warm_up_started_on=NOW.date(),
        created_at=NOW,
    )
    route = f"relay:{relay.pk}"
    first = take(80, route=route)
    assert first.count == 50
    assert first.wait == 12 * 3600
    assert first.reason == (
        "The warm-up plan of the relay new allows 50 letters today; the rest waits until tomorrow."
    )
    assert take(80, route=route).count == 0
    assert take(3, route=route, stream=SERVICE).count == 3
    assert take(80, route=route, now=NOW + timedelta(days=1)).count == 75
    assert take(500, route=route, now=NOW + timedelta(days=20)) == Allowance(500, 0.0, inf)


def test_the_day_of_a_warm_up_is_utcs(in_a: Organization) -> None:
    domain_warm_up_start(domain="Seehof.example", plan="careful", started_on=NOW.date(), actor=None, now=NOW)
    midnight = datetime(2026, 6, 2, tzinfo=UTC)
    before, after = midnight - timedelta(seconds=10), midnight
    named: Any = {"from_domain": "news.seehof.example"}
    assert take(**named, now=before) == Allowance(
        20,
        10.0,
        inf,
        "The warm-up plan of seehof.example allows 20 letters today; the rest waits until tomorrow.",
    )
    assert take(**named, now=after).count == 26
    assert take(from_domain="other.example").count == 500


def test_the_next_letter_after_the_end_of_a_warm_up_goes_at_once(in_a: Organization, owner_a: User) -> None:
    row = domain_warm_up_start(
        domain="seehof.example", plan="careful", started_on=NOW.date(), actor=owner_a, now=NOW
    )
    assert take(from_domain="seehof.example").count == 20
    domain_warm_up_end(warm_up_id=row.pk, actor=owner_a, now=NOW)
    assert take(from_domain="seehof.example") == Allowance(500, 0.0, inf)
    actions = list(AuditEvent.objects.order_by("id").values_list("action", "actor"))
    assert actions == [
        ("domain_warm_up.started", owner_a.pk),
        ("domain_warm_up.ended", owner_a.pk),
    ]


def test_a_warm_up_begun_again_is_the_same_row(in_a: Organization) -> None:
    for plan in ("careful", "standard"):
        domain_warm_up_start(domain="seehof.example", plan=plan, started_on=NOW.date(), actor=None, now=NOW)
    assert list(DomainWarmUp.objects.values_list("domain", "plan")) == [("seehof.example", "standard")]


def test_an_unknown_plan_and_an_unknown_warm_up_are_refused(in_a: Organization) -> None:
    with pytest.raises(InvalidInput, match="no warm-up plan reckless"):
        domain_warm_up_start(
            domain="seehof.example", plan="reckless", started_on=NOW.date(), actor=None, now=NOW
        )
    with pytest.raises(NotFound):
        domain_warm_up_end(warm_up_id=1, actor=None, now=NOW)
