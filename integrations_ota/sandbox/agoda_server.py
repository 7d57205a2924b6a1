"""Agoda's YCS5 as the sandbox serves it: lists by time, details by number, rates and availability."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.faults import READ
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.queues import AGODA, queue
from integrations_ota.sandbox.state import API_KEY, State
from integrations_ota.sandbox.world import HotelSpec, Revision

PATH: Final = "/agoda/api"
HINT_SECRET: Final = "hint-sandbox-secret"  # noqa: S105 - the sandbox's public secret
MAX_DETAILS: Final = 50
LOOK_BACK: Final = timedelta(days=90)
DAYS_IN_WEEK: Final = 7
_BANGKOK: Final = timezone(timedelta(hours=7))
_STATUS: Final = {
    w.REQUESTED: "ConfirmBooking",
    w.NEW: "ConfirmBooking",
    w.MODIFIED: "AmendBooking",
    w.CANCELLED: "CancelBooking",
}


def connection(base: str, hotel: HotelSpec) -> dict[str, Any]:
    """Describe a hotel as something to connect to."""
    return {
        "channel": AGODA,
        "hotel": hotel.title,
        "remote_hotel_id": hotel.code,
        "base_url": base + PATH,
        "credentials": {"api_key": API_KEY, "webhook_secret": HINT_SECRET},
    }


def control(state: State, request: Request) -> Response:
    """GET: the calendar we were told. POST `{"hotel"}`: a booking hint as Agoda would send it."""
    if request.method == "GET":
        return json_response({"calendar": state.more.get("agoda calendar", {})})
    return json_response({"body": hint(state, request.json()["hotel"]).decode()})


def hint(state: State, hotel_code: str) -> bytes:
    """Build a booking hint: numbers and the newest state of a few bookings."""
    root = ET.Element("bookings")
    for revision in (queue(state, hotel_code, AGODA) or [])[:3]:
        facts = {
            "booking_id": revision.ota_code,
            "property_id": revision.hotel.code,
            "status": _STATUS[revision.kind],
        }
        ET.SubElement(root, "booking", facts)
    made: bytes = ET.tostring(root, encoding="utf-8")
    return made


def handle(state: State, request: Request) -> Response:
    """Answer one POST."""
    try:
        root = ET.fromstring(request.body)  # noqa: S314 - loopback only, own clients
    except ET.ParseError:
        response = _error(400, "not well formed")
        state.note(request, response.status)
        return response
    kind = root.get("type", "")
    # A detail is a read too, so that a fault may strike between a list and its details.
    struck = state.struck(AGODA, READ if kind in {"3", "4"} else "")
    response = struck or _answer(state, request, root, kind)
    state.note(request, response.status, f"type {kind}")
    return response


def _answer(state: State, request: Request, root: ET.Element, kind: str) -> Response:
    if request.query.get("apiKey") != API_KEY:
        return _error(401, "Invalid API key")
    criteria, handler = root.find("criteria"), _HANDLERS.get(kind)
    if criteria is None or handler is None or not root.get("timestamp", "").isdigit():
        return _error(400, "Invalid request")
    return handler(state, criteria)


def _xml(root: ET.Element, status: int = 200) -> Response:
    root.set("TUID", str(uuid.uuid4()))
    return Response(status, ET.tostring(root, encoding="utf-8", xml_declaration=True), "text/xml")


def _error(status: int, text: str) -> Response:
    root = ET.Element("result")
    ET.SubElement(ET.SubElement(root, "errors"), "error", code="1", description=text)
    return _xml(root, status)


def _visible(state: State, hotel_code: str) -> dict[str, Revision] | None:
    """Return the newest version of each booking: Agoda shows the latest state only."""
    revisions = queue(state, hotel_code, AGODA)
    if revisions is None:
        return None
    newest: dict[str, Revision] = {}
    for revision in revisions:
        known = newest.get(revision.ota_code)
        if known is None or revision.order > known.order:
            newest[revision.ota_code] = revision
    return newest


def changed_at(revision: Revision, today: date) -> datetime:
    """Say when Agoda last touched a booking: within the 90 days that it keeps."""
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    age = (midnight - revision.at) % timedelta(days=80) + timedelta(hours=1)
    return midnight - age


def _list(state: State, criteria: ET.Element) -> Response:
    codes = [e.get("id", "") for e in criteria.findall("property")]
    start, end = (datetime.fromisoformat(criteria.get(name, "")) for name in ("from", "to"))
    if start.tzinfo is None or end < start or len(codes) > 5:  # noqa: PLR2004
        return _error(400, "from and to need an offset; at most 5 properties")
    root = ET.Element("result")
    bookings = ET.SubElement(root, "bookings")
    for code in codes:
        visible = _visible(state, code)
        if visible is None:
            return _error(400, "Invalid property id")
        for revision in visible.values():
            at = changed_at(revision, state.world.today)
            if start <= at < end:
                ET.SubElement(bookings, "booking", _row(revision, at))
    return _xml(root)


def _row(revision: Revision, at: datetime) -> dict[str, str]:
    arrival = (
        f"{revision.arrival.year}-13-45" if w.MALFORMED in revision.flags else revision.arrival.isoformat()
    )
    return {
        "booking_id": revision.ota_code,
        "property_id": revision.hotel.code,
        "last_action": at.astimezone(_BANGKOK).isoformat(timespec="seconds"),
        # Midnight of Bangkok: whoever converts it to Europe's time arrives a day early.
        "arrival": f"{arrival}T00:00:00+07:00",
        "departure": f"{revision.departure.isoformat()}T00:00:00+07:00",
        "status": _STATUS[revision.kind],
        "acknowledge": "false",
    }


def _detail(state: State, criteria: ET.Element) -> Response:
    numbers = [e.get("id", "") for e in criteria.findall("booking")]
    visible = _visible(state, criteria.get("property_id", ""))
    if visible is None or not 0 < len(numbers) <= MAX_DETAILS:
        return _error(400, "1 to 50 bookings of one property")
    root = ET.Element("result")
    bookings = ET.SubElement(root, "bookings")
    for number in numbers:
        if number in visible:
            _booking(bookings, visible[number], state.world.today)
            state.delivered.add(visible[number].revision_id)
    return _xml(root)


def _booking(bookings: ET.Element, revision: Revision, today: date) -> None:
    element = ET.SubElement(bookings, "booking", _row(revision, changed_at(revision, today)))
    person = revision.person
    if person is not None:
        facts = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "nationality": person.country,
        }
        ET.SubElement(element, "customer", facts)
    people = {"adults": str(revision.adults), "children": str(len(revision.child_ages))}
    ET.SubElement(element, "room", {"room_id": revision.room.code, "rateplan_id": "BAR", **people})
    money = {"sell_inclusive": revision.total_minor, "net": revision.total_minor * 80 // 100}
    amounts = {name: f"{minor / 100:.2f}" for name, minor in money.items()}
    ET.SubElement(element, "price", {"currency": "EUR", **amounts})
    text = (
        f"{revision.comment} Card 4111 1111 1111 1111"
        if w.CARD_IN_COMMENT in revision.flags
        else revision.comment
    )
    ET.SubElement(element, "special_request").text = text
    if w.CARD in revision.flags:
        ET.SubElement(ET.SubElement(element, "PaymentCard"), "CardNumber").text = w.TEST_CARD


def _set_ari(state: State, criteria: ET.Element) -> Response:
    """Take what can be taken; what cannot is an error of its own under HTTP 207."""
    hotel = state.world.hotel(criteria.get("property_id", ""))
    if hotel is None:
        return _error(400, "Invalid property id")
    calendar = state.more.setdefault("agoda calendar", {})
    root = ET.Element("result")
    errors = []
    updates = criteria.findall("inventory/update") + criteria.findall("rate/update")
    for update in updates:
        dates = update.find("date_range")
        if dates is None or update.get("room_id") not in {room.code for room in hotel.rooms}:
            errors.append((update.get("id", ""), "Invalid room id"))
        elif len({e.text for e in dates.findall("dow")}) != DAYS_IN_WEEK:
            errors.append((update.get("id", ""), "Invalid days of week"))
        else:
            _keep(calendar, hotel, update, dates)
    if not errors:
        return _xml(root)
    parent = ET.SubElement(root, "errors")
    for number, text in errors:
        ET.SubElement(parent, "error", code="7", update_id=number, description=text)
    return _xml(root, 207 if len(errors) < len(updates) else 400)


def _keep(calendar: dict[str, Any], hotel: HotelSpec, update: ET.Element, dates: ET.Element) -> None:
    facts: dict[str, Any] = {}
    if update.find("allotment") is not None:
        facts["available"] = int(update.findtext("allotment", "0"))
    if update.find("prices") is not None:
        facts["price"] = update.findtext("prices/occupancy/full", "")
    for restriction in update.findall("restrictions/*"):
        facts[restriction.tag] = restriction.text
    first, last = (date.fromisoformat(dates.get(name, "")) for name in ("from", "to"))
    for day in range((last - first).days + 1):
        key = " ".join(
            (
                hotel.code,
                update.get("room_id", ""),
                update.get("rateplan_id", "-"),
                str(first + timedelta(days=day)),
            )
        )
        calendar.setdefault(key, {}).update(facts)


_HANDLERS: Final[dict[str, Callable[[State, ET.Element], Response]]] = {
    "3": _list,
    "4": _detail,
    "10": _set_ari,
}
