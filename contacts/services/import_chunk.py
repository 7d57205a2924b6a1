"""Some thousand rows of an import, written together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from compliance.services.consent_load import consents_load
from compliance.services.suppression import suppressions_add
from compliance.types import Basis, ConsentEntry, Purpose, SuppressionEntry, SuppressionReason
from contacts.identity.names import surnames_compatible
from contacts.imports.rows import PersonRow
from contacts.imports.values import Standing
from contacts.models import Guest, Import, ImportChange, ImportRejection
from contacts.services.guest_pool import GuestPool, guests_lock
from contacts.services.import_bulk import plain_rows_write
from contacts.services.import_slices import Refusal, Slice, tally_add
from contacts.services.person import Person
from contacts.types import EmailKind

_SUPPRESSES = {
    Standing.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBED,
    Standing.BOUNCED: SuppressionReason.BOUNCE,
    Standing.COMPLAINED: SuppressionReason.COMPLAINT,
}
_ADDED = ("imported", "updated", "duplicate", "rejected", "suppressed", "consented", "unread_values")
COUNTS = ("total", *_ADDED, "reasons", "notes")
_UNDOABLE = ["first_name", "last_name", "email", "email_kind", "phone", "language", "country", "birth_date"]
_UNDOABLE += ["tags", "custom", "provenance"]
CELL_LENGTH = 500
POOL = 500  # guests that are compared in memory at a time
BULK = 100  # rows from which statements for a whole slice are cheaper
_LISTED = (EmailKind.REAL, EmailKind.ROLE, EmailKind.AGENCY_SHARED)


@dataclass(slots=True)
class FileMemory:
    """What is known of a file's earlier rows: the surname first seen at each address.

    ``agreed`` holds, in a dry run, whose consent is counted already: it is taken back with its slice.
    """

    surnames: dict[bytes, str] = field(default_factory=dict)
    agreed: set[bytes] = field(default_factory=set)

    def add(self, person: Person) -> None:
        """Remember a person's address."""
        if person.address_hash is not None:
            self.surnames.setdefault(person.address_hash, person.last_name)

    def has(self, person: Person) -> bool:
        """Say whether an earlier row had the address for what may be the same person."""
        surname = self.surnames.get(person.address_hash or b"")
        return surname is not None and (
            surname == person.last_name or surnames_compatible(surname, person.last_name)
        )


