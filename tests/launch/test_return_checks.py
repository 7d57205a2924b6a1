from pathlib import Path
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.inbound.types import Class, Record
from delivery.models import InboundMail
from launch.checks.returns import complaints_come_back
from launch.probe import Probe
from tests.delivery.inbound.test_doors import RunningDoor
from tests.launch.conftest import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(settings: Any, tmp_path: Path) -> str:
    settings.BELLHOP_LMTP = f"unix:{tmp_path}/lmtp"
    return str(settings.BELLHOP_LMTP)


def test_nobody_at_the_door_fails(probe: Probe, group_a: Organization, closed: str) -> None:
    assert said(complaints_come_back(probe)) == (
        "fails",
        f"{closed} does not answer; no mail has come back yet",
    )


def test_a_door_that_answers_holds(probe: Probe, closed: str) -> None:
    with RunningDoor(Path(closed.removeprefix("unix:"))):
        status, evidence = said(complaints_come_back(probe))
    assert (status, evidence.startswith(f"{closed} 220 ")) == ("holds", True)


def test_mail_that_came_back_this_week_holds(probe: Probe, group_a: Organization, closed: str) -> None:
    with tenant_scope(group_a.pk):
        InboundMail.objects.create(received_at=probe.now, kind="hard", outcome="x", sha256=b"0" * 32, size=1)
    assert said(complaints_come_back(probe)) == (
        "holds",
        f"{closed} does not answer; last returned mail {probe.now:%Y-%m-%d %H:%M}",
    )


def test_a_reader_that_takes_measurements_for_complaints_fails(
    probe: Probe, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gullible(_raw: bytes) -> list[Record]:
        return [Record(Class.COMPLAINT, "guest@example.com")]

    monkeypatch.setattr("launch.checks.returns.mail_classify", gullible)
    assert said(complaints_come_back(probe)) == ("fails", "feedback reports are misread: auth-failure")
