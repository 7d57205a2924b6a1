"""Receipts that come too late: the channel has sent the reservation by e-mail, and may stop telling us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from integrations_ota.adapters.errors import OtaError
from integrations_ota.adapters.offers import FallsBack
from integrations_ota.adapters.port import OtaAdapter, RawOtaMessage
from integrations_ota.models import Acknowledgement, Connection
from integrations_ota.services.issues import IssueNote, issues_open
from integrations_ota.types import IssueKind


def gaps_open(
    *, connection: Connection, adapter: OtaAdapter, late: Sequence[Acknowledgement], now: datetime
) -> None:
    """Open an issue for each receipt that still is not taken after the channel's deadline."""
    if isinstance(adapter, FallsBack):
        issues_open(connection=connection, notes=list(_notes(adapter, late, now)), now=now)


def _notes(adapter: OtaAdapter, late: Sequence[Acknowledgement], now: datetime) -> Iterator[IssueNote]:
    if not isinstance(adapter, FallsBack):
        return
    for receipt in late:
        raw = receipt.raw_message
        if not raw.body:
            continue
        message = RawOtaMessage(raw.message_key, raw.stream, raw.body, raw.sha256, raw.ack_token)
        try:
            parsed = adapter.parse(message)
        except OtaError:
            continue
        until = adapter.fallback_at(parsed, raw.received_at)
        if now > until:
            when = f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            detail = f"Reservation {parsed.reservation_code}: not confirmed by {when}."
            yield IssueNote(IssueKind.FALLBACK_GAP, parsed.reservation_id, detail, raw)
