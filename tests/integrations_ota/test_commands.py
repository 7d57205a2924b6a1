"""Commands and tasks: thin doors."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from contacts.models import Stay
from integrations_ota import tasks
from integrations_ota.models import Connection
from tests.factories.integrations_ota import AcknowledgementFactory, ConnectionFactory
from tests.integrations_ota.sandbox import Sandbox

FIXTURES = Path(__file__).parent / "fixtures"


def lines_of(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_ota_parse_prints_one_line_for_each_reservation(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.xml"
    rubbish.write_text("<r>")
    files = [str(FIXTURES / "alpinebits-two-rooms.xml"), str(rubbish)]
    rows = lines_of("ota_parse", "alpinebits", *files, "--json")
    assert [row["result"] for row in rows] == ["reservation", "document_refused"]
    assert (rows[0]["arrival"], rows[0]["guest"]["last_name"]) == ("2026-09-04", "Steiner")


def test_ota_parse_speaks_to_people_too() -> None:
    out = StringIO()
    file = str(FIXTURES / "alpinebits-enquiry.xml")
    call_command("ota_parse", "alpinebits", file, stdout=out)
    assert out.getvalue() == f"{file}: requested enquiry-77, Chiara Fontana, no fixed dates\n"


def test_ota_parse_names_a_missing_file() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("ota_parse", "channex", "/nowhere.json")


def test_ota_pull_pulls_what_is_active(alpinebits: Connection, sandbox: Sandbox) -> None:
    rows = lines_of("ota_pull", "--org", "alpenblick")
    assert [(row["connection"], row["error"]) for row in rows] == [(alpinebits.pk, "")]
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)


def test_ota_pull_fails_when_a_connection_does(in_a: Any, local: None) -> None:
    ConnectionFactory()
    with pytest.raises(CommandError, match="1 of 1 connections reported an error"):
        call_command("ota_pull", "--org", "alpenblick", stdout=StringIO())


def test_the_task_pulls_in_its_organisations_scope(
    group_a: Organization, sandbox: Sandbox, alpinebits: Connection
) -> None:
    tasks.pull_connection(organization_id=group_a.pk, connection_id=alpinebits.pk)
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)


def test_the_beat_queues_what_is_due_in_every_organisation(
    group_a: Organization, group_b: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[str, int, int]] = []
    for name in ("pull_connection", "send_acknowledgements"):
        monkeypatch.setattr(
            getattr(tasks, name),
            "delay",
            lambda name=name, **k: queued.append((name, k["organization_id"], k["connection_id"])),
        )
    later = timezone.now() + timedelta(hours=1)
    with tenant_scope(group_a.pk):
        due = ConnectionFactory()
    with tenant_scope(group_b.pk):
        owing = AcknowledgementFactory(raw_message__connection__next_pull_at=later)
    tasks.pull_due_connections()
    assert queued == [
        ("pull_connection", group_a.pk, due.pk),
        ("send_acknowledgements", group_b.pk, owing.connection_id),
    ]
