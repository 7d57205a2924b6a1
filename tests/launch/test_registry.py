import csv
import os
import re
from pathlib import Path

import pytest

from config.services.paths import ROOT
from launch.registry import REQUIREMENTS, SECTIONS

OWN_LIST = Path(__file__).parent / "requirements.csv"
CORPUS = Path(os.environ.get("BELLHOP_CORPORA") or ROOT.parent / "shared") / "requirements.md"

Facts = tuple[str, str, str]


def registered() -> list[Facts]:
    rows = [row for section in SECTIONS for row in section.requirements]
    return [(row.id, row.level.value, "+".join(row.proofs)) for row in rows]


def test_every_requirement_is_registered_with_its_level_and_proof() -> None:
    with OWN_LIST.open() as file:
        typed = [(row["id"], row["level"], row["proofs"]) for row in csv.DictReader(file)]
    assert registered() == typed


@pytest.mark.skipif(not CORPUS.exists(), reason=f"BELLHOP_CORPORA has no requirements.md ({CORPUS})")
def test_the_registry_agrees_with_the_owners_table() -> None:
    rows = re.findall(r"^\| ([A-Z]+\d+) \| ([RCO]) \|.*\| ([a-z+]+) \|$", CORPUS.read_text(), re.MULTILINE)
    assert registered() == rows


def test_no_id_stands_twice() -> None:
    assert len(registered()) == len(REQUIREMENTS)


def test_each_row_says_in_one_or_two_sentences_how_to_mend_it() -> None:
    def sentences(text: str) -> int:
        # A full stop inside `code` or a file's name ends nothing.
        return len(re.findall(r"[.](?=\s+[A-Z/`]|$)", re.sub(r"`[^`]*`", "`x`", text)))

    assert {row.id: row.mend for row in REQUIREMENTS.values() if sentences(row.mend) not in {1, 2}} == {}


def test_rows_draw_only_from_rows_there_are() -> None:
    assert [name for row in REQUIREMENTS.values() for name in row.draws if name not in REQUIREMENTS] == []


def test_a_check_stands_only_where_looking_is_a_proof() -> None:
    assert [row.id for row in REQUIREMENTS.values() if row.check and "live" not in row.proofs] == []
