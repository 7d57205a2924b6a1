from datetime import datetime
from typing import Any

import pytest

from accounts.models import Hotel, Organization, User
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from delivery.models import Message, SendingDomain
from delivery.services import outcome
from delivery.services.claim import messages_claim
from delivery.services.domains import sending_domain_create
from launch.checks.guests import lawful_basis
from launch.checks.letters import (
    batches_of_fifty,
    letters_signed,
    postal_address_shown,
    preferences_offered,
    retried_three_times,
    ways_out_offered,
)
from launch.probe import Probe
from tests.factories.contacts import GuestFactory
from tests.launch.conftest import said
from tests.launch.letters import consenting_guest, mail_everybody


@pytest.fixture
def sent(hotel_a: Hotel, in_a: Organization, owner_a: User, now: datetime, settings: Any) -> Hotel:
    """Group A has written, signed, to two guests from an installation with https."""
    settings.PUBLIC_URL = "https://mail.bellhop.example"
    sending_domain_create(domain=hotel_a.from_email.partition("@")[2], actor=owner_a, now=now)
    for _ in range(2):
        consenting_guest()
    mail_everybody(hotel=hotel_a, now=now)
    assert Message.objects.filter(state="handed").count() == 2
    return hotel_a


def test_letters_are_claimed_by_fifty(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(batches_of_fifty(probe)) == ("holds", "a worker claims 50 letters at a time")
    defaults = messages_claim.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "size", 1000)
    assert batches_of_fifty(probe).status == "fails"


def test_a_refusal_for_now_is_tried_three_times(probe: Probe) -> None:
    status, evidence = said(retried_three_times(probe))
    assert status == "holds"
    assert evidence.startswith("attempts end as deferred, deferred, failed; waits ")


@pytest.mark.parametrize(
    ("name", "value"), [("ATTEMPTS", 2), ("ATTEMPTS", 9), ("_JITTER", 0), ("_FACTOR", 1)]
)
def test_other_ways_of_trying_again_fail(
    name: str, value: int, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, name, value)
    assert retried_three_times(probe).status == "fails"


@pytest.mark.parametrize(
    "check", [letters_signed, ways_out_offered, preferences_offered, postal_address_shown, lawful_basis]
)
def test_before_the_first_letter_nothing_is_shown(check: Any, probe: Probe) -> None:
    assert check(probe).status == "not_shown"


def test_signed_letters_hold(sent: Hotel, probe: Probe) -> None:
    assert said(letters_signed(probe)) == (
        "holds",
        "2 letters handed over; senders without a key: none; 1 letter built again, 0 unsigned",
    )


def test_letters_of_a_domain_without_key_fail(sent: Hotel, probe: Probe) -> None:
    SendingDomain.objects.all().delete()
    status, evidence = said(letters_signed(probe))
    assert status == "fails"
    assert f"senders without a key: {sent.from_email} (2)" in evidence


def test_each_marketing_letter_offers_a_way_out(sent: Hotel, probe: Probe) -> None:
    assert said(ways_out_offered(probe)) == (
        "holds",
        "1 marketing letter built again: each with link and one-click",
    )


def test_one_click_over_plain_http_fails(sent: Hotel, probe: Probe, settings: Any) -> None:
    settings.PUBLIC_URL = "http://mail.bellhop.example"
    status, evidence = said(ways_out_offered(probe))
    assert status == "fails"
    assert "offers http://mail.bellhop.example, not https" in evidence


def test_letters_without_the_one_click_header_fail(
    sent: Hotel, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.content.message._unsubscribe", lambda _recipient: [])
    assert ways_out_offered(probe).status == "fails"


def test_letters_show_the_hotels_address(sent: Hotel, probe: Probe) -> None:
    assert said(postal_address_shown(probe)) == (
        "holds",
        "1 hotel, without a postal address: none; 1 letter built again, without it: none",
    )


def test_a_hotel_without_postal_address_fails(sent: Hotel, probe: Probe) -> None:
    sent.street = " "
    sent.save()
    status, evidence = said(postal_address_shown(probe))
    assert status == "fails"
    assert f"without a postal address: {sent.name}" in evidence


def test_each_letter_leads_to_a_page_of_choices(sent: Hotel, probe: Probe) -> None:
    assert said(preferences_offered(probe)) == (
        "holds", "1 marketing letter built again: each leads to a page of choices that opens",
    )  # fmt: skip


def test_a_page_of_choices_that_does_not_open_fails(
    sent: Hotel, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.public.pages.message_of_token", lambda _token: None)
    status, evidence = said(preferences_offered(probe))
    assert status == "fails"
    assert "answers 404" in evidence


def test_guests_and_letters_have_their_basis(
    sent: Hotel, probe: Probe, in_a: Organization, now: datetime
) -> None:
    barred = consenting_guest()
    suppression_add(address_hash=barred.address_hash, reason=SuppressionReason.COMPLAINT, now=now)
    assert said(lawful_basis(probe)) == (
        "holds",
        "3 guests: 2 may get marketing mail, 0 of them without basis or evidence; 2 letters went out, 0 without",
    )


def test_where_the_law_asks_for_a_way_out_alone_nothing_is_to_be_shown(sent: Hotel, probe: Probe) -> None:
    GuestFactory(country="US", email="sam@example.com")
    status, evidence = said(lawful_basis(probe))
    assert status == "holds"
    assert evidence.startswith("3 guests: 3 may get marketing mail, 0 of them without")


@pytest.mark.parametrize("lost", [{"basis": ""}, {"evidence_id": None}])
def test_a_letter_that_went_out_without_basis_fails(lost: dict[str, Any], sent: Hotel, probe: Probe) -> None:
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(**lost)
    status, evidence = said(lawful_basis(probe))
    assert status == "fails"
    assert evidence.endswith("2 letters went out, 1 without")
