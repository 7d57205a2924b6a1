"""Leaving all marketing, written in SQL for speed, held against the rules it repeats."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Organization
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from compliance.services.consent import consent_record
from compliance.services.leaving import marketing_leave
from compliance.services.suppression import suppression_add
from compliance.signals import consent_withdrawn
from compliance.types import Basis, Purpose, SuppressionReason
from tests.factories.accounts import NOW
from tests.factories.compliance import hash_of

EVIDENCE = {"message": 7, "way": "one_click"}
LATER = NOW + timedelta(days=1)


@pytest.fixture
def key(in_a: Organization) -> bytes:
    return hash_of(in_a, "ada@example.com")


def leave(key: bytes, now: Any = NOW) -> bool:
    return marketing_leave(address_hash=key, way="one_click", evidence=EVIDENCE, now=now)


def say(key: bytes, *, granted: bool, hours: int, source: str, evidence: Any = EVIDENCE) -> None:
    at = NOW + timedelta(hours=hours)
    consent_record(
        address_hash=key, purpose=Purpose.MARKETING, granted=granted, basis=Basis.CONSENT, source=source,
        evidence=evidence, occurred_at=at, now=NOW, expires_at=at + timedelta(days=90) if granted else None,
    )  # fmt: skip


def written(key: bytes) -> list[Any]:
    """What the ledger and its projection say of an address, but for the rows' numbers."""
    told = [
        "applied",
        "granted",
        "basis",
        "source",
        "evidence",
        "scope",
        "text",
        "occurred_at",
        "recorded_at",
    ]
    stand = [
        "granted",
        "basis",
        "at",
        "expires_at",
        "confirmed",
        "key_version",
        "event__source",
        "event__applied",
    ]
    event = ConsentEvent.objects.filter(address_hash=key).order_by("pk").last()
    assert event is not None
    return [
        {name: getattr(event, name) for name in [*told, "expires_at", "key_version", "purpose"]},
        ConsentStatus.objects.filter(address_hash=key).values(*stand).get(),
    ]


STOOD = {
    "nothing": None,
    "an import's yes": {"granted": True, "hours": -1, "source": "import:csv"},
    "an import's yes of tomorrow": {"granted": True, "hours": 24, "source": "import:csv"},
    "the person's yes": {"granted": True, "hours": -1, "source": "double_opt_in"},
    "the person's yes of now": {"granted": True, "hours": 0, "source": "double_opt_in"},
    "the person's yes of tomorrow": {"granted": True, "hours": 24, "source": "double_opt_in"},
    "a no": {"granted": False, "hours": -1, "source": "form"},
    "a no of now": {"granted": False, "hours": 0, "source": "form"},
    "a no of tomorrow": {"granted": False, "hours": 24, "source": "form"},
}


@pytest.mark.parametrize("stood", STOOD.values(), ids=STOOD)
def test_the_withdrawal_is_written_as_the_ledger_writes_it(
    in_a: Organization, key: bytes, stood: dict[str, Any] | None
) -> None:
    other = hash_of(in_a, "ben@example.com")
    for each in (key, other):
        if stood:
            say(each, **stood)
    assert leave(key) is True
    say(other, granted=False, hours=0, source="unsubscribe")
    assert written(key) == written(other)


def test_leaving_writes_the_suppression_and_the_statement_named_by_its_content(key: bytes) -> None:
    leave(key)
    row = Suppression.objects.values_list("scope", "reason", "source", "at", "until", "key_version").get()
    assert row == ("all", "unsubscribed", "one_click", NOW, None, 1)
    say(key, granted=False, hours=0, source="unsubscribe")
    assert ConsentEvent.objects.count() == 1


def test_who_left_already_leaves_nothing_more_behind(key: bytes) -> None:
    assert [leave(key), leave(key, LATER)] == [True, False]
    assert list(Suppression.objects.values_list("at", flat=True)) == [NOW]
    assert ConsentEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "stands", "is_new"),
    [("other", "unsubscribed", True), ("bounce", "bounce", False), ("complaint", "complaint", False)],
)
def test_leaving_replaces_a_weaker_reason_alone(key: bytes, reason: str, stands: str, is_new: bool) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason(reason), now=NOW)
    assert leave(key, LATER) is is_new
    assert list(Suppression.objects.values_list("reason", flat=True)) == [stands]
    assert ConsentEvent.objects.count() == int(is_new)


def test_leaving_is_told_once(in_a: Organization, key: bytes) -> None:
    say(key, granted=True, hours=-1, source="double_opt_in")
    heard: list[Any] = []

    def hear(**facts: Any) -> None:
        heard.append({name: facts[name] for name in facts if name not in {"signal", "sender"}})

    consent_withdrawn.connect(hear)
    leave(key)
    leave(key)
    consent_withdrawn.disconnect(hear)
    assert heard == [
        {
            "organization_id": in_a.pk,
            "address_hash": key,
            "purpose": Purpose.MARKETING,
            "scope": "all",
            "reason": "suppressed_unsubscribed",
            "at": NOW,
        }
    ]
