"""Some hundred rows of an import, written together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from compliance.services.consent_load import consents_load
from compliance.services.suppression import suppressions_add
from compliance.types import Basis, ConsentEntry, Purpose, SuppressionEntry, SuppressionReason
from contacts.imports.rows import PersonRow, Rejection
from contacts.imports.values import Standing, custom_value
from contacts.models import CustomField, Guest, Import, ImportChange, ImportRejection
from contacts.services.guest_pool import GuestPool, guests_lock
from contacts.services.import_bulk import plain_rows_write
from contacts.services.person import Person, overrides_load, person_build
from contacts.types import EmailKind, Provenance

_SUPPRESSES = {
    Standing.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBED,
    Standing.BOUNCED: SuppressionReason.BOUNCE,
    Standing.COMPLAINED: SuppressionReason.COMPLAINT,
}
_COUNTS = [
    "total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented", "unread_values",
]  # fmt: skip
_UNDOABLE = ["first_name", "last_name", "email", "email_kind", "phone", "language", "country", "birth_date"]
_UNDOABLE += ["tags", "custom", "provenance"]
CELL_LENGTH = 500
POOL = 500  # guests that are compared in memory at a time
BULK = 100  # rows from which statements for a whole slice are cheaper
_LISTED = (EmailKind.REAL, EmailKind.ROLE, EmailKind.AGENCY_SHARED)


class ImportChunk:
    """Applies rows in one transaction of the caller's. ``seen`` holds the file's addresses so far."""

    def __init__(
        self,
        *,
        batch: Import,
        seen: set[bytes],
        now: datetime,
        fields: Mapping[str, CustomField] | None = None,
    ) -> None:
        self._batch = batch
        self._seen = seen
        self._now = now
        self._fields = fields or {}
        self._changes: dict[int, ImportChange] = {}
        self._counts: Counter[str] = Counter()
        self._rejections: list[ImportRejection] = []
        self._suppressions: list[SuppressionEntry] = []
        self._agreed: list[tuple[PersonRow, Person, Guest | bool]] = []

    def apply(self, rows: Sequence[PersonRow | Rejection]) -> None:
        """Write guests, suppressions, consents, rejections and the counts."""
        guests_lock()
        people = self._people(rows)
        if len(people) >= BULK:
            people = plain_rows_write(people, batch_id=self._batch.pk, now=self._now, taken=self._plain)
        for start in range(0, len(people), POOL):
            self._by_pool(people[start : start + POOL])
        ImportChange.objects.bulk_create(self._changes.values(), ignore_conflicts=True)
        suppressions_add(entries=self._suppressions, now=self._now)
        self._consent()
        ImportRejection.objects.bulk_create(self._rejections)
        self._count_rows(len(rows))

    def _by_pool(self, people: Sequence[tuple[PersonRow, Person]]) -> None:
        pool = GuestPool([person for _row, person in people], now=self._now, kinds=_LISTED)
        for row, person in people:
            self._take(pool, row, person)
        pool.flush()

    def _plain(self, group: Sequence[tuple[PersonRow, Person]], new: bool) -> None:  # noqa: FBT001 - a callback's
        """Count an address that is written already, and note what its rows say of permission."""
        self._counts["imported"] += new
        self._counts["duplicate"] += len(group) - new
        for row, person in group:
            if person.address_hash is not None:
                self._seen.add(person.address_hash)
                self._permit(row, person, person.address.kind is EmailKind.REAL)

    def _people(self, rows: Sequence[PersonRow | Rejection]) -> list[tuple[PersonRow, Person]]:
        overrides = overrides_load()
        people = []
        for row in rows:
            if isinstance(row, Rejection):
                self._reject(row, row.reason)
                continue
            person = person_build(
                row.guest,
                source=Provenance.IMPORT,
                overrides=overrides,
                tags=row.tags,
                custom=self._custom(row),
            )
            if person.address_hash is None:
                self._reject(row, person.address.reason or "ota_alias")
            else:
                people.append((row, person))
        return people

    def _take(self, pool: GuestPool, row: PersonRow, person: Person) -> None:
        key = person.address_hash
        if key is None:
            return
        guest = pool.find(person) or pool.find_listed(person)
        if guest is None:
            guest = pool.add(person)
            guest.imported_in = self._batch
            outcome = "imported"
        else:
            before = guest_snapshot(guest)
            changed = pool.update(guest, person)
            if changed:
                self._remember(guest, before)
            outcome = "updated" if changed and key not in self._seen else "duplicate"
        self._counts[outcome] += 1
        self._seen.add(key)
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
        elif self._agrees(row):
            self._agreed.append((row, person, guest))

    def _custom(self, row: PersonRow) -> dict[str, object]:
        """Read the row's own fields by their types. A value that cannot be read is counted."""
        found: dict[str, object] = {}
        for key, text in row.custom.items():
            field = self._fields.get(key)
            value = custom_value(field.type, field.choices, text) if field else None
            if value is None:
                self._counts["unread_values"] += 1
            else:
                found[key] = value
        return found

    def _remember(self, guest: Guest, before: dict[str, object]) -> None:
        if guest.imported_in_id == self._batch.pk:
            return
        after = guest_snapshot(guest)
        was = {name: value for name, value in before.items() if after[name] != value}
        self._changes.setdefault(
            guest.pk, ImportChange(batch=self._batch, guest=guest, before=was | {"after": subset(after, was)})
        )

    def _agrees(self, row: PersonRow) -> bool:
        """Say whether the row itself proves consent: dated, not in the future, and not taken back."""
        return (
            self._batch.basis != "none"
            and row.standing in {Standing.SUBSCRIBED, Standing.UNSTATED}
            and row.opt_in_at is not None
            and row.opt_in_at <= self._now
        )

    def _consent(self) -> None:
        # Kinds are settled only now: an address may have shown to be an agency's within the chunk.
        entries = [
            self._entry(row, person)
            for row, person, guest in self._agreed
            if (guest if isinstance(guest, bool) else _leads_to(guest, person))
        ]
        self._counts["consented"] += consents_load(entries=entries, now=self._now)

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

    def _reject(self, row: PersonRow | Rejection, reason: str) -> None:
        self._counts["rejected"] += 1
        # PostgreSQL stores no NUL, in JSON neither.
        cells = [cell.replace("\0", "\ufffd")[:CELL_LENGTH] for cell in row.cells]
        self._rejections.append(ImportRejection(batch=self._batch, line=row.line, reason=reason, cells=cells))

    def _count_rows(self, total: int) -> None:
        self._counts["total"] = total
        for name in _COUNTS:
            setattr(self._batch, name, getattr(self._batch, name) + self._counts[name])
        self._batch.save(update_fields=_COUNTS)


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
