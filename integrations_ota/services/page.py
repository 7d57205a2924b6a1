"""One page of raw messages, applied together: parse, guard the version, record, owe receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contacts.services.stay import StayOutcome, stays_record
from contacts.types import Booking, StayIssue
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.port import (
    OtaAdapter,
    ParsedReservation,
    RawOtaMessage,
    ReservationStatus,
)
from integrations_ota.models import Acknowledgement, Connection, RawMessage, Reservation
from integrations_ota.selectors.products import mapped_rooms
from integrations_ota.services import bookings as rules
from integrations_ota.services.issues import IssueNote, issues_open, issues_resolve
from integrations_ota.types import IssueKind, MessageState


@dataclass(frozen=True, slots=True)
class Planned:
    """A booking that contacts is to record, and where it came from."""

    raw: RawMessage
    reservation: Reservation
    booking: Booking


class Page:
    """Applies some messages of one connection inside the caller's transaction."""

    def __init__(self, *, connection: Connection, adapter: OtaAdapter, now: datetime) -> None:
        self._connection = connection
        self._adapter = adapter
        self._now = now
        self._refuses = adapter.capabilities().refuses_items
        self._mapped = mapped_rooms(connection=connection)
        self._rooms = {**connection.rooms, **self._mapped}
        self._reservations: dict[str, Reservation] = {}
        self._fresh: list[Reservation] = []
        self._changed: dict[str, Reservation] = {}
        self._planned: list[Planned] = []
        self._notes: list[IssueNote] = []
        self._found: list[str] = []

    def apply(self, raws: Sequence[RawMessage]) -> None:
        """Apply messages in the order they came. Raises what contacts refuses; then nothing is kept."""
        parsed = [(raw, self._parse(raw)) for raw in raws]
        self._load([p.reservation_id for _, p in parsed if p is not None])
        for raw, reservation in parsed:
            if reservation is not None:
                self._plan(raw, reservation)
        self._record()
        self._write(raws)
        self._forget(parsed)

    def refuse(self, raw: RawMessage, reason: str, kind: IssueKind = IssueKind.MALFORMED) -> None:
        """Set one message aside, with its issue."""
        raw.state = MessageState.QUARANTINED.value
        raw.error = reason[:500]
        self._notes.append(IssueNote(kind, raw.message_key, reason, raw))

    def close(self, raws: Sequence[RawMessage]) -> None:
        """Write the states of messages that were only refused."""
        self._write(raws)

    def _parse(self, raw: RawMessage) -> ParsedReservation | None:
        message = RawOtaMessage(raw.message_key, raw.stream, raw.body, raw.sha256, raw.ack_token)
        try:
            return self._adapter.parse(message)
        except Malformed as error:
            self.refuse(raw, error.message, IssueKind(error.kind))
            return None

    def _forget(self, parsed: Sequence[tuple[RawMessage, ParsedReservation | None]]) -> None:
        """Empty messages about people who were erased: the reservation is kept without them."""
        erased = [
            raw.pk
            for raw, one in parsed
            if one is not None
            and (known := self._reservations.get(one.reservation_id)) is not None
            and known.stay is not None
            and known.stay.erased_at is not None
        ]
        RawMessage.objects.filter(pk__in=erased).update(body="")

    def _load(self, identifiers: Sequence[str]) -> None:
        rows = (
            Reservation.objects.select_for_update(of=("self",))
            .select_related("stay")
            .filter(connection=self._connection, ota_reservation_id__in=identifiers)
        )
        self._reservations = {row.ota_reservation_id: row for row in rows}

    def _plan(self, raw: RawMessage, parsed: ParsedReservation) -> None:
        known = self._reservations.get(parsed.reservation_id)
        if known is not None and rules.is_older(parsed, known):
            raw.state = MessageState.SUPERSEDED.value
            if known.details and rules.contradicts(parsed, known):
                detail = f"Reservation {parsed.reservation_code} was changed after its cancellation; it stays cancelled."
                self._notes.append(
                    IssueNote(IssueKind.AMBIGUOUS_CANCELLATION, parsed.reservation_id, detail, raw)
                )
            elif rules.tells_more(parsed, known):
                self._fill_cancelled(raw, parsed, known)
            return
        raw.state = MessageState.APPLIED.value
        self._note_issues(raw, parsed)
        reservation = known or self._begin(parsed.reservation_id)
        self._touch(reservation)
        reservation.status = parsed.status.value
        reservation.current_version = parsed.version.key
        if parsed.status is ReservationStatus.REQUESTED:
            return
        reservation.details = rules.details_of(parsed, self._rooms) or reservation.details
        if reservation.details:
            self._add(raw, parsed, reservation)
        elif known is None:
            detail = f"Reservation {parsed.reservation_code} is not known here; it stays cancelled."
            kind = IssueKind.AMBIGUOUS_CANCELLATION
            self._notes.append(IssueNote(kind, parsed.reservation_id, detail, raw))

    def _begin(self, identifier: str) -> Reservation:
        reservation = Reservation(connection=self._connection, ota_reservation_id=identifier)
        self._reservations[identifier] = reservation
        self._fresh.append(reservation)
        return reservation

    def _touch(self, reservation: Reservation) -> None:
        """Have a reservation written; a new one is written anyway."""
        reservation.updated_at = self._now
        if reservation not in self._fresh:
            self._changed[reservation.ota_reservation_id] = reservation

    def _add(self, raw: RawMessage, parsed: ParsedReservation, reservation: Reservation) -> None:
        booking = rules.booking_of(parsed=parsed, details=reservation.details, sha256=raw.sha256)
        self._planned.append(Planned(raw, reservation, booking))

    def _fill_cancelled(self, raw: RawMessage, parsed: ParsedReservation, known: Reservation) -> None:
        """Learn from the late message what was cancelled; it stays cancelled."""
        details = rules.details_of(parsed, self._rooms)
        if not details or parsed.status is ReservationStatus.REQUESTED:
            return
        known.details = details
        self._touch(known)
        booking = rules.booking_of(parsed=parsed, details=details, sha256=raw.sha256)
        self._planned.append(Planned(raw, known, rules.as_cancelled(booking, known)))
        self._found.append(parsed.reservation_id)

    def _note_issues(self, raw: RawMessage, parsed: ParsedReservation) -> None:
        subject = parsed.reservation_id
        for issue in parsed.issues:
            detail = f"Reservation {parsed.reservation_code}: {issue.detail}"
            self._notes.append(IssueNote(IssueKind(issue.kind), subject, detail, raw))
        where = "mapped to a room type of the hotel" if self._mapped else "in the channel's list"
        for code in rules.unknown_rooms(parsed, self._mapped or self._connection.rooms):
            detail = f"Reservation {parsed.reservation_code}: room {code} is not {where}."
            self._notes.append(IssueNote(IssueKind.UNMAPPED_ROOM, subject, detail, raw))

    def _record(self) -> None:
        if not self._planned:
            return
        outcomes = stays_record(
            hotel=self._connection.hotel,
            bookings=[planned.booking for planned in self._planned],
            now=self._now,
        )
        for planned, outcome in zip(self._planned, outcomes, strict=True):
            planned.reservation.stay = outcome.stay
            self._note_outcome(planned, outcome)

    def _note_outcome(self, planned: Planned, outcome: StayOutcome) -> None:
        """Open the issues only contacts can see; aliases are counted in one issue of the connection."""
        subject = planned.reservation.ota_reservation_id
        detail = f"Reservation {planned.booking.reservation_code}"
        for code in outcome.issues:
            if code == StayIssue.INVALID_ADDRESS:
                self._notes.append(IssueNote(IssueKind.INVALID_ADDRESS, subject, detail, planned.raw))
            elif code == StayIssue.REINSTATED:
                reason = f"{detail} was cancelled and is booked again by a newer message."
                kind = IssueKind.AMBIGUOUS_CANCELLATION
                self._notes.append(IssueNote(kind, subject, reason, planned.raw))

    def _write(self, raws: Sequence[RawMessage]) -> None:
        Reservation.objects.bulk_create(self._fresh)
        Reservation.objects.bulk_update(
            self._changed.values(), ["status", "current_version", "details", "stay", "updated_at"]
        )
        self._write_states(raws)
        Acknowledgement.objects.bulk_create(
            [self._receipt(raw) for raw in raws if self._is_acknowledged(raw)], ignore_conflicts=True
        )
        issues_open(connection=self._connection, notes=self._notes, now=self._now)
        kind = IssueKind.AMBIGUOUS_CANCELLATION
        issues_resolve(connection=self._connection, kind=kind, subjects=self._found, now=self._now)

    @staticmethod
    def _write_states(raws: Sequence[RawMessage]) -> None:
        """One update for each pair of state and error: nearly all messages share one."""
        groups: dict[tuple[str, str], list[int]] = {}
        for raw in raws:
            groups.setdefault((raw.state, raw.error), []).append(raw.pk)
        for (state, error), keys in groups.items():
            RawMessage.objects.filter(pk__in=keys).update(state=state, error=error)

    def _is_acknowledged(self, raw: RawMessage) -> bool:
        """Say whether a receipt is owed. A channel that takes no refusal keeps what we set aside."""
        return raw.state != MessageState.QUARANTINED.value or self._refuses

    def _receipt(self, raw: RawMessage) -> Acknowledgement:
        accepted = raw.state != MessageState.QUARANTINED.value
        return Acknowledgement(
            connection=self._connection,
            raw_message=raw,
            token=raw.ack_token,
            accepted=accepted,
            reason="" if accepted else raw.error[:200],
            next_attempt_at=self._now,
        )
