"""The report as a person reads it at a terminal, and as a program does."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.color import Style

from launch.registry import SECTIONS, Requirement
from launch.services.preflight import Report, Row
from launch.types import Level, Status

WIDTH = 116
INDENT = " " * 26
MOST_LINES = 5
WORDS = {Status.HOLDS: "✓ holds", Status.FAILS: "✗ fails", Status.NOT_SHOWN: "· not shown"}


def table_lines(report: Report, style: Style) -> Iterator[str]:
    by_id = {row.requirement.id: row for row in report.rows}
    for section in SECTIONS:
        rows = [by_id[requirement.id] for requirement in section.requirements if requirement.id in by_id]
        if rows:
            yield ""
            yield style.MIGRATE_HEADING(section.title)
        for row in rows:
            yield from row_lines(row, style)
    yield ""
    yield summary_line(report)


def row_lines(row: Row, style: Style) -> Iterator[str]:
    colours: dict[Status, Callable[[str], str]] = {Status.HOLDS: style.SUCCESS, Status.FAILS: style.ERROR}
    status = row.finding.status
    word = colours.get(status, str)(f"{WORDS[status]:<12}")
    yield f"  {row.requirement.id:<6} {row.requirement.level}  {word} {row.requirement.title}"
    yield from wrapped(row.finding.evidence, "")
    for line in row.finding.detail.splitlines()[:MOST_LINES]:
        yield f"{INDENT}  {textwrap.shorten(line, WIDTH - len(INDENT), placeholder='…')}"
    if status is not Status.HOLDS:
        yield from wrapped(row.requirement.mend, "→ ")


def wrapped(text: str, mark: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=INDENT + mark,
        subsequent_indent=INDENT + " " * len(mark),
        break_on_hyphens=False,
    )


def summary_line(report: Report) -> str:
    required = [row for row in report.rows if row.requirement.level is Level.REQUIRED]
    holding = sum(not row.blocks for row in required)
    counts = ", ".join(
        f"{report.count(status)} {word}"
        for status, word in ((Status.HOLDS, "hold"), (Status.FAILS, "fail"), (Status.NOT_SHOWN, "not shown"))
    )
    verdict = "GO" if report.go else "NOT YET" if report.whole else "A PART ONLY"
    return f"{verdict}: {len(report.rows)} rows, {counts}; {holding} of {len(required)} required rows hold."


def list_lines(style: Style) -> Iterator[str]:
    """The registry, without a look at anything."""
    for section in SECTIONS:
        yield style.MIGRATE_HEADING(section.title)
        for row in section.requirements:
            yield f"  {row.id:<6} {row.level}  {'+'.join(row.proofs):<9} {row.title}"


def listing(requirements: list[Requirement]) -> list[dict[str, Any]]:
    return [
        {"id": row.id, "level": row.level, "title": row.title, "proofs": list(row.proofs), "mend": row.mend}
        for row in requirements
    ]


def report_json(report: Report) -> dict[str, Any]:
    """The report as `{"go", "rows": [{id, level, title, proofs, status, evidence, …}], "summary"}`."""
    counts = {status.value: report.count(status) for status in Status}
    required = {status.value: report.count(status, Level.REQUIRED) for status in Status}
    return {
        "go": report.go,
        "rows": [
            {
                "id": row.requirement.id,
                "level": row.requirement.level,
                "title": row.requirement.title,
                "proofs": list(row.requirement.proofs),
                "status": row.finding.status,
                "evidence": row.finding.evidence,
                "detail": row.finding.detail,
                "mend": row.requirement.mend,
            }
            for row in report.rows
        ],
        "summary": {"rows": len(report.rows), "whole": report.whole, **counts, "required": required},
    }
