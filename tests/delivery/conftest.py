"""A real mail sink on loopback, which the installation's relay setting points to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery.models import Mailing
from delivery.selectors.mailings import mailing_counts
from delivery.services.routing import default_route_forget
from delivery.types import MessageState
from tests.delivery.sink import RunningSink, Sink


@pytest.fixture(autouse=True)
def journals(settings: Any, tmp_path: Path) -> Path:
    settings.BELLHOP_JOURNAL_DIR = str(tmp_path / "journal")
    return tmp_path / "journal"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with RunningSink(Sink()) as running:
        settings.BELLHOP_RELAY_URL = f"smtp://127.0.0.1:{running.port}"
        settings.PUBLIC_URL = "https://mail.seehof.example"
        default_route_forget()
        yield running.sink
        default_route_forget()


def counts(mailing: Mailing, **expected: int) -> bool:
    """All eight states are as expected; what is not named is zero."""
    return mailing_counts([mailing.pk])[mailing.pk] == {state.value: 0 for state in MessageState} | expected
