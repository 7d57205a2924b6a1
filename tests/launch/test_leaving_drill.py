"""CS3: the drill shows that who leaves gets nothing more, records its run, and leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import Erasure, Suppression
from contacts.models import Guest
from delivery import receivers
from delivery.models import Mailing, Message
from launch.models import EvidenceRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> Path:
    settings.BELLHOP_ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    return tmp_path / "erasures.jsonl"


def drill(group: Organization) -> None:
    call_command("leaving_drill", org=group.slug, environment="staging")


def runs() -> list[tuple[list[str], bool, dict[str, Any]]]:
    return list(EvidenceRun.objects.values_list("requirements", "passed", "figures"))


def test_nobody_who_left_gets_a_letter_and_nothing_is_left_of_it(
    group_a: Organization, hotel_a: Hotel, journal: Path
) -> None:
    drill(group_a)
    assert runs() == [(["CS3"], True, {"left": 10, "still_sent": [], "stayed": 4})]
    with tenant_scope(group_a.pk):
        kept = [model.objects.count() for model in (Guest, Mailing, Message, Suppression, Erasure)]
    assert (kept, journal.exists()) == ([0, 0, 0, 0, 0], False)


def test_letters_that_nobody_takes_out_of_a_workers_hands_fail_the_drill(
    group_a: Organization, hotel_a: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "messages_withdraw", lambda **_: 0)
    with pytest.raises(CommandError, match="complaint, erasure, mail, one click, preference centre"):
        drill(group_a)
    ((requirements, passed, figures),) = runs()
    assert (requirements, passed, figures["stayed"]) == (["CS3"], False, 4)


def test_without_a_hotel_it_says_so(group_a: Organization) -> None:
    with pytest.raises(CommandError, match="no hotel yet"):
        drill(group_a)
    assert runs() == []
