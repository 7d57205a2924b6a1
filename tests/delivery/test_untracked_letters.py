"""What leaves by SMTP for a reader of whom nothing may be noted: no pixel and straight links (CNIL 2026-042)."""

import re
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from compliance.types import TrackingMode
from delivery.models import SendingPolicy
from delivery.selectors.tracking import tracking_of_each
from delivery.services.sending import mailing_send
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.delivery import guest_with_consent, mailing_started, tracking_said

pytestmark = pytest.mark.django_db
STRAIGHT = ["https://seehof.example/book", "https://seehof.example/spring?for=Ada"]
READERS = {"fr": "FR", "nobody-knows": "", "at": "AT", "us": "US", "fr-yes": "FR", "us-no": "US"}


def pages(sink: Sink) -> dict[str, tuple[int, list[str]]]:
    """By reader: the pixels of the letter, and where its links into the hotel's pages lead, without tokens."""
    found = {}
    for address, raw in sink.received:
        message = message_from_bytes(raw, policy=policy.default)
        html, text = (message.get_body((kind,)) for kind in ("html", "plain"))
        assert html is not None
        assert text is not None
        page, plain = html.get_content(), text.get_content()
        ours = re.findall(r"https?://[^\s\"']+/c/[\w-]+", page + plain)
        straight = re.findall(r"href=\"(https://seehof\.example[^\"]*)", page)
        assert bool(ours) != bool(straight)
        assert ("https://seehof.example/spring" in plain) == bool(straight)
        assert "/u/" in page
        found[address.partition("@")[0]] = (page.count("/o/"), sorted(straight))
    return found


def test_a_letter_holds_a_pixel_only_for_whom_something_may_be_noted(in_a: Organization, sink: Sink) -> None:
    for name, country in READERS.items():
        guest_with_consent(email=f"{name}@example.com", first_name="Ada", country=country)
    SendingPolicy.objects.create(tracking=TrackingMode.FULL.value)
    tracking_said("fr-yes@example.com", granted=True)
    tracking_said("us-no@example.com", granted=False)
    mailing_send(mailing_id=mailing_started().pk, worker="w1", clock=lambda: NOW)
    counted: tuple[int, list[str]] = (1, [])
    left_alone = (0, STRAIGHT)
    assert pages(sink) == {
        "fr": left_alone, "nobody-knows": left_alone, "us-no": left_alone,
        "at": counted, "us": counted, "fr-yes": counted,
    }  # fmt: skip


def test_no_letter_of_a_group_that_notes_nothing_holds_a_pixel(in_a: Organization, sink: Sink) -> None:
    guest_with_consent(email="us@example.com", first_name="Ada", country="US")
    SendingPolicy.objects.create(tracking=TrackingMode.NONE.value)
    mailing_send(mailing_id=mailing_started().pk, worker="w1", clock=lambda: NOW)
    assert pages(sink) == {"us": (0, STRAIGHT)}


def test_a_slice_is_asked_for_at_once_however_many_its_letters(in_a: Organization) -> None:
    guests = [guest_with_consent(email=f"guest{number}@example.com", country="US") for number in range(30)]
    keys = [bytes(guest.address_hash or b"") for guest in guests]
    with CaptureQueriesContext(connection) as one:
        assert tracking_of_each(address_hashes=keys[:1], now=NOW) == {keys[0]: TrackingMode.HYGIENE}
    with CaptureQueriesContext(connection) as many:
        assert tracking_of_each(address_hashes=keys, now=NOW) == dict.fromkeys(keys, TrackingMode.HYGIENE)
    assert (len(one), len(many)) == (5, 5)
