"""Applies what was stored and not applied yet, page by page, each page in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import DataError, IntegrityError, transaction

from accounts.errors import DomainError
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.models import Connection, RawMessage
from integrations_ota.services.page import Page
from integrations_ota.types import MessageState

PAGE: Final = 100
_REFUSALS: Final = (DomainError, DataError, IntegrityError, ValueError)


def messages_apply(*, connection: Connection, adapter: OtaAdapter, now: datetime) -> Counter[str]:
    """Apply all messages of a connection that are still new; return how many reached each state.

    Includes those that a crash left behind. No network. One refused message never stops the rest.
    """
    states: Counter[str] = Counter()
    while True:
        with transaction.atomic():
            raws = _next_page(connection)
            _apply(raws, connection=connection, adapter=adapter, now=now)
        if not raws:
            return states
        states.update(raw.state for raw in raws)


def _next_page(connection: Connection) -> list[RawMessage]:
    new = RawMessage.objects.filter(connection=connection, state=MessageState.NEW.value)
    return list(new.select_for_update().order_by("id")[:PAGE])


def _apply(raws: Sequence[RawMessage], *, connection: Connection, adapter: OtaAdapter, now: datetime) -> None:
    """Apply a page at once; where something in it is refused, one by one, to find which."""
    if not raws:
        return
    try:
        with transaction.atomic():
            Page(connection=connection, adapter=adapter, now=now).apply(raws)
    except _REFUSALS as error:
        if len(raws) == 1:
            page = Page(connection=connection, adapter=adapter, now=now)
            page.refuse(raws[0], _sentence(error))
            page.close(raws)
            return
        for raw in raws:
            _apply([raw], connection=connection, adapter=adapter, now=now)


def _sentence(error: Exception) -> str:
    if isinstance(error, DomainError):
        return error.message
    return f"The reservation cannot be stored ({type(error).__name__}). It was set aside."
