"""The papers of GDPR 28, 30 and 35, as far as the data itself can fill them in."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Count

from accounts.models import Hotel, Organization
from accounts.tenancy.scope import required_organization_id
from compliance import papers
from compliance.models import ConsentEvent, ConsentStatus, PrivacyPolicy, Processor, Suppression
from compliance.papers.found import ProcessorRow, processors_found
from compliance.papers.types import OPEN, Paper, PaperKind, PaperSection
from compliance.personal import personal_tables
from compliance.retention import PERIODS
from compliance.scopes import ALL
from compliance.selectors.retention import retention_days

TO_FILL_IN = "to be filled in by the controller"
_COLUMNS = ("Task", "Who", "Data", "Country", "Contract")


def paper(*, kind: PaperKind, now: datetime) -> Paper:
    """A paper of the organisation in scope, from its data at `now`."""
    organization = Organization.objects.get(pk=required_organization_id("ConsentStatus"))
    title, sections = _MADE[kind](now)
    return Paper(kind, title, organization.legal_name or organization.name, now, sections)


def processing_record(*, now: datetime) -> dict[str, Any]:
    """Who is responsible, the purposes with the bases in use, kinds of data, and how long they are kept.

    What no data shows, as the representative, is named as open.
    """
    organization = Organization.objects.get(pk=required_organization_id("ConsentStatus"))
    days = retention_days()
    return {
        "made_at": now.isoformat(),
        "controller": organization.legal_name or organization.name,
        "country": organization.country,
        "establishments": [hotel.postal_address for hotel in Hotel.objects.order_by("name")],
        "data_protection_officer": TO_FILL_IN,
        "privacy_policy": _policy(),
        "purposes": _purposes(),
        "sources": sorted(ConsentEvent.objects.order_by().values_list("source", flat=True).distinct()),
        "categories": [table.section for table in personal_tables() if table.section],
        "recipients_and_processors": [f"{row.name or TO_FILL_IN} ({row.task})" for row in processor_list()],
        "retention": [
            {"data": each.what, "days": days[each.key], "counted": each.ends, "rule": each.source}
            for each in PERIODS
        ],
    }


def processor_list() -> list[ProcessorRow]:
    """Whom the organisation entered, whom the rooms know of, and each task of the standard list that is left."""
    own = [
        ProcessorRow(row.name, row.task, row.categories, row.country, row.contract)
        for row in Processor.objects.order_by("task", "name")
    ]
    known = [*own, *processors_found()]
    named = {row.task for row in known}
    standard = (
        ProcessorRow(row["name"], row["task"], row["data"], row["country"], row["contract"])
        for row in _file("processors")["standard"]
    )
    return [*known, *(row for row in standard if row.task not in named)]


def _record(now: datetime) -> tuple[str, list[PaperSection]]:
    record = processing_record(now=now)
    del record["made_at"]
    sections = [_told(name.replace("_", " ").capitalize(), value) for name, value in record.items()]
    return "Record of processing (GDPR 30)", sections


def _told(heading: str, value: Any) -> PaperSection:
    if not isinstance(value, list):
        return PaperSection(heading, [str(value)])
    if not value:
        return PaperSection(heading, ["None yet."])
    if isinstance(value[0], dict):
        columns = [name.capitalize() for name in value[0]]
        return PaperSection(heading, (), columns, [[str(cell) for cell in row.values()] for row in value])
    return PaperSection(heading, [str(item) for item in value])


def _dpia(_now: datetime) -> tuple[str, list[PaperSection]]:
    held, filled = _file("dpia"), _figures()
    sections = [
        PaperSection(section["heading"], [_fill(text, filled) for text in section["paragraphs"]])
        for section in held["sections"]
    ]
    days = retention_days()
    periods = [[each.what, str(days[each.key]), each.ends, each.source] for each in PERIODS]
    risks = [
        [row["risk"], row["harm"], row["likelihood"], row["severity"], row["measure"]]
        for row in held["risks"]
    ]
    used = [[row["purpose"], row["basis"], f"{row['people']:,}"] for row in _purposes()]
    return held["title"], [
        *sections,
        PaperSection(
            "Purposes and their grounds",
            () if used else ["None in use yet."],
            ("Purpose", "Ground", "People"),
            used,
        ),
        PaperSection("How long data is kept", (), ("Data", "Days", "Counted", "By"), periods),
        PaperSection(
            "Risks and measures (GDPR 35(7)(c)-(d))",
            (),
            ("Risk", "Harm", "Likelihood", "Severity", "Measure"),
            risks,
        ),
        PaperSection("Result and signature", [OPEN]),
    ]


def _figures() -> dict[str, str]:
    people = next(table for table in personal_tables() if table.section == "profile")
    return {
        "people": f"{apps.get_model(people.label)._default_manager.count():,}",
        "consented": f"{ConsentStatus.objects.filter(granted=True).count():,}",
        "suppressed": f"{Suppression.objects.filter(scope=ALL).count():,}",
        "policy": _policy(),
    }


def _fill(text: str, filled: Mapping[str, str]) -> str:
    for name, value in filled.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _processors(_now: datetime) -> tuple[str, list[PaperSection]]:
    rows = [
        [row.task, row.name or OPEN, row.data, row.country or "-", row.contract or OPEN]
        for row in processor_list()
    ]
    others = [[row["name"], row["why"]] for row in _file("processors")["controllers"]]
    return "Processors (GDPR 28)", [
        PaperSection("Who handles data for the organisation", (), _COLUMNS, rows),
        PaperSection("Who gets data and is no processor", (), ("Who", "Why"), others),
    ]


def _policy() -> str:
    newest = PrivacyPolicy.objects.order_by("-version").first()
    return f"version {newest.version}" if newest else "none published"


def _purposes() -> list[dict[str, Any]]:
    groups = ConsentStatus.objects.filter(granted=True).order_by("purpose", "basis")
    counted = groups.values_list("purpose", "basis").annotate(people=Count("id"))
    return [{"purpose": purpose, "basis": basis, "people": people} for purpose, basis, people in counted]


@lru_cache(maxsize=4)
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(papers.__file__).parent / f"{name}.toml").read_text())


_MADE: dict[PaperKind, Callable[[datetime], tuple[str, list[PaperSection]]]] = {
    PaperKind.RECORD: _record,
    PaperKind.DPIA: _dpia,
    PaperKind.PROCESSORS: _processors,
}
