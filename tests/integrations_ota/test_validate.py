"""Every connection tried, a table for people, evidence for the launch, and a failure that fails."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from integrations_ota.models import Connection
from launch.models import EvidenceRun
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox


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
