"""Several workers at one connection: the counts add up, and what does not is said."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Hotel
from integrations_ota.models import Connection, RawMessage
from integrations_ota.services import stress
from integrations_ota.services.prepare import connection_prepare
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.push import connection_push
from integrations_ota.services.stress import connection_stress
from integrations_ota.types import PullOutcome
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    connection = connect(sandbox, hotel_a, "alpinebits")
    connection_pull(connection_id=connection.pk, now=timezone.now())
    connection_prepare(connection=connection, now=timezone.now())
    connection_push(connection_id=connection.pk, now=timezone.now())
    connection.refresh_from_db()
    return connection


def test_workers_who_meet_at_one_connection_do_each_thing_once(full: Connection) -> None:
    report = connection_stress(connection=full, pushes=True)
    assert report.faults == ()
    figures = report.figures
    assert (figures["pulls"], figures["accepted"]) == (stress.WORKERS * stress.ROUNDS, figures["marked"])
    assert figures["marked"] > 365
    assert (
        figures["received"] >= figures["pulls"] * RawMessage.objects.exclude(stream="document").count() * 0.5
    )
    full.refresh_from_db()
    assert (full.status, full.lease_until) == ("active", None)


def test_a_count_that_does_not_add_up_is_a_fault(full: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def boasting(*, connection_id: int, now: datetime, since: datetime) -> PullOutcome:
        real = connection_pull(connection_id=connection_id, now=now, since=since)
        return PullOutcome(
            received=real.received,
            new=real.new + 1,
            applied=real.applied,
            superseded=real.superseded,
            quarantined=real.quarantined,
            acknowledged=real.acknowledged,
            error=real.error,
        )

    monkeypatch.setattr(stress, "connection_pull", boasting)
    report = connection_stress(connection=full, pushes=False)
    assert report.faults == (f"messages stored: 0 instead of {stress.WORKERS * stress.ROUNDS}",)


def test_a_channel_that_breaks_down_under_stress_is_named(full: Connection, sandbox: Sandbox) -> None:
    sandbox.fail("http_500", "alpinebits", times=1)
    report = connection_stress(connection=full, pushes=False)
    [fault] = report.faults
    assert fault.startswith("The channel has a fault of its own (HTTP 500).")
