"""Free rooms to an AlpineBits server: both versions, differences and complete sets."""

from datetime import date, datetime
from typing import Any

import pytest
from lxml import etree

from integrations_ota.adapters.alpinebits import freerooms
from integrations_ota.adapters.ari import AvailabilityChange, DateRange, PushOutcome
from integrations_ota.adapters.errors import ContractViolation
from integrations_ota.models import ChangedDay, ChannelIssue, Connection
from integrations_ota.services.compare import connection_compare
from integrations_ota.services.push import connection_push
from tests.integrations_ota.products import Garden
from tests.integrations_ota.products import garden as make_garden
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.test_official_examples import PRESENT, assert_valid

CHANGES = [
    AvailabilityChange("a", "DZ", DateRange(date(2026, 7, 1), date(2026, 7, 3)), 2),
    AvailabilityChange("b", "EZ & <x>", DateRange(date(2026, 7, 1), date(2026, 7, 1)), 0),
]
OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.001"'


@pytest.fixture
def garden(alpinebits: Connection, sandbox: Sandbox, now: datetime) -> Garden:
    return make_garden(alpinebits, sandbox, now, "DZ-GART", "BAR")


def push(garden: Garden, now: datetime) -> Any:
    return connection_push(connection_id=garden.connection.pk, now=now)


def settle(garden: Garden, now: datetime) -> None:
    """The first push sends the whole calendar, since the mapping is new."""
    push(garden, now)
    garden.connection.refresh_from_db()
    assert garden.connection.resend is False


def actions(sandbox: Sandbox) -> list[str]:
    return [r["action"] for r in sandbox.journal() if r["action"].endswith("FreeRooms")]


def test_free_rooms_arrive_with_both_ends_of_their_range(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=2), garden.rooms(0, date(2026, 7, 3)))
    assert push(garden, now).accepted == 3
    assert garden.kept_rooms() == {"2026-07-01": 3, "2026-07-02": 3, "2026-07-03": 0}
    assert actions(garden.sandbox) == ["OTA_HotelInvCountNotif:FreeRooms"]


def test_a_server_of_2018_gets_the_older_message(garden: Garden, now: datetime) -> None:
    garden.sandbox.fail("old_version", "alpinebits")
    garden.set(now, garden.rooms(3))
    assert push(garden, now).accepted == 1
    assert (garden.kept_rooms(), actions(garden.sandbox)) == (
        {"2026-07-01": 3},
        ["OTA_HotelAvailNotif:FreeRooms"],
    )


def test_a_difference_leaves_the_other_days_alone(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=3))
    settle(garden, now)
    garden.set(now, garden.rooms(1, date(2026, 7, 2)))
    push(garden, now)
    assert garden.kept_rooms() == {"2026-07-01": 3, "2026-07-02": 1, "2026-07-03": 3}


def test_a_server_that_takes_no_differences_is_sent_everything(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=3))
    settle(garden, now)
    garden.sandbox.fail("whole_only", "alpinebits")
    garden.set(now, garden.rooms(1, date(2026, 7, 2)))
    assert (push(garden, now).accepted, push(garden, now).accepted) == (0, 3)
    assert garden.kept_rooms() == {"2026-07-01": 3, "2026-07-02": 1, "2026-07-03": 3}


def test_each_night_the_server_gets_a_complete_set(garden: Garden, sandbox: Sandbox, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=3))
    settle(garden, now)
    rooms = [["EZ", "2026-08-01", 9], ["DZ-GART", "2026-07-02", 9]]
    sandbox.control("calendar", {"hotel": "MERAN", "channel": "alpinebits", "rooms": rooms})
    assert connection_compare(connection_id=garden.connection.pk, now=now).marked == 3
    push(garden, now)
    assert garden.kept()["rooms"] == {"DZ-GART": {"2026-07-01": 3, "2026-07-02": 3, "2026-07-03": 3}}


def test_a_room_the_server_does_not_know_is_refused_and_shown(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    garden = make_garden(alpinebits, sandbox, now, "PENTHAUS", "BAR")
    garden.set(now, garden.rooms(3))
    assert push(garden, now).rejected == 1
    issue = ChannelIssue.objects.get(kind="push_rejected")
    assert "room type PENTHAUS is unknown" in issue.detail
    assert ChangedDay.objects.get().next_attempt_at is None


def test_a_code_too_long_for_the_protocol_is_never_sent(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    garden = make_garden(alpinebits, sandbox, now, "DOPPELZIMMER", "BAR")
    garden.set(now, garden.rooms(3))
    assert push(garden, now).rejected == 1
    assert "at most 8 characters" in ChannelIssue.objects.get(kind="push_rejected").detail


@pytest.mark.skipif(not PRESENT, reason="no AlpineBits schemas: set BELLHOP_CORPORA")
@pytest.mark.parametrize("version", ["2018-10", "2020-10"])
@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("changes", [CHANGES, []])
def test_free_rooms_are_valid_by_both_schemas(version: str, complete: bool, changes: Any) -> None:
    sent = freerooms.request(version, hotel_code="123", changes=changes, complete=complete)
    assert_valid(version, sent)


def answer(inner: str) -> etree._Element:
    return etree.fromstring(f"<OTA_HotelInvCountNotifRS {OTA}>{inner}</OTA_HotelInvCountNotifRS>")


@pytest.mark.parametrize(
    ("inner", "outcome", "detail"),
    [
        ("<Success/>", PushOutcome.ACCEPTED, ""),
        (
            '<Success/><Warnings><Warning Type="11">full set is old</Warning></Warnings>',
            PushOutcome.ACCEPTED,
            "",
        ),
        ('<Success/><Warnings><Warning Type="3">too far</Warning></Warnings>', PushOutcome.WARNED, "too far"),
    ],
)
def test_warnings_of_the_server_are_shown_and_advice_is_not(
    inner: str, outcome: PushOutcome, detail: str
) -> None:
    report = freerooms.report(answer(inner), CHANGES)
    assert [(r.key, r.outcome, r.detail) for r in report.results] == [
        ("a", outcome, detail),
        ("b", outcome, detail),
    ]


def test_an_answer_without_success_confirms_nothing() -> None:
    with pytest.raises(ContractViolation, match="did not confirm"):
        freerooms.report(answer(""), CHANGES)


def test_errors_are_shown_in_the_servers_words() -> None:
    error = '<Errors><Error Type="13" Code="404">Invalid start/end date combination</Error></Errors>'
    with pytest.raises(ContractViolation, match="Invalid start/end"):
        freerooms.report(answer(error), CHANGES)
