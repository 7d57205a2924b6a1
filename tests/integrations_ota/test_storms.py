"""AlpineBits, Channex and SMX end to end: a bad day ends in exactly the state of a good one."""

import os
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from contacts.models import Stay
from integrations_ota.models import Acknowledgement, Connection, RawMessage
from integrations_ota.public import hooks
from integrations_ota.services.hooks import hook_open
from integrations_ota.services.pull import connection_pull
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox

CODES = ("MERAN", "BREGENZ", "KONSTANZ")
BOOKINGS = int(os.environ.get("OTA_E2E_BOOKINGS", "100"))
FAULTS = ("http_500", "html_200", "malformed_xml", "xxe", "truncated", "throttle_429", "ack_500", "auth_401")
SECRET = "push-sandbox-secret"
FACTS = (
    "source_channel", "reservation_code", "status", "arrival", "departure", "adults", "children",
    "total_minor", "currency", "channel_email", "room_name", "guest__first_name", "guest__last_name",
    "guest__email",
)  # fmt: skip


def connections(sandbox: Sandbox, channel: str, prefix: str) -> list[Connection]:
    return [connect(sandbox, HotelFactory(slug=f"{prefix}-{c.lower()}"), channel, c) for c in CODES]


def stays(of: list[Connection]) -> list[tuple[Any, ...]]:
    """What the hotels know, hotel by hotel."""
    rows = [
        (c.remote_hotel_id, *r) for c in of for r in Stay.objects.filter(hotel=c.hotel).values_list(*FACTS)
    ]
    return sorted(rows, key=repr)


def drain(everything: list[Connection], now: datetime) -> None:
    for connection in everything:
        for minute in (0, 60, 120):
            outcome = connection_pull(connection_id=connection.pk, now=now + timedelta(minutes=minute))
            assert outcome.error == ""
    assert not Acknowledgement.objects.filter(acked_at=None).exists()


@pytest.mark.parametrize("channel", ["alpinebits", "channex"])
def test_a_random_mix_of_faults_ends_in_the_state_of_a_run_without(
    channel: str, sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    world = {"seed": 11, "reservations": round(BOOKINGS * 2.4)}
    sandbox.reset(**world)
    calm = connections(sandbox, channel, "calm")
    drain(calm, now)
    expected = stays(calm)
    assert len(expected) >= BOOKINGS * 0.9
    sandbox.reset(**world)
    rng = random.Random("storm")
    stormy, errors = connections(sandbox, channel, "stormy"), 0
    for turn in range(8):
        for connection in stormy:
            for _ in range(2):
                sandbox.fail(rng.choice(FAULTS), channel, times=rng.randint(1, 2))
            at = now + timedelta(minutes=30 * turn)
            errors += connection_pull(connection_id=connection.pk, now=at).error != ""
            if rng.random() < 0.2:
                sandbox.redeliver()
    assert errors > 0
    sandbox.heal()
    drain(stormy, now + timedelta(days=1))
    assert stays(stormy) == expected


def test_calls_of_smx_in_any_order_twice_and_among_forged_ones_end_alike(
    sandbox: Sandbox, in_a: Any, local: None, now: datetime, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "wake_worker", lambda **_: None)
    sandbox.reset(seed=11, reservations=BOOKINGS * len(CODES))
    rng = random.Random("smx")
    calm, stormy = (connect(sandbox, HotelFactory(slug=slug), "smx") for slug in ("calm", "stormy"))
    bodies = calls(sandbox)
    post(visitor, calm, bodies, now)
    shuffled = rng.sample(bodies, len(bodies)) + rng.sample(bodies, len(bodies) // 3)
    forged = [body.replace(SECRET, "guess") for body in shuffled[:20]]
    broken = [body[: len(body) // 2] for body in shuffled[:20]]
    refused = post(visitor, stormy, rng.sample([*shuffled, *forged, *broken], len(shuffled) + 40), now)
    assert refused >= len(forged)
    for connection in (calm, stormy):
        assert connection_pull(connection_id=connection.pk, now=now).error == ""
    expected = stays([calm])
    assert len(expected) >= BOOKINGS * 0.9
    assert stays([stormy]) == expected
    assert not RawMessage.objects.filter(connection=stormy, state="new").exists()


def calls(sandbox: Sandbox) -> list[str]:
    """Every call that SMX would make for one hotel."""
    total = sandbox.control("siteminder", {"hotel": "MERAN", "number": 0, "smx": True})["total"]
    return [
        sandbox.control("siteminder", {"hotel": "MERAN", "number": n, "smx": True})["body"]
        for n in range(total)
    ]


def post(visitor: Client, connection: Connection, bodies: list[str], now: datetime) -> int:
    """Call the connection's door; return how many calls were refused."""
    path = hook_open(connection=connection, secret=SECRET, actor=None, now=now).path
    answers = [visitor.post(path, body, content_type="text/xml") for body in bodies]
    return sum(answer.status_code == 401 for answer in answers)
