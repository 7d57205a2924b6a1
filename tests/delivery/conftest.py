"""A real mail sink on loopback, which the installation's relay setting points to."""

from collections.abc import Iterator
from typing import Any

import pytest

from delivery.models import Mailing
from delivery.selectors.mailings import mailing_counts
from delivery.types import MessageState
from tests.delivery.sink import RunningSink, Sink


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with RunningSink(Sink()) as running:
        settings.BELLHOP_RELAY_URL = f"smtp://127.0.0.1:{running.port}"
        settings.PUBLIC_URL = "https://mail.seehof.example"
        yield running.sink


def counts(mailing: Mailing, **expected: int) -> bool:
    """All eight states are as expected; what is not named is zero."""
    return mailing_counts([mailing.pk])[mailing.pk] == {state.value: 0 for state in MessageState} | expected
