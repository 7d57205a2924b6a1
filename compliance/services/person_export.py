"""All that is held of one person, as a file: JSON for programs, CSV for people (GDPR 15 and 20)."""

import csv
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import orjson

from accounts.models import Organization
from accounts.tenancy.scope import required_organization_id
from compliance.personal import Kept, Person, Row, person_complete, personal_tables
from compliance.types import Purpose

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ABOUT = (
    "What {name} holds of you, made on {day}.\n\n"
    "data.json holds everything, to be read by programs (GDPR 20); each CSV file holds one part of it.\n"
    "Not shown, and why:\n"
)


def person_export(*, person: Person, now: datetime) -> bytes:
    """Return a ZIP: data.json, a CSV file for each section that has rows, and about.txt with what is not shown."""
    whole = person_complete(person)
    sections, unshown = dict[str, list[Row]](), dict[str, str]()
    for table in reversed(personal_tables()):
        if isinstance(table.export, Kept):
            unshown[table.section] = table.export.reason
        elif table.export is not None:
            sections[table.section] = list(table.export(whole, now))
    organization = Organization.objects.get(pk=required_organization_id("An export"))
    name = organization.legal_name or organization.name
    data = {
        "controller": name,
        "made_at": now,
        "purposes": [purpose.value for purpose in Purpose],
        "sections": sections,
        "not_shown": unshown,
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2))
        for section, rows in sections.items():
            if rows:
                archive.writestr(f"{section}.csv", _csv(rows))
        about = _ABOUT.format(name=name, day=now.date().isoformat())
        archive.writestr("about.txt", about + "".join(f"- {each}: {why}\n" for each, why in unshown.items()))
    return file.getvalue()


def _csv(rows: list[Row]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row, name) for name in columns] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(row: Mapping[str, Any], name: str) -> str:
    """A value as a spreadsheet shows it and never runs it."""
    value = row.get(name)
    if value is None:
        return ""
    text = orjson.dumps(value, default=str).decode() if isinstance(value, list | dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int | float) else text
