"""GD3, GD4: the drill finds what an erasure leaves, records its run, and leaves nothing of the made-up guest."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import Erasure, Suppression
from contacts.models import Guest
from launch.models import EvidenceRun

pytestmark = pytest.mark.django_db


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
