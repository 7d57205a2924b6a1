from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Organization
from compliance.errors import ComplaintStands
from compliance.models import ConsentStatus, Suppression
from compliance.selectors.permission import suppression_reasons
from compliance.services.suppression import suppression_add, suppression_lift, suppressions_add
from compliance.signals import consent_withdrawn
from compliance.types import Purpose, SuppressionEntry, SuppressionReason
from tests.factories.accounts import NOW
from tests.factories.compliance import hash_of

ADDRESS = "ada@example.com"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def key(in_a: Organization) -> bytes:
    return hash_of(in_a, ADDRESS)


def lift() -> bool:
    return suppression_lift(address=ADDRESS, evidence={"form": "footer"}, occurred_at=LATER, now=LATER)


def test_suppressing_twice_keeps_one_row_and_its_first_date(key: bytes) -> None:
    first = suppression_add(address_hash=key, reason=SuppressionReason.BOUNCE, now=NOW)
    again = suppression_add(address_hash=key, reason=SuppressionReason.BOUNCE, now=LATER)
    assert (again.pk, again.at) == (first.pk, NOW)
    assert Suppression.objects.count() == 1


def test_a_stronger_reason_replaces_a_weaker(key: bytes) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason.UNSUBSCRIBED, now=NOW)
    suppression_add(address_hash=key, reason=SuppressionReason.COMPLAINT, now=LATER)
    assert suppression_reasons(address_hashes=[key]) == {key: "complaint"}


def test_a_weaker_reason_leaves_a_stronger(key: bytes) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason.COMPLAINT, now=NOW)
    suppression_add(address_hash=key, reason=SuppressionReason.UNSUBSCRIBED, now=LATER)
    assert suppression_reasons(address_hashes=[key]) == {key: "complaint"}


def test_scopes_are_apart(key: bytes) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason.UNSUBSCRIBED, scope="hotel:1", now=NOW)
    assert suppression_reasons(address_hashes=[key]) == {}


def test_one_address_twice_in_a_page_takes_its_strongest_reason(key: bytes) -> None:
    entries = [
        SuppressionEntry(key, reason) for reason in (SuppressionReason.BOUNCE, SuppressionReason.OTHER)
    ]
    assert [row.reason for row in suppressions_add(entries=entries, now=NOW)] == ["bounce"]


def test_double_opt_in_lifts_a_suppression_and_records_consent(key: bytes) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason.UNSUBSCRIBED, now=NOW)
    assert lift() is True
    assert Suppression.objects.count() == 0
    assert ConsentStatus.objects.get().granted is True


def test_nothing_lifts_a_complaint(key: bytes) -> None:
    suppression_add(address_hash=key, reason=SuppressionReason.COMPLAINT, now=NOW)
    with pytest.raises(ComplaintStands):
        lift()
    assert suppression_reasons(address_hashes=[key]) == {key: "complaint"}
    assert ConsentStatus.objects.count() == 0


def test_lifting_nothing_still_records_the_consent(key: bytes) -> None:
    assert lift() is False
    assert ConsentStatus.objects.get().granted is True


@pytest.mark.parametrize(
    ("reason", "purpose"),
    [(SuppressionReason.UNSUBSCRIBED, Purpose.MARKETING), (SuppressionReason.BOUNCE, None)],
)
def test_a_suppression_is_told_with_what_it_ends(key: bytes, reason: SuppressionReason, purpose: Any) -> None:
    heard: list[Any] = []

    def hear(**facts: Any) -> None:
        heard.append((facts["address_hash"], facts["purpose"], facts["reason"]))

    consent_withdrawn.connect(hear)
    suppression_add(address_hash=key, reason=reason, now=NOW)
    suppression_add(address_hash=key, reason=reason, now=LATER)
    consent_withdrawn.disconnect(hear)
    assert heard == [(key, purpose, f"suppressed_{reason.value}")]
