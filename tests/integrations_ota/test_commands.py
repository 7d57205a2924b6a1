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
from integrations_ota.adapters.registry import CHANNELS
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


def test_ota_parse_names_a_missing_file_and_reads_the_others(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text('{"data": [], "meta": {"page": 1, "limit": 10, "total": 0}}')
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2 files could not be opened"):
        call_command("ota_parse", "channex", "/nowhere.json", str(empty), "--json", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(row["file"], row["result"], row["reason"]) for row in rows] == [
        ("/nowhere.json", "unopened", "No such file or directory."),
        (str(empty), "empty", "The document is in order and holds no reservation."),
    ]


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_f47_no_reason_of_ota_parse_quotes_a_card_number(channel: str, tmp_path: Path) -> None:
    """A document of an unknown kind is named in the reason, and that name may be a card number."""
    file = tmp_path / "card"
    file.write_bytes(b"<c4111111111111111><!-- 4111-1111-1111-1111 --></c4111111111111111>")
    out, err = StringIO(), StringIO()
    call_command("ota_parse", channel, str(file), "--json", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["result"] == "document_refused"
    assert "4111" not in out.getvalue() + err.getvalue()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(number: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text(f'{{"data": [{{"attributes": {{"amount": {number}}}}}], "meta": {{}}}}')
    out = StringIO()
    call_command("ota_parse", "channex", str(file), "--json", stdout=out, stderr=StringIO())
    [row] = [json.loads(line) for line in out.getvalue().splitlines()]
    assert row["result"] in {"document_refused", "quarantined"}


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
