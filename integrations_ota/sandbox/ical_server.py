"""Calendar feeds as Airbnb, Booking.com, Vrbo and a plain calendar write them, with their bad days."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from integrations_ota.sandbox.calendars import STYLES, Entry, shown
from integrations_ota.sandbox.faults import READ
from integrations_ota.sandbox.http import Request, Response, json_response, text_response
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.world import HotelSpec

PREFIX: Final = "/ical"
CHANNEL: Final = "ical"
TOKEN: Final = "feed-secret"  # noqa: S105 - the sandbox's public token
FAULTS: Final = ("empty", "shrunk", "cut", "no_body", "gone", "moved", "moved_in_circles")
DEFAULT_BOOKINGS: Final = 40


def connection(base: str, hotel: HotelSpec, style: str = "airbnb") -> dict[str, Any]:
    """Describe one listing of a hotel as something to connect to."""
    address = f"{base}{PREFIX}/{hotel.code}/{style}.ics?s={TOKEN}"
    return {
        "channel": CHANNEL,
        "hotel": hotel.title,
        "remote_hotel_id": f"Apartment {style}",
        "base_url": base,
        "credentials": {"feed_url": address},
    }


def control(state: State, request: Request) -> Response:
    """POST `{"step"?, "day"?, "count"?, "fault"?, "times"?}`: move time on, or switch a fault on."""
    facts = _facts(state)
    asked = request.json() if request.method == "POST" else {}
    if asked.get("fault", "empty") not in FAULTS:
        return json_response({"error": f"a fault is one of {', '.join(FAULTS)}"}, 400)
    facts |= {name: asked[name] for name in ("step", "day", "count") if name in asked}
    if "fault" in asked:
        facts["faults"] = [asked["fault"]] * asked.get("times", 1)
    return json_response(facts)


def handle(state: State, request: Request) -> Response:
    """Answer one GET of a feed."""
    response = state.struck(CHANNEL, READ) or _answer(state, request)
    state.note(request, response.status)
    return response


def _facts(state: State) -> dict[str, Any]:
    facts: dict[str, Any] = state.more.setdefault(
        CHANNEL, {"step": 0, "day": 0, "count": DEFAULT_BOOKINGS, "faults": []}
    )
    return facts


def _answer(state: State, request: Request) -> Response:
    code, _, file = request.path.removeprefix(f"{PREFIX}/").partition("/")
    hotel, style = state.world.hotel(code), file.removesuffix(".ics")
    if hotel is None or style not in STYLES or request.query.get("s") != TOKEN:
        return text_response("no such calendar", 404)
    facts = _facts(state)
    body = _feed(state, hotel, style)
    fault = facts["faults"].pop(0) if facts["faults"] else ""
    if fault:
        return _BAD[fault](body, request)
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(304, headers={"ETag": etag})
    return Response(200, body, "text/calendar; charset=utf-8", headers={"ETag": etag})


def _feed(state: State, hotel: HotelSpec, style: str) -> bytes:
    facts = _facts(state)
    step, day = facts["step"], facts["day"]
    entries = shown(state.world, hotel, style, count=facts["count"], step=step, day=day)
    today = state.world.today + timedelta(days=day)
    writer = _WRITERS[style]
    lines = [*_HEADS[style], *(line for entry in entries for line in writer(entry, day))]
    return _folded([*lines, *_rolling(style, today), "END:VCALENDAR"])


def _folded(lines: list[str]) -> bytes:
    """Fold at 75 octets, as RFC 5545 asks, without cutting a character."""
    out = bytearray()
    for line in lines:
        width = 0
        for character in line:
            octets = character.encode()
            if width + len(octets) > 75:  # noqa: PLR2004
                out += b"\r\n "
                width = 1
            out += octets
            width += len(octets)
        out += b"\r\n"
    return bytes(out)


_HEADS: Final = {
    "airbnb": (
        "BEGIN:VCALENDAR",
        "PRODID;X-RICAL-TZSOURCE=TZINFO:-//Airbnb Inc//Hosting Calendar 0.8.8//EN",
        "CALSCALE:GREGORIAN",
        "VERSION:2.0",
    ),
    "booking": ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//admin.booking.com//EN", "METHOD:PUBLISH"),
    "vrbo": ("BEGIN:VCALENDAR", "PRODID:-//HomeAway.com, Inc.//EN", "VERSION:2.0"),
    "generic": ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lakeside Lets//Bookings//EN"),
}


def _day(value: date) -> str:
    return value.strftime("%Y%m%d")


def _airbnb(entry: Entry, _day_number: int) -> list[str]:
    address = f"https://www.airbnb.com/hosting/reservations/details/{entry.code}"
    return [
        "BEGIN:VEVENT",
        f"DTEND;VALUE=DATE:{_day(entry.departure)}",
        f"DTSTART;VALUE=DATE:{_day(entry.arrival)}",
        f"UID:1418fb94e984-{entry.uid}@airbnb.com",
        f"DESCRIPTION:Reservation URL: {address}\\nPhone Number (Last 4 Digits): {entry.number:04d}",
        "SUMMARY:Reserved",
        "END:VEVENT",
    ]


def _booking(entry: Entry, day_number: int) -> list[str]:
    """Booking.com names each event anew every day."""
    uid = hashlib.sha256(f"{entry.uid} {day_number}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"DTSTART;VALUE=DATE:{_day(entry.arrival)}",
        f"DTEND;VALUE=DATE:{_day(entry.departure)}",
        f"UID:{uid}@booking.com",
        "SUMMARY:CLOSED - Not available",
        "END:VEVENT",
    ]


def _vrbo(entry: Entry, _day_number: int) -> list[str]:
    words = ("Reserved", "Réservée", "Reserviert", "Reservado", "Prenotato")
    nights = (entry.departure - entry.arrival).days
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTART;VALUE=DATE:{_day(entry.arrival)}",
        f"DURATION:P{nights}D",
        f"SUMMARY:{words[entry.number % len(words)]} - {entry.first_name}",
        "END:VEVENT",
    ]


def _generic(entry: Entry, _day_number: int) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.number}",
        f"DTSTART;TZID=Europe/Rome:{_day(entry.arrival)}T160000",
        f"DTEND;TZID=Europe/Rome:{_day(entry.departure)}T100000",
        f"SUMMARY:Booking of {entry.first_name}\\, {'with breakfast and the view of the lake ' * 3}",
        "END:VEVENT",
    ]


def _rolling(style: str, today: date) -> list[str]:
    """Write the window that no feed means as a booking: it moves on each day."""
    if style == "booking":
        return []
    words = {"airbnb": "Airbnb (Not available)", "vrbo": "Blocked", "generic": "Unavailable"}
    return [
        "BEGIN:VEVENT",
        f"DTSTART;VALUE=DATE:{_day(today)}",
        f"DTEND;VALUE=DATE:{_day(today + timedelta(days=2))}",
        f"UID:block-{_day(today)}",
        f"SUMMARY:{words[style]}",
        "END:VEVENT",
    ]


_WRITERS: Final[dict[str, Callable[[Entry, int], list[str]]]] = {
    "airbnb": _airbnb,
    "booking": _booking,
    "vrbo": _vrbo,
    "generic": _generic,
}


def _calendar(body: bytes) -> Response:
    return Response(200, body, "text/calendar")


def _shrunk(body: bytes, _request: Request) -> Response:
    """Keep the head and the first tenth of the events."""
    head, *events = body.split(b"BEGIN:VEVENT\r\n")
    kept = [events[0]] if len(events) < 20 else events[: len(events) // 10]  # noqa: PLR2004
    pieces = [event.replace(b"END:VCALENDAR\r\n", b"") for event in kept]
    return _calendar(b"BEGIN:VEVENT\r\n".join([head, *pieces]) + b"END:VCALENDAR\r\n")


def _empty(body: bytes, _request: Request) -> Response:
    return _calendar(
        body.split(b"BEGIN:VEVENT\r\n")[0].removesuffix(b"END:VCALENDAR\r\n") + b"END:VCALENDAR\r\n"
    )


def _moved(_body: bytes, request: Request) -> Response:
    """Send the client to the same calendar under another name of this host."""
    host = request.headers.get("host", "").replace("127.0.0.1", "localhost")
    return Response(302, headers={"Location": f"http://{host}{request.path}?s={TOKEN}"})


_BAD: Final[dict[str, Callable[[bytes, Request], Response]]] = {
    "empty": _empty,
    "shrunk": _shrunk,
    "cut": lambda body, _: _calendar(body[: len(body) // 2]),
    "no_body": lambda _b, _r: _calendar(b""),
    "gone": lambda _b, _r: text_response("gone", 410),
    "moved": _moved,
    "moved_in_circles": lambda _, r: Response(302, headers={"Location": f"{r.path}?s={TOKEN}"}),
}
