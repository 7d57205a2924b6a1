from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from compliance.models import ConsentEvent, ConsentStatus
from compliance.services.consent import consent_record, consents_record
from compliance.signals import consent_withdrawn
from compliance.types import Basis, ConsentEntry, Purpose
from tests.factories.accounts import NOW

ADDRESS = "ada@example.com"


def say(granted: bool, *, days_ago: int, source: str = "import:mailchimp", **more: Any) -> ConsentEvent:
    return consent_record(
        address=ADDRESS,
        purpose=Purpose.MARKETING,
        granted=granted,
        basis=Basis.CONSENT,
        source=source,
        evidence={"line": days_ago},
        occurred_at=NOW - timedelta(days=days_ago),
        now=NOW,
        **more,
    )


def stands() -> bool:
    return ConsentStatus.objects.get().granted


def test_a_first_consent_stands(in_a: object) -> None:
    event = say(True, days_ago=5)
    status = ConsentStatus.objects.get()
    assert (status.granted, status.basis, status.event_id, status.at) == (
        True, "consent", event.pk, NOW - timedelta(days=5),
    )  # fmt: skip


def test_an_import_never_brings_a_withdrawn_consent_back(in_a: object) -> None:
    say(False, days_ago=5)
    again = say(True, days_ago=1)
    assert (stands(), again.applied) == (False, False)


def test_a_channel_never_brings_a_withdrawn_consent_back(in_a: object) -> None:
    say(False, days_ago=5, source="unsubscribe")
    again = say(True, days_ago=1, source="alpinebits")
    assert (stands(), again.applied) == (False, False)


def test_an_older_withdrawal_beats_a_newer_imported_consent(in_a: object) -> None:
    say(True, days_ago=1)
    late = say(False, days_ago=30)
    assert (stands(), late.applied) == (False, True)


def test_double_opt_in_brings_a_withdrawn_consent_back(in_a: object) -> None:
    say(False, days_ago=5)
    again = say(True, days_ago=1, source="double_opt_in")
    assert (stands(), again.applied) == (True, True)


def test_an_old_double_opt_in_does_not_outlive_a_later_withdrawal(in_a: object) -> None:
    say(False, days_ago=5)
    say(True, days_ago=9, source="double_opt_in")
    assert stands() is False


def test_a_withdrawal_older_than_the_guests_own_consent_changes_nothing(in_a: object) -> None:
    say(True, days_ago=1, source="double_opt_in")
    old = say(False, days_ago=30)
    assert (stands(), old.applied) == (True, False)


def test_a_later_withdrawal_ends_the_guests_own_consent(in_a: object) -> None:
    say(True, days_ago=9, source="double_opt_in")
    say(False, days_ago=1, source="unsubscribe")
    assert stands() is False


def test_each_statement_is_kept_though_it_changes_nothing(in_a: object) -> None:
    say(False, days_ago=5)
    say(True, days_ago=1)
    assert list(ConsentEvent.objects.order_by("pk").values_list("granted", "applied")) == [
        (False, True),
        (True, False),
    ]


def test_the_same_statement_twice_is_kept_once(in_a: object) -> None:
    assert say(True, days_ago=5).pk == say(True, days_ago=5).pk
    assert ConsentEvent.objects.count() == 1


def test_a_withdrawal_of_many_in_one_page_ends_as_if_given_one_by_one(in_a: object) -> None:
    entries = [
        ConsentEntry(
            purpose=Purpose.MARKETING, granted=granted, basis=Basis.CONSENT, source="form",
            occurred_at=NOW - timedelta(days=days), address=ADDRESS,
        )
        for granted, days in [(True, 3), (False, 2), (True, 1)]
    ]  # fmt: skip
    assert [event.applied for event in consents_record(entries=entries, now=NOW)] == [True, True, False]
    assert stands() is False


def test_purposes_are_apart(in_a: object) -> None:
    say(True, days_ago=5)
    consent_record(
        address=ADDRESS, purpose=Purpose.STAY_SERVICE, granted=False, basis=Basis.CONTRACT, source="form",
        evidence={}, occurred_at=NOW, now=NOW,
    )  # fmt: skip
    assert list(ConsentStatus.objects.order_by("purpose").values_list("purpose", "granted")) == [
        ("marketing", True),
        ("stay_service", False),
    ]


@pytest.mark.parametrize(
    "act", ["UPDATE compliance_consentevent SET granted = true", "DELETE FROM compliance_consentevent"]
)
def test_the_ledger_cannot_be_rewritten(in_a: object, act: str) -> None:
    from django.db import connection

    say(False, days_ago=5)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)
    assert ConsentEvent.objects.filter(granted=False).count() == 1


@pytest.fixture
def news() -> Any:
    heard: list[dict[str, Any]] = []

    def hear(**facts: Any) -> None:
        heard.append({key: facts[key] for key in ("purpose", "reason", "at")})

    consent_withdrawn.connect(hear)
    yield heard
    consent_withdrawn.disconnect(hear)


def test_a_withdrawal_is_told_once(in_a: object, news: list[dict[str, Any]]) -> None:
    at: datetime = NOW - timedelta(days=5)
    say(False, days_ago=5)
    say(False, days_ago=5)
    say(False, days_ago=4)
    assert news == [{"purpose": Purpose.MARKETING, "reason": "consent_withdrawn", "at": at}]


def test_a_consent_is_not_told_as_a_withdrawal(in_a: object, news: list[dict[str, Any]]) -> None:
    say(True, days_ago=5)
    assert news == []
