"""The control API under `/_control/`: the truth, the journal, faults, reset, redelivery."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

from integrations_ota.sandbox import (
    agoda_server,
    booking_server,
    channex_server,
    expedia_server,
    ical_server,
    lodging_server,
    queues,
    siteminder_server,
)
from integrations_ota.sandbox.calendars import STYLES
from integrations_ota.sandbox.faults import FAULTS, Fault
from integrations_ota.sandbox.generator import generate
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.ring import ring
from integrations_ota.sandbox.scenarios import SCENARIOS
from integrations_ota.sandbox.state import API_KEY, PASSWORD, USERNAME, State
from integrations_ota.sandbox.truth import truth
from integrations_ota.sandbox.world import ALPINEBITS, BOOKING_COM, CHANNEX, EXPEDIA, EXPEDIA_LODGING

PREFIX: Final = "/_control"
_DOORS: Final = {
    ALPINEBITS: ("/alpinebits", {"username": USERNAME, "password": PASSWORD}),
    CHANNEX: (channex_server.PREFIX, {"api_key": API_KEY}),
    BOOKING_COM: (
        booking_server.PREFIX,
        {"client_id": booking_server.CLIENT_ID, "client_secret": PASSWORD},
    ),
    EXPEDIA: (expedia_server.PREFIX, {"username": USERNAME, "password": PASSWORD}),
    EXPEDIA_LODGING: (
        lodging_server.PREFIX,
        {"client_id": lodging_server.CLIENT_ID, "client_secret": PASSWORD},
    ),
}
_ALL: Final = (*_DOORS, *queues.CHANNELS, ical_server.CHANNEL)


def handle(state: State, request: Request) -> Response:
    """Answer one request below `PREFIX`."""
    handler = _HANDLERS.get(request.path.removeprefix(PREFIX))
    if handler is None:
        return json_response({"error": "unknown control call"}, 404)
    return handler(state, request)


def connections(state: State, request: Request) -> Response:
    """List what a client can connect to: one entry for each hotel and channel."""
    base = f"http://{request.headers.get('host', '127.0.0.1')}"
    entries: list[dict[str, Any]] = []
    for hotel in state.world.hotels:
        for channel, (path, credentials) in _DOORS.items():
            entries.append(
                {
                    "channel": channel,
                    "hotel": hotel.title,
                    "remote_hotel_id": hotel.code,
                    "base_url": base + path,
                    "credentials": credentials,
                }
            )
        entries.append(agoda_server.connection(base, hotel))
        entries.append(siteminder_server.connection(base, hotel))
        entries.append(siteminder_server.smx_connection(base, hotel))
        entries += [ical_server.connection(base, hotel, style) for style in STYLES]
    return json_response({"connections": entries})


def _truth(state: State, request: Request) -> Response:
    """GET: the main world; with `?channel=…&hotel=…` what one channel of its own delivers to one hotel."""
    channel = request.query.get("channel")
    if channel in queues.CHANNELS:
        return json_response(queues.truth(state, request.query.get("hotel", ""), channel))
    return json_response(truth(state.world))


def _summary(state: State, request: Request) -> Response:
    del request
    return json_response(state.summary())


def _journal(state: State, request: Request) -> Response:
    limit = int(request.query.get("limit", "1000"))
    return json_response({"total": len(state.journal), "requests": list(state.journal)[-limit:]})


def _faults(state: State, request: Request) -> Response:
    """POST `{"name", "channel"?, "times"?}` switches one on, DELETE switches all off."""
    if request.method == "DELETE":
        state.faults.clear()
    elif request.method == "POST":
        asked = request.json()
        if asked.get("name") not in FAULTS or asked.get("channel") not in {None, *_ALL}:
            return json_response({"error": f"a fault is one of {', '.join(FAULTS)}"}, 400)
        state.faults.append(Fault(asked["name"], asked.get("channel"), asked.get("times")))
    return json_response(
        {"faults": [{"name": f.name, "channel": f.channel, "times": f.times} for f in state.faults]}
    )


def _reset(state: State, request: Request) -> Response:
    """POST `{"seed"?, "reservations"?}`: a fresh world, nothing acknowledged."""
    asked = request.json()
    world = state.world
    count = asked.get("reservations", truth(world)["reservations"])
    state.reset(
        generate(
            seed=asked.get("seed", world.seed),
            today=world.today,
            reservations=count,
            hotel_codes=tuple(h.code for h in world.hotels),
        )
    )
    return json_response(truth(state.world))


def _scenario(state: State, request: Request) -> Response:
    """GET: every scenario. POST `{"name": "F24", "channel"?, "times"?}` plays one on a channel."""
    if request.method != "POST":
        return json_response({"scenarios": {name: asdict(one) for name, one in SCENARIOS.items()}})
    asked = request.json()
    scenario = SCENARIOS.get(asked.get("name", ""))
    if scenario is None:
        return json_response({"error": f"a scenario is one of {', '.join(SCENARIOS)}"}, 400)
    channel = scenario.channel or asked.get("channel")
    for name in scenario.faults:
        state.faults.append(Fault(name, channel, asked.get("times", 1)))
    if scenario.action:
        body = json.dumps({"channel": channel}).encode()
        _ACTIONS[scenario.action](state, replace(request, body=body))
    if scenario.calendar:
        body = json.dumps({"fault": scenario.calendar, "times": asked.get("times", 1)}).encode()
        ical_server.control(state, replace(request, body=body))
    return json_response({"name": asked["name"], **asdict(scenario)})


def _redeliver(state: State, request: Request) -> Response:
    """Forget all acknowledgements, as a channel that lost them would."""
    del request
    state.acknowledged.clear()
    state.refused.clear()
    for desk in state.desks.values():
        desk.done.clear()
    return json_response(state.summary())


def _desk(state: State, request: Request) -> Response:
    """GET `?channel=expedia&hotel=MERAN`: the calendar that was pushed, by room and rate, then day."""
    desk = state.desks.get(request.query.get("channel", ""))
    return json_response({} if desk is None else desk.calendars.get(request.query.get("hotel", ""), {}))


def _expire(state: State, request: Request) -> Response:
    """POST `{"channel"}`: let all that waits there fall back to e-mail, as if nobody had fetched it."""
    servers = {BOOKING_COM: booking_server.expire, EXPEDIA: expedia_server.expire}
    return json_response({"mailed": servers[request.json()["channel"]](state)})


def _calendar(state: State, request: Request) -> Response:
    """GET `?hotel=MERAN&channel=channex`: what was pushed. POST `{"hotel", "channel", "rooms"?}` changes it.

    `rooms` is `[[code, day, count], …]`: somebody else's hand at the channel, so that a drift is found.
    """
    asked: dict[str, Any] = request.json() if request.method == "POST" else dict(request.query)
    kept = state.calendar(asked.get("hotel", ""), asked.get("channel", ""))
    if request.method == "POST":
        kept.rooms |= {(code, date.fromisoformat(day)): count for code, day, count in asked.get("rooms", ())}
    return json_response(kept.as_json())


_ACTIONS: Final = {"redeliver": _redeliver, "expire": _expire}
_HANDLERS: Final[dict[str, Callable[[State, Request], Response]]] = {
    "/connections": connections,
    "/truth": _truth,
    "/summary": _summary,
    "/journal": _journal,
    "/faults": _faults,
    "/reset": _reset,
    "/redeliver": _redeliver,
    "/scenario": _scenario,
    "/expire": _expire,
    "/desk": _desk,
    "/agoda": agoda_server.control,
    "/ical": ical_server.control,
    "/siteminder": siteminder_server.control,
    "/calendar": _calendar,
    "/ring": ring,
}
