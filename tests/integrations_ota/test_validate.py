"""Every connection tried, a table for people, evidence for the launch, and a failure that fails."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.error import HTTPError

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.models import Connection, RawMessage
from integrations_ota.services.validate import Capability, Validation, Verdict
from launch.models import EvidenceRun
from launch.services import ota_validation
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox, running


@pytest.fixture
def connections(
    live_server: Any, sandbox: Sandbox, group_a: Organization, hotel_a: Hotel, local: None
) -> list[Connection]:
    with tenant_scope(group_a.pk):
        return [connect(sandbox, hotel_a, channel) for channel in ("alpinebits", "channex")]


def validate(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("ota_validate", *arguments, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()[:-1]]


def test_the_sandbox_passes_whole_and_is_recorded(live_server: Any, connections: list[Connection]) -> None:
    rows = validate("sandbox", "--prepare", "--stress", "--url", live_server.url)
    found = {(row["channel"], row["capability"]): row["verdict"] for row in rows}
    assert {key: verdict for key, verdict in found.items() if key[0] == "channex"} == {
        ("channex", "credentials"): "passed",
        ("channex", "rate synchronisation"): "passed",
        ("channex", "reservation retrieval"): "passed",
        ("channex", "availability update"): "passed",
        ("channex", "webhook"): "passed",
        ("channex", "stress"): "passed",
    }
    assert found["alpinebits", "webhook"] == "not offered"
    assert "failed" not in found.values()
    runs = EvidenceRun.objects.order_by("requirements")
    assert [(run.requirements, run.passed, run.environment) for run in runs] == [
        ([row], True, "sandbox") for row in ("OT1", "OT2", "OT3", "OT4", "OT5", "OT6")
    ]


CALLING = {"agoda", "channex", "expedia", "expedia_lodging", "siteminder", "smx"}


@pytest.fixture(scope="module")
def todays_sandbox() -> Iterator[Sandbox]:
    """A sandbox of this day: Agoda and calendars show only what is near the real clock."""
    with running(reservations=30, today=timezone.now().date().isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def near(todays_sandbox: Sandbox) -> Sandbox:
    todays_sandbox.reset(seed=7, reservations=30)
    return todays_sandbox


def validate_all(sandbox: Sandbox, url: str, *arguments: str) -> dict[tuple[str, str], list[str]]:
    rows = validate("sandbox", "--prepare", "--sandbox", sandbox.address, "--url", url, *arguments)
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row["channel"], row["capability"]), []).append(row["verdict"])
    return found


def test_every_channel_of_the_sandbox_passes_also_under_stress(
    live_server: Any, near: Sandbox, group_a: Organization, local: None
) -> None:
    found = validate_all(near, live_server.url, "--stress")
    assert {channel for channel, _ in found} == set(CHANNELS)
    assert "failed" not in {verdict for verdicts in found.values() for verdict in verdicts}
    for capability in ("credentials", "reservation retrieval", "stress"):
        assert {channel for channel in CHANNELS if set(found[channel, capability]) == {"passed"}} == set(
            CHANNELS
        )
    assert {channel for channel in CHANNELS if found[channel, "webhook"] == ["passed"]} == CALLING


@pytest.mark.parametrize("channel", sorted(set(CHANNELS) - {"smx", "ical"}))
def test_a_channel_that_is_broken_passes_nothing(
    channel: str, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None
) -> None:
    sandbox.fail("http_500", channel)
    verdicts = {c.capability: c.verdict for c in Validation(connect(sandbox, hotel_a, channel)).run()}
    assert (verdicts[Capability.CREDENTIALS], verdicts[Capability.RESERVATIONS]) == ("failed", "failed")
    assert Verdict.PASSED not in verdicts.values()


def test_a_calendar_that_is_gone_fails(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> None:
    connection = connect(sandbox, hotel_a, "ical", "Apartment airbnb")
    sandbox.control("ical", {"fault": "gone", "times": 9})
    verdicts = {c.capability: c.verdict for c in Validation(connection).run()}
    assert (verdicts[Capability.CREDENTIALS], verdicts[Capability.RESERVATIONS]) == ("failed", "failed")


@pytest.mark.parametrize("channel", sorted(CALLING))
def test_a_door_that_takes_forged_calls_fails_the_run(
    channel: str,
    live_server: Any,
    sandbox: Sandbox,
    in_a: Any,
    hotel_a: Hotel,
    local: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = connect(sandbox, hotel_a, channel)
    statuses = iter((200, 200))
    monkeypatch.setattr(ota_validation, "_asked", lambda *_: next(statuses))
    checks = list(Validation(connection, ring=ota_validation.sandbox_ring(live_server.url)).run())
    webhook = next(check for check in checks if check.capability == "webhook")
    assert (webhook.verdict, webhook.detail) == (
        "failed",
        "a call with a wrong secret was answered with HTTP 200",
    )


@pytest.mark.parametrize("channel", sorted(CALLING))
def test_each_channel_calls_in_its_own_way_and_is_told_apart_from_a_forger(
    channel: str, live_server: Any, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None
) -> None:
    connection = connect(sandbox, hotel_a, channel)
    rung = ota_validation.sandbox_ring(live_server.url)(connection)
    connection.refresh_from_db()
    assert (rung.forged, rung.proved) == (401, 200)
    assert connection.last_hook_at is not None
    carried = RawMessage.objects.filter(connection=connection).count()
    assert carried == (1 if channel in {"expedia", "siteminder", "smx"} else 0)


def test_booking_com_never_calls(sandbox: Sandbox) -> None:
    with pytest.raises(HTTPError, match="400"):
        sandbox.control("ring", {"channel": "booking_com", "hotel": "MERAN", "url": "", "secret": ""})


def test_one_bad_log_in_fails_the_run_and_is_recorded(
    live_server: Any, sandbox: Sandbox, connections: list[Connection]
) -> None:
    sandbox.fail("auth_401", "channex")
    out = StringIO()
    with pytest.raises(CommandError, match="of 10 checks failed"):
        call_command("ota_validate", "staging", stdout=out)
    lines = [line for line in out.getvalue().splitlines() if "channex" in line and "credentials" in line]
    assert "failed       The channel refused the log-in" in lines[0]
    run = EvidenceRun.objects.get(requirements=["OT1"])
    assert (run.passed, run.environment, run.figures["connections"]) == (False, "staging", 2)


def test_without_any_connection_nothing_is_shown(db: None) -> None:
    with pytest.raises(CommandError, match="No connection"):
        call_command("ota_validate", "production", stdout=StringIO())
    assert {run.passed for run in EvidenceRun.objects.all()} == {False}


def test_products_are_never_made_up_in_production(db: None) -> None:
    with pytest.raises(CommandError, match="not for production"):
        call_command("ota_validate", "production", "--prepare", stdout=StringIO())
