"""All guests as a CSV file, page by page."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.models import Organization, User
from accounts.services.audit import audit_record
from contacts.imports.rejections import Echo, formula_escape
from contacts.models import CustomField, Guest

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


def guests_export(*, organization: Organization, actor: User | None, now: datetime) -> Iterator[str]:
    """Note the export in the audit log and return the file's lines, read 2,000 guests at a time by id.

    Cells that a spreadsheet would run as a formula get an apostrophe in front. Each page is a
    query of its own, so no transaction is open while a slow line drains.
    """
    audit_record(actor=actor, action="contacts.exported", target=organization, now=now)
    keys = list(CustomField.objects.order_by("key").values_list("key", flat=True))
    return _lines(keys)


def _lines(keys: list[str]) -> Iterator[str]:
    writer: Any = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([*_PLAIN, "tags", *keys])
    after = 0
    while page := list(
        Guest.objects.filter(pk__gt=after).order_by("pk").values_list(*_PLAIN, "tags", "custom")[:PAGE]
    ):
        after = page[-1][0]
        yield "".join(writer.writerow(_cells(row, keys)) for row in page)


def _cells(row: tuple[Any, ...], keys: list[str]) -> list[str]:
    *plain, tags, custom = row
    values = [*plain, ", ".join(tags), *(custom.get(key) for key in keys)]
    return ["" if value is None else formula_escape(str(value)) for value in values]
