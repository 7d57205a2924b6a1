from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from config.demo.names import REFUSE
from delivery.services.domain_records import dns_records_for
from delivery.services.domains import sending_domain_create
from launch.checks.names import spf_and_dmarc_published
from launch.probe import Probe
from tests.delivery.names import Names, running_names
from tests.factories.accounts import NOW
from tests.launch.conftest import said


@pytest.fixture
def names(hotel_a: Hotel, in_a: Organization, settings: Any) -> Iterator[Names]:
    """Group A has published the records of its hotel's domain."""
    settings.PUBLIC_URL = "https://mail.bellhop.example"
    domain = sending_domain_create(domain="seehof.example", actor=None, now=NOW)
    with running_names() as running:
        settings.BELLHOP_DNS_SERVER = running.address
        running.publish(*dns_records_for(domain))
        running["mail.bellhop.example A"] = ["192.0.2.25"]
        yield running


def test_without_a_hotel_nothing_is_shown(probe: Probe) -> None:
    assert said(spf_and_dmarc_published(probe)) == ("not_shown", "there is no hotel with a sender yet")


def test_published_records_hold(names: Names, probe: Probe) -> None:
    assert said(spf_and_dmarc_published(probe)) == (
        "holds",
        "1 sender looked up in DNS: SPF and DMARC are right",
    )


def test_a_sender_without_a_sending_domain_fails(hotel_a: Hotel, probe: Probe) -> None:
    assert said(spf_and_dmarc_published(probe)) == (
        "fails",
        "1 sender looked up in DNS: hello@seehof.example has no sending domain",
    )


def test_the_reverse_name_of_our_server_is_told(names: Names, probe: Probe) -> None:
    def told() -> str:
        return spf_and_dmarc_published(probe).detail

    assert told() == "The reverse name of 192.0.2.25 is not mail.bellhop.example."
    names["25.2.0.192.in-addr.arpa PTR"] = ["mail.bellhop.example"]
    assert told() == "The reverse name of mail.bellhop.example leads back to it."
    names["25.2.0.192.in-addr.arpa PTR"] = [REFUSE]
    assert "answered badly" in told()
    names.remove("mail.bellhop.example A")
    assert told() == "mail.bellhop.example has no address in DNS."


def test_behind_an_include_no_server_of_ours_is_named(names: Names, probe: Probe, settings: Any) -> None:
    settings.BELLHOP_SPF = "include:_spf.bellhop.example"
    assert spf_and_dmarc_published(probe).detail == ""


@pytest.mark.parametrize(
    ("question", "values", "fault"),
    [
        ("seehof.example TXT", ["v=spf1 -all"], "SPF of seehof.example is wrong"),
        ("seehof.example TXT", [REFUSE], "SPF of seehof.example is error"),
        ("_dmarc.seehof.example TXT", [], "DMARC of seehof.example is missing"),
    ],
)
def test_records_that_are_not_right_fail(
    names: Names, probe: Probe, question: str, values: list[str], fault: str
) -> None:
    names[question] = values
    assert said(spf_and_dmarc_published(probe)) == ("fails", f"1 sender looked up in DNS: {fault}")
