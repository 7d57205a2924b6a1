import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from launch.models import SignOff
from launch.registry import REQUIREMENTS


def run(*arguments: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("preflight", *arguments, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue()


@pytest.mark.django_db
def test_the_whole_look_names_every_row_and_says_not_yet() -> None:
    code, text = run("--json")
    report = json.loads(text)
    assert (code, report["go"], report["summary"]["whole"]) == (1, False, True)
    assert [row["id"] for row in report["rows"]] == list(REQUIREMENTS)
    assert {tuple(row) for row in report["rows"]} == {
        ("id", "level", "title", "proofs", "status", "evidence", "detail", "mend")
    }
    counts = report["summary"]
    assert counts["holds"] + counts["fails"] + counts["not_shown"] == counts["rows"] == len(REQUIREMENTS)


@pytest.mark.django_db
def test_required_rows_that_hold_end_well() -> None:
    code, text = run("--only", "em2", "EM4")
    assert code == 0
    assert "EM2    R  ✓ holds      Letters claimed in batches of 50" in text
    assert text.strip().endswith(
        "A PART ONLY: 2 rows, 2 hold, 0 fail, 0 not shown; 2 of 2 required rows hold."
    )


@pytest.mark.django_db
def test_a_required_row_that_is_not_shown_ends_badly_and_says_how_to_mend_it() -> None:
    code, text = run("--only", "LT1")
    assert code == 1
    assert "· not shown" in text
    assert "→ Run scripts/load-test-emails.sh ENV" in text


@pytest.mark.django_db
def test_a_recommended_row_alone_never_ends_badly() -> None:
    assert run("--only", "API6")[0] == 0


def test_the_list_looks_at_nothing() -> None:
    code, text = run("--list")
    assert code == 0
    assert len([line for line in text.splitlines() if line.startswith("  ")]) == len(REQUIREMENTS)


def test_the_list_as_json_has_every_row() -> None:
    rows: list[dict[str, Any]] = json.loads(run("--list", "--json")[1])["rows"]
    assert [row["id"] for row in rows] == list(REQUIREMENTS)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("--only", "XX9"), ("--url", "ftp://bellhop.example")])
def test_what_is_asked_wrongly_is_refused_in_a_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"^(There is no requirement XX9|--url begins with)"):
        run(*arguments)


@pytest.mark.django_db
def test_a_signature_is_kept_with_person_role_and_note() -> None:
    out = StringIO()
    call_command(
        "preflight_sign",
        "go1",
        "--person",
        "Head of IT",
        "--role",
        "Operations",
        "--note",
        "On call",
        stdout=out,
    )
    kept = SignOff.objects.get()
    assert (kept.requirement, kept.person, kept.role, kept.note) == (
        "GO1",
        "Head of IT",
        "operations",
        "On call",
    )
    assert out.getvalue().startswith("GO1 signed by Head of IT as operations on ")


@pytest.mark.django_db
def test_a_row_that_must_be_shown_cannot_be_signed_away() -> None:
    with pytest.raises(CommandError, match="it has to be shown"):
        call_command("preflight_sign", "TLS1", "--person", "Head of IT", "--role", "security")
