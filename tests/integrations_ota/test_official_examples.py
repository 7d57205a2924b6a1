"""The official AlpineBits schemas and examples, where they lie beside the project (BELLHOP_CORPORA)."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from integrations_ota.adapters.alpinebits.messages import ping_request, read_request, report_request
from integrations_ota.adapters.alpinebits.parser import parse_messages, parse_reservation, split_document
from integrations_ota.adapters.port import AckItem
from integrations_ota.sandbox import alpinebits_xml, world
from integrations_ota.sandbox.generator import generate

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("BELLHOP_CORPORA") or ROOT.parent / "shared") / "ota" / "alpinebits"
PRESENT = (FOLDER / "schemas").is_dir()
LOUD = f"NO ALPINEBITS SCHEMAS in {FOLDER}: set BELLHOP_CORPORA to the folder that holds ota/alpinebits"
pytestmark = pytest.mark.skipif(not PRESENT, reason=LOUD)

VERSIONS = ("2018-10", "2020-10")
EXPECTED = {
    "cancellation": ["cancelled"],
    "error": ["error answers"],
    "request-with-roomtype": ["requested"],
    "reservation-empty": ["empty answers"],
    "reservation": ["booked"],
}
MESSAGES = {
    "ping": ping_request(),
    "read": read_request(hotel_code="123"),
    "read_since": read_request(hotel_code="123", start=datetime(2026, 3, 1, tzinfo=UTC)),
    "report_all": report_request([AckItem("14:a", accepted=True), AckItem("15:b", accepted=True)]),
    "report_mixed": report_request([AckItem("14:a", accepted=True), AckItem("14:c", accepted=False)]),
    "report_refusals": report_request([AckItem("14:c", accepted=False, reason="<cannot> & will not")]),
}


def schemas(version: str) -> tuple[etree.XMLSchema, etree.RelaxNG]:
    folder = FOLDER / "schemas"
    return (
        etree.XMLSchema(etree.parse(str(folder / f"alpinebits-{version}.xsd"))),
        etree.RelaxNG(etree.parse(str(folder / f"alpinebits-{version}.rng"))),
    )


def assert_valid(version: str, document: bytes) -> None:
    root = etree.fromstring(document)
    for schema in schemas(version):
        assert schema.validate(root), schema.error_log


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", list(EXPECTED))
def test_each_example_is_read_as_what_it_is(version: str, name: str) -> None:
    file = FOLDER / f"v_{version.replace('-', '_')}" / f"GuestRequests-OTA_ResRetrieveRS-{name}.xml"
    assert parse_messages(file.read_bytes()) == EXPECTED[name]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_reservation_example_is_read_in_detail(version: str) -> None:
    file = FOLDER / f"v_{version.replace('-', '_')}" / "GuestRequests-OTA_ResRetrieveRS-reservation.xml"
    message = split_document(file.read_bytes()).messages[0]
    found = parse_reservation(message)
    assert "4444333322221111" not in message.body
    assert (found.adults, found.room_stays[0].child_ages, found.total_minor) == (2, (9, 3), 29900)
    assert (found.newsletter, found.hotel_code) == (True, "123")
    assert found.guest is not None
    assert found.guest.phone == "+4934567893"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", list(MESSAGES))
def test_what_we_send_is_valid_by_both_schemas(version: str, name: str) -> None:
    assert_valid(version, MESSAGES[name])


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_sandbox_sends_is_valid_but_for_its_flaws(version: str) -> None:
    made = generate(seed=7, today=datetime(2026, 6, 1, tzinfo=UTC).date(), reservations=120)
    sound = [
        r
        for (_, channel), queue in made.deliveries.items()
        if channel == world.ALPINEBITS
        for r in queue
        if not r.flags & {world.MALFORMED, world.CRLF_ADDRESS}
    ]
    assert_valid(version, alpinebits_xml.reservations(sound))
