"""GD3, GD4: the drill finds what an erasure leaves, records its run, and leaves nothing of the made-up guest."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import DataRequest, Erasure, Suppression
from compliance.services.erasure_journal import journal_complete, journal_write
from contacts.models import Guest
from launch.models import EvidenceRun

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> None:
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")


def asked(group: Organization, *, state: str, due_in: timedelta) -> None:
    with tenant_scope(group.pk):
        DataRequest.objects.create(
            kind="erasure", state=state, source="staff", guest_id=1, received_at=NOW - timedelta(days=31),
            due_at=NOW + due_in,
        )  # fmt: skip


def erased(group: Organization) -> Erasure:
    return Erasure(
        organization_id=group.pk,
        number=UUID(int=7),
        address_hash=b"h" * 32,
        key_version=1,
        guest_ids=[1],
        at=NOW,
    )


def drill(group: Organization) -> None:
    call_command("rights_drill", org=group.slug, environment="staging")


def runs() -> list[tuple[list[str], bool]]:
    return list(EvidenceRun.objects.order_by("pk").values_list("requirements", "passed"))


def test_a_drill_is_recorded_and_leaves_no_guest(group_a: Organization, hotel_a: Hotel) -> None:
    drill(group_a)
    assert runs() == [(["GD3"], True), (["GD4"], True)]
    with tenant_scope(group_a.pk):
        assert [model.objects.count() for model in (Guest, Erasure, Suppression)] == [0, 0, 0]


def test_an_erasure_that_forgets_a_table_fails_the_drill(
    group_a: Organization, hotel_a: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from compliance import personal

    table: Any = personal._tables["contacts.Guest"]
    lazy = personal.PersonalTable(table.label, table.section, table.export, lambda *_: 0)
    monkeypatch.setitem(personal._tables, "contacts.Guest", lazy)
    with pytest.raises(CommandError, match=r"left after the erasure in: contacts\.Guest"):
        drill(group_a)
    assert runs() == [(["GD3"], False), (["GD4"], True)]


def test_without_a_hotel_it_says_so(group_a: Organization) -> None:
    with pytest.raises(CommandError, match="no hotel yet"):
        drill(group_a)
    assert runs() == []


def test_requests_in_time_and_a_journal_in_step_hold(group_a: Organization, hotel_a: Hotel) -> None:
    asked(group_a, state="open", due_in=timedelta(hours=1))
    asked(group_a, state="done", due_in=-timedelta(days=1))
    with tenant_scope(group_a.pk):
        erased(group_a).save()
        journal_complete()
    drill(group_a)
    assert runs() == [(["GD3"], True), (["GD4"], True)]


@pytest.mark.parametrize("state", ["open", "preparing"])
def test_an_overdue_request_fails_the_drill(group_a: Organization, hotel_a: Hotel, state: str) -> None:
    asked(group_a, state=state, due_in=-timedelta(hours=1))
    with pytest.raises(CommandError, match="requests overdue: 1; erasures that the journal lacks: 0"):
        drill(group_a)
    assert runs() == [(["GD3"], False), (["GD4"], True)]


def test_an_erasure_that_never_reached_the_journal_fails_the_drill(
    group_a: Organization, hotel_a: Hotel
) -> None:
    with tenant_scope(group_a.pk):
        erased(group_a).save()
    with pytest.raises(CommandError, match="erasures that the journal lacks: 1; erasures to replay: 0"):
        drill(group_a)
    assert runs() == [(["GD3"], False), (["GD4"], True)]


def test_an_erasure_that_a_restore_undid_fails_the_drill(group_a: Organization, hotel_a: Hotel) -> None:
    journal_write(rows=[erased(group_a)])
    with pytest.raises(CommandError, match="erasures to replay: 1"):
        drill(group_a)
    assert runs() == [(["GD3"], False), (["GD4"], True)]
