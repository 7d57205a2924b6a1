"""Guests as a CSV file, page by page."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organization, User
from accounts.services.audit import audit_record
from accounts.spreadsheet import formula_escape, line_writer
from contacts.models import CustomField, Guest
from contacts.selectors.guests import guests_narrowed
from contacts.types import GuestFilters

PAGE = 2_000
_PLAIN = [
    "id",
    "email",
    "email_kind",
    "first_name",
    "last_name",
    "phone",
    "language",
    "country",
    "birth_date",
]


def guests_export(
    *, organization: Organization, filters: GuestFilters, actor: User | None, now: datetime
) -> Iterator[str]:
    """Note the export in the audit log and return the file's lines, read 2,000 guests at a time by id.

    ``filters`` are those of the list of guests; their names are noted, not what was searched for.

    Cells that a spreadsheet would run as a formula get an apostrophe in front. Each page is a
    query of its own, so no transaction is open while a slow line drains.
    """
    narrowed_by = [name for name, value in asdict(filters).items() if value]
    audit_record(
        actor=actor, action="contacts.exported", target=organization, now=now, narrowed_by=narrowed_by
    )
    keys = list(CustomField.objects.order_by("key").values_list("key", flat=True))
    return _lines(guests_narrowed(filters=filters, now=now).order_by("pk"), keys)


def _lines(guests: QuerySet[Guest], keys: list[str]) -> Iterator[str]:
    write = line_writer()
    yield "\ufeff" + write([*_PLAIN, "tags", *keys])
    after = 0
    while page := list(guests.filter(pk__gt=after).values_list(*_PLAIN, "tags", "custom")[:PAGE]):
        after = page[-1][0]
        yield "".join(write(_cells(row, keys)) for row in page)


def _cells(row: tuple[Any, ...], keys: list[str]) -> list[str]:
    *plain, tags, custom = row
    values = [*plain, ", ".join(tags), *(custom.get(key) for key in keys)]
    return ["" if value is None else formula_escape(str(value)) for value in values]