class ImportChunk:
    """Applies slices, each in one transaction of the caller's."""

    def __init__(self, *, batch: Import, memory: FileMemory, now: datetime) -> None:
        self._batch = batch
        self._memory = memory
        self._now = now
        self._changes: dict[int, ImportChange] = {}
        self._counts: Counter[str] = Counter()
        self._suppressions: list[SuppressionEntry] = []
        self._agreed: list[tuple[PersonRow, Person, Guest | bool]] = []

    def apply(self, part: Slice) -> None:
        """Write guests, suppressions, consents, rejections and the counts."""
        guests_lock()
        people: Sequence[tuple[PersonRow, Person]] = part.people
        if len(people) >= BULK:
            people = plain_rows_write(people, batch_id=self._batch.pk, now=self._now, taken=self._plain)
        for start in range(0, len(people), POOL):
            self._by_pool(people[start : start + POOL])
        ImportChange.objects.bulk_create(self._changes.values(), ignore_conflicts=True)
        suppressions_add(entries=self._suppressions, now=self._now)
        self._consent()
        ImportRejection.objects.bulk_create(self._rejection(refusal) for refusal in part.refused)
        self._count(part)

    def _by_pool(self, people: Sequence[tuple[PersonRow, Person]]) -> None:
        pool = GuestPool([person for _row, person in people], now=self._now, kinds=_LISTED)
        for row, person in people:
            self._take(pool, row, person)
        pool.flush()

    def _plain(self, group: Sequence[tuple[PersonRow, Person]], new: bool) -> None:  # noqa: FBT001 - a callback's
        """Count an address that is written already, and note what its rows say of permission."""
        person = group[0][1]
        first = new and not (self._batch.dry_run and self._memory.has(person))
        self._counts["imported"] += first
        self._counts["duplicate"] += len(group) - first
        self._memory.add(person)
        for row, same in group:
            self._permit(row, same, same.address.kind is EmailKind.REAL)

    def _take(self, pool: GuestPool, row: PersonRow, person: Person) -> None:
        guest = pool.find(person) or pool.find_listed(person)
        seen = self._memory.has(person)
        if guest is None:
            guest = pool.add(person)
            guest.imported_in = self._batch
            # What an earlier slice of a dry run made is taken back by now.
            outcome = "duplicate" if self._batch.dry_run and seen else "imported"
        else:
            before = guest_snapshot(guest)
            changed = pool.update(guest, person)
            if changed:
                self._remember(guest, before)
            outcome = (
                "updated" if changed and person.address_hash not in self._memory.surnames else "duplicate"
            )
        self._counts[outcome] += 1
        self._memory.add(person)
        self._permit(row, person, guest)

    def _permit(self, row: PersonRow, person: Person, guest: Guest | bool) -> None:  # noqa: FBT001 - known already
        """Note what a row says of permission; whether it may count is asked of the guest at the end."""
        if person.address_hash is not None and row.standing in _SUPPRESSES:
            self._counts["suppressed"] += 1
            self._suppressions.append(
                SuppressionEntry(
                    person.address_hash, _SUPPRESSES[row.standing], source=f"import:{self._batch.source}"
                )
            )
        elif row_agrees(row, self._batch, self._now) and person.address_hash not in self._memory.agreed:
            self._agreed.append((row, person, guest))

    def _remember(self, guest: Guest, before: dict[str, object]) -> None:
        if guest.imported_in_id == self._batch.pk:
            return
        after = guest_snapshot(guest)
        was = {name: value for name, value in before.items() if after[name] != value}
        self._changes.setdefault(
            guest.pk, ImportChange(batch=self._batch, guest=guest, before=was | {"after": subset(after, was)})
        )

    def _consent(self) -> None:
        # Kinds are settled only now: an address may have shown to be an agency's within the slice.
        counting = [
            (row, person)
            for row, person, guest in self._agreed
            if (guest if isinstance(guest, bool) else _leads_to(guest, person))
        ]
        entries = [self._entry(row, person) for row, person in counting]
        self._counts["consented"] += consents_load(entries=entries, now=self._now)
        if self._batch.dry_run:
            self._memory.agreed.update(entry.address_hash for entry in entries if entry.address_hash)

    def _entry(self, row: PersonRow, person: Person) -> ConsentEntry:
        return ConsentEntry(
            purpose=Purpose.MARKETING,
            granted=True,
            basis=Basis(self._batch.basis),
            source=f"import:{self._batch.source}",
            occurred_at=row.opt_in_at or self._now,
            address_hash=person.address_hash,
            evidence={
                **row.evidence,
                "file_name": self._batch.file_name,
                "file_sha256": self._batch.sha256,
                "line": row.line,
            },
        )

    def _rejection(self, refusal: Refusal) -> ImportRejection:
        # PostgreSQL stores no NUL, in JSON neither.
        cells = [cell.replace("\0", "\ufffd")[:CELL_LENGTH] for cell in refusal.cells]
        return ImportRejection(batch=self._batch, line=refusal.line, reason=refusal.reason, cells=cells)

    def _count(self, part: Slice) -> None:
        self._counts["rejected"] += len(part.refused)
        self._counts["unread_values"] += part.unread_values
        batch = self._batch
        batch.total += part.size
        for name in _ADDED:
            setattr(batch, name, getattr(batch, name) + self._counts[name])
        for refusal in part.refused:
            tally_add(batch.reasons, refusal.reason, refusal.line)
        for note, (count, line) in part.notes.items():
            tally_add(batch.notes, note, line, count)
        batch.save(update_fields=COUNTS)


def row_agrees(row: PersonRow, batch: Import, now: datetime) -> bool:
    """Say whether a row itself proves consent: dated, not in the future, and not taken back."""
    return (
        batch.basis != "none"
        and row.standing in {Standing.SUBSCRIBED, Standing.UNSTATED}
        and row.opt_in_at is not None
        and row.opt_in_at <= now
    )


def guest_snapshot(guest: Guest) -> dict[str, object]:
    """Return the fields an import may change, as JSON holds them."""
    values = {name: getattr(guest, name) for name in _UNDOABLE}
    birth = values["birth_date"]
    values["birth_date"] = birth.isoformat() if isinstance(birth, date) else None
    return values | {
        "custom": dict(guest.custom),
        "provenance": dict(guest.provenance),
        "tags": list(guest.tags),
    }


def _leads_to(guest: Guest, person: Person) -> bool:
    return guest.email_kind == EmailKind.REAL and guest.email == person.address.email


def subset(values: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    """Return the named values."""
    return {name: values[name] for name in names}
