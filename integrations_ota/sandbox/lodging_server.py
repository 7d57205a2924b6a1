"""Expedia Group's Lodging GraphQL: token, reservations as they stand now, confirmation of notifications."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.direct import History, histories
from integrations_ota.sandbox.faults import READ
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.state import PASSWORD, State
from integrations_ota.sandbox.world import EXPEDIA_LODGING, HotelSpec, Revision

PREFIX: Final = "/expedia_group"
CLIENT_ID: Final = "sandbox"
SOURCE: Final = "expedia"
_TOKEN: Final = f"{PREFIX}/identity/oauth2/v3/token"
_GRAPHQL: Final = f"{PREFIX}/supply/lodging/graphql"
_MOST: Final = 100


@dataclass(slots=True)
class Desk:
    """The API's own memory: tokens, and which notifications were confirmed with what."""

    done: set[str] = field(default_factory=set)
    token: str = ""
    exchanges: int = 0
    confirmed: dict[str, dict[str, str]] = field(default_factory=dict)
    calendars: dict[str, Any] = field(default_factory=dict)


def desk_of(state: State) -> Desk:
    """Return the channel's memory since the last reset."""
    desk: Desk = state.desks.setdefault(EXPEDIA_LODGING, Desk())
    return desk


def handle(state: State, request: Request) -> Response:
    """Answer one request below `PREFIX`."""
    call = READ if request.path == _GRAPHQL else ""
    response = state.struck(EXPEDIA_LODGING, call) or _answer(state, request)
    state.note(request, response.status)
    return response


def _answer(state: State, request: Request) -> Response:
    desk = desk_of(state)
    if request.path == _TOKEN:
        return _exchange(desk, request)
    if state.strikes("token_expired", EXPEDIA_LODGING):
        desk.token = ""
    if not desk.token or request.headers.get("authorization") != f"Bearer {desk.token}":
        return json_response({"error": "unauthorized"}, 401)
    if state.strikes("graphql_errors", EXPEDIA_LODGING):
        return _errors("something is wrong with the query", "BAD_USER_INPUT")
    asked = request.json()
    variables: dict[str, Any] = asked.get("variables", {})
    if "confirmReservationNotification(" in asked.get("query", ""):
        return _confirm(desk, variables["input"])
    hotel = state.world.hotel(variables.get("id", ""))
    if hotel is None:
        return json_response({"data": {"property": None}})
    if "reservations(" not in asked["query"]:
        return json_response({"data": {"property": {"id": hotel.code, "name": hotel.title}}})
    return _reservations(state, hotel, variables)


def _errors(message: str, code: str) -> Response:
    return json_response({"data": None, "errors": [{"message": message, "extensions": {"code": code}}]})


def _exchange(desk: Desk, request: Request) -> Response:
    expected = "Basic " + base64.b64encode(f"{CLIENT_ID}:{PASSWORD}".encode()).decode()
    if request.headers.get("authorization") != expected or request.body != b"grant_type=client_credentials":
        return json_response({"error": "invalid_client"}, 401)
    desk.exchanges += 1
    desk.token = f"lodging-{desk.exchanges}"
    return json_response({"access_token": desk.token, "token_type": "bearer", "expires_in": 1800})


def _reservations(state: State, hotel: HotelSpec, variables: dict[str, Any]) -> Response:
    known = histories(state.world, hotel.code, SOURCE) or {}
    since = variables.get("filter", {}).get("lastUpdatedDateTime", {}).get("beginDateTime")
    first = datetime.fromisoformat(since) if since else datetime(2000, 1, 1, tzinfo=UTC)
    rows = sorted((history[-1].at, number) for number, history in known.items() if history[-1].at >= first)
    start = int(variables.get("after") or "0")
    end = start + min(int(variables["pageSize"]), _MOST)
    edges = [
        {"cursor": str(start + n + 1), "node": _node(number, known[number])}
        for n, (_, number) in enumerate(rows[start:end])
    ]
    page = {
        "totalCount": len(rows),
        "pageInfo": {"hasNextPage": end < len(rows), "endCursor": str(min(end, len(rows)))},
        "edges": edges,
    }
    return json_response({"data": {"property": {"reservations": page}}})


def _node(number: str, history: History) -> dict[str, Any]:
    newest = history[-1]
    broken = w.MALFORMED in newest.flags
    text = newest.comment
    if w.CARD_IN_COMMENT in newest.flags:
        text = f"{text} Card 4111 1111 1111 1111, exp 12/31.".strip()
    return {
        "id": f"EG{number}",
        "status": "CANCELLED" if newest.kind == w.CANCELLED else "BOOKED",
        "lastUpdatedDateTime": newest.at.isoformat(),
        "creationDateTime": history[0].at.isoformat(),
        "checkInDate": "31/31/2026" if broken else newest.arrival.isoformat(),
        "checkOutDate": newest.departure.isoformat(),
        "adultCount": newest.adults,
        "childCount": len(newest.child_ages),
        "childAges": list(newest.child_ages),
        "specialRequest": text or None,
        "reservationIds": [{"id": number, "idSource": "EXPEDIA"}],
        "unitIds": []
        if w.UNKNOWN_ROOM in newest.flags
        else [{"id": newest.room.code, "idSource": "EXPEDIA"}],
        "rateIds": [{"id": "301A", "idSource": "EXPEDIA"}],
        "primaryGuest": _guest(newest),
        "supplierAmount": _amount(newest),
    }


def _guest(revision: Revision) -> dict[str, Any] | None:
    person = revision.person
    if person is None:
        return None
    digits = person.phone.removeprefix("+")
    return {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "emailAddress": revision.email or None,
        "phoneNumbers": [{"countryCode": digits[:2], "areaCode": digits[2:4], "number": digits[4:]}],
    }


def _amount(revision: Revision) -> dict[str, Any]:
    total = f"{revision.total_minor // 100}.{revision.total_minor % 100:02d}"
    return {"currencyCode": "EUR", "total": {"amountAfterTax": total}}


def _confirm(desk: Desk, given: dict[str, str]) -> Response:
    if not given.get("confirmationToken"):
        return _errors("confirmationToken is missing", "BAD_USER_INPUT")
    desk.confirmed[given["reservationId"]] = given
    desk.calendars["confirmed"] = desk.confirmed
    reservation = {"id": given["reservationId"]}
    return json_response({"data": {"confirmReservationNotification": {"reservation": reservation}}})
