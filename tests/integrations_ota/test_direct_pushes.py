"""Availability and rates at Booking.com and Expedia: what is sent, what is answered, what stands there then."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PulledRate,
    PushOutcome,
    PushReport,
    RateChange,
    RemoteRate,
    Restrictions,
)
from integrations_ota.adapters.booking_com import calendar as booking
from integrations_ota.adapters.booking_com.adapter import BookingComAdapter
from integrations_ota.adapters.errors import ContractViolation, Throttled, Unavailable
from integrations_ota.adapters.expedia import calendar as expedia
from integrations_ota.adapters.expedia import eqc
from integrations_ota.adapters.expedia.adapter import ExpediaAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import Offer, offers
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.pushing import MOST_CALLS, push_by_halves
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.shapes import assert_shape
from tests.integrations_ota.test_adapters import conn_of

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
MAY = DateRange(date(2026, 5, 1), date(2026, 5, 3))
CONN = Conn("https://example.com/eqc", "111", {"username": "user1", "password": "passw1"})
RULES = Restrictions(closed=True, closed_to_arrival=True, min_stay=2, max_stay=14)


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(allow_private=True) as client:
        yield client


@pytest.fixture
def at_booking(http: HttpClient, sandbox: Sandbox) -> tuple[BookingComAdapter, Conn]:
    return BookingComAdapter(http), conn_of(sandbox, "booking_com")


@pytest.fixture
def at_expedia(http: HttpClient, sandbox: Sandbox) -> tuple[ExpediaAdapter, Conn]:
    return ExpediaAdapter(http), conn_of(sandbox, "expedia")


def rooms(code: str, available: int = 4, key: str = "a", span: DateRange = MAY) -> AvailabilityChange:
    return AvailabilityChange(key, code, span, available)


def rate(
    room: str, plan: str, *, key: str = "r", price: int | None = 9000, rules: Restrictions = RULES
) -> RateChange:
    return RateChange(key, room, plan, MAY, price, "EUR", rules)


def standing(sandbox: Sandbox, conn: Conn, channel: str) -> dict[str, Any]:
    return dict(sandbox.control(f"desk?channel={channel}&hotel={conn.remote_hotel_id}"))


def outcomes(report: PushReport) -> dict[str, PushOutcome]:
    return {result.key: result.outcome for result in report.results}


def test_each_says_what_it_offers(
    at_booking: tuple[BookingComAdapter, Conn], at_expedia: tuple[ExpediaAdapter, Conn]
) -> None:
    pushes = {Offer.PUSH_AVAILABILITY, Offer.PUSH_RATES}
    assert pushes <= offers(at_booking[0])
    assert pushes | {Offer.LIST_RATES, Offer.PULL_RATES} <= offers(at_expedia[0])


def test_f86_both_ends_of_a_range_count_at_booking_com(
    at_booking: tuple[BookingComAdapter, Conn], sandbox: Sandbox
) -> None:
    adapter, conn = at_booking
    report = adapter.push_availability(conn, [rooms("EZ"), rooms("FAM", 300, key="b")])
    assert outcomes(report) == {"a": PushOutcome.ACCEPTED, "b": PushOutcome.ACCEPTED}
    days = {f"2026-05-0{n}": {"available": 4} for n in (1, 2, 3)}
    assert standing(sandbox, conn, "booking_com") == {
        "EZ": days, "FAM": {day: {"available": 254} for day in days},
    }  # fmt: skip


def test_prices_and_rules_reach_booking_com(
    at_booking: tuple[BookingComAdapter, Conn], sandbox: Sandbox
) -> None:
    adapter, conn = at_booking
    assert outcomes(adapter.push_rates(conn, [rate("EZ", "201")])) == {"r": PushOutcome.ACCEPTED}
    assert standing(sandbox, conn, "booking_com")["EZ 201"]["2026-05-02"] == {
        "price": ["9000", "2", "EUR"], "SetMinLOS": 2, "SetMaxLOS": 14,
        "Master": "Close", "Arrival": "Close", "Departure": "Open",
    }  # fmt: skip


def test_a_price_that_is_left_alone_is_not_sent(
    at_booking: tuple[BookingComAdapter, Conn], sandbox: Sandbox
) -> None:
    adapter, conn = at_booking
    adapter.push_rates(conn, [rate("EZ", "201", price=None)])
    assert "price" not in standing(sandbox, conn, "booking_com")["EZ 201"]["2026-05-02"]


def test_f43_a_warning_of_booking_com_is_the_answer_for_its_own_change(
    at_booking: tuple[BookingComAdapter, Conn],
) -> None:
    adapter, conn = at_booking
    report = adapter.push_rates(conn, [rate("EZ", "201"), rate("NONE", "201", key="bad")])
    assert outcomes(report) == {"r": PushOutcome.ACCEPTED, "bad": PushOutcome.REJECTED}
    assert "ROOM_ID_INVALID NONE" in report.results[1].detail


def test_a_hotel_that_booking_com_refuses_has_each_change_rejected(
    at_booking: tuple[BookingComAdapter, Conn],
) -> None:
    adapter, conn = at_booking
    elsewhere = Conn(conn.base_url, "NOWHERE", conn.credentials)
    report = adapter.push_availability(elsewhere, [rooms("EZ"), rooms("FAM", key="b")])
    assert outcomes(report) == {"a": PushOutcome.REJECTED, "b": PushOutcome.REJECTED}
    assert "Invalid hotel code" in report.results[0].detail


@pytest.mark.parametrize(
    ("body", "error"),
    [(b"", Unavailable), (b"<html/>", Unavailable), (b"<OTA_HotelAvailNotifRS/>", Unavailable)],
)
def test_an_answer_that_says_nothing_is_asked_for_again(body: bytes, error: type[Exception]) -> None:
    push = booking.availability([rooms("EZ")], hotel="10001", at=AT)
    with pytest.raises(error):
        booking.results(push, body)


def test_a_warning_that_names_no_message_holds_for_all() -> None:
    push = booking.availability([rooms("EZ"), rooms("FAM", key="b")], hotel="10001", at=AT)
    body = (
        '<OTA_HotelAvailNotifRS xmlns="http://www.opentravel.org/OTA/2003/05"><Success/><Warnings>'
        '<Warning Type="6" Code="497" Status="NotProcessed"/></Warnings></OTA_HotelAvailNotifRS>'
    )
    assert {r.outcome for r in booking.results(push, body.encode())} == {PushOutcome.REJECTED}


def test_rooms_rates_and_rules_come_back_from_expedia_as_they_were_sent(
    at_expedia: tuple[ExpediaAdapter, Conn],
) -> None:
    adapter, conn = at_expedia
    assert outcomes(adapter.push_availability(conn, [rooms("201")])) == {"a": PushOutcome.ACCEPTED}
    assert outcomes(adapter.push_rates(conn, [rate("201", "301A")])) == {"r": PushOutcome.ACCEPTED}
    back = adapter.pull_rates(conn, DateRange(date(2026, 5, 2), date(2026, 5, 9)))
    assert [(room.room_code, room.day.day, room.available) for room in back.availability] == [
        ("201", 2, 4), ("201", 3, 4),
    ]  # fmt: skip
    assert back.rates[0] == PulledRate("201", "301A", date(2026, 5, 2), 9000, "EUR", RULES)


def test_the_rate_plans_of_expedia_are_listed(at_expedia: tuple[ExpediaAdapter, Conn]) -> None:
    adapter, conn = at_expedia
    assert adapter.remote_rates(conn)[0] == RemoteRate("301A", "Best rate", "201", "")


def test_f84_a_price_out_of_expedias_threshold_is_a_warning_for_its_room_only(
    at_expedia: tuple[ExpediaAdapter, Conn],
) -> None:
    adapter, conn = at_expedia
    report = adapter.push_rates(conn, [rate("201", "301A", price=500), rate("202", "302A", key="s")])
    assert outcomes(report) == {"r": PushOutcome.WARNED, "s": PushOutcome.ACCEPTED}
    assert "(7013)" in report.results[0].detail


def test_one_change_that_expedia_refuses_does_not_stop_the_others(
    at_expedia: tuple[ExpediaAdapter, Conn], sandbox: Sandbox
) -> None:
    adapter, conn = at_expedia
    changes = [rooms(code, key=code) for code in ("201", "999", "202", "203")]
    report = adapter.push_availability(conn, changes)
    assert outcomes(report) == {
        "201": PushOutcome.ACCEPTED, "999": PushOutcome.REJECTED,
        "202": PushOutcome.ACCEPTED, "203": PushOutcome.ACCEPTED,
    }  # fmt: skip
    assert set(standing(sandbox, conn, "expedia")) == {"201", "202", "203"}


def test_f81_the_largest_portion_stays_below_expedias_100_kb() -> None:
    long = "9" * 30
    changes = [rate(long, long, key=str(n), price=10**9) for n in range(expedia.LIMITS.max_items)]
    assert len(expedia.rates(CONN, changes)) < 100_000


@pytest.mark.parametrize("fault", ["http_500", "throttle_429"])
def test_a_push_that_meets_a_bad_day_fails_as_a_whole(
    fault: str, at_expedia: tuple[ExpediaAdapter, Conn], sandbox: Sandbox
) -> None:
    adapter, conn = at_expedia
    sandbox.fail(fault, "expedia")
    with pytest.raises((Unavailable, Throttled)):
        adapter.push_availability(conn, [rooms("201")])


def test_a_hotel_that_is_refused_as_a_whole_costs_few_calls() -> None:
    calls = 0

    def refuse(part: Any) -> Any:
        nonlocal calls
        calls += 1
        raise ContractViolation("no")

    changes = [rooms("EZ", key=str(n)) for n in range(500)]
    results = push_by_halves(changes, refuse)
    assert [r.key for r in results] == [c.key for c in changes]
    assert calls <= MOST_CALLS + 10


STATUS = {"Start", "End", "InvTypeCode"}
HEAD = {"TimeStamp", "Target", "Version"}


def test_what_booking_com_gets_has_the_shape_of_the_protocol() -> None:
    one = "AvailStatusMessages/AvailStatusMessage"
    assert_shape(
        booking.availability([rooms("EZ")], hotel="10001", at=AT).body,
        "OTA_HotelAvailNotifRQ",
        {
            "": HEAD,
            "AvailStatusMessages": {"HotelCode"},
            one: {"BookingLimit", "LocatorID"},
            f"{one}/StatusApplicationControl": STATUS,
        },
    )
    assert_shape(
        booking.restrictions([rate("EZ", "201")], hotel="10001", at=AT).body,
        "OTA_HotelAvailNotifRQ",
        {
            "": HEAD,
            "AvailStatusMessages": {"HotelCode"},
            one: {"LocatorID"},
            f"{one}/StatusApplicationControl": STATUS | {"RatePlanCode"},
            f"{one}/LengthsOfStay/LengthOfStay": {"Time", "MinMaxMessageType"},
            f"{one}/RestrictionStatus": {"Status", "Restriction"},
        },
    )
    one = "RateAmountMessages/RateAmountMessage"
    assert_shape(
        booking.prices([rate("EZ", "201")], hotel="10001", at=AT).body,
        "OTA_HotelRateAmountNotifRQ",
        {
            "": HEAD,
            "RateAmountMessages": {"HotelCode"},
            one: {"LocatorID"},
            f"{one}/StatusApplicationControl": STATUS | {"RatePlanCode"},
            f"{one}/Rates/Rate/BaseByGuestAmts/BaseByGuestAmt": {
                "AmountAfterTax", "DecimalPlaces", "CurrencyCode",
            },
        },
    )  # fmt: skip


def test_what_expedia_gets_has_the_shape_of_the_protocol() -> None:
    head = {
        "Authentication": {"username", "password"}, "Hotel": {"id"},
        "AvailRateUpdate/DateRange": {"from", "to"}, "AvailRateUpdate/RoomType": {"id"},
    }  # fmt: skip
    namespace = f"{eqc.BASE}/AR/2011/06"
    inventory = {"AvailRateUpdate/RoomType/Inventory": {"totalInventoryAvailable"}}
    body = expedia.availability(CONN, [rooms("21")])
    assert_shape(body, "AvailRateUpdateRQ", {**head, **inventory}, namespace)
    plan = "AvailRateUpdate/RoomType/RatePlan"
    assert_shape(
        expedia.rates(CONN, [rate("21", "31")]),
        "AvailRateUpdateRQ",
        {
            **head,
            plan: {"id", "closed"},
            f"{plan}/Rate": {"currency"},
            f"{plan}/Rate/PerDay": {"rate"},
            f"{plan}/Restrictions": {"minLOS", "maxLOS", "closedToArrival", "closedToDeparture"},
        },
        namespace,
    )
