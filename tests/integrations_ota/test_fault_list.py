"""docs/ota-faults.md names tests that exist."""

import re

from config.services.paths import ROOT

TABLE = (ROOT / "docs" / "ota-faults.md").read_text()


def test_each_named_test_exists() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }
    assert set(re.findall(r"`(test_\w+)`", TABLE)) - there == set()


def test_every_fault_has_a_row() -> None:
    groups = ((1, 15), (20, 32), (40, 52), (60, 64), (70, 76), (80, 87), (90, 93))
    wanted = [f"F{number:02}" for first, last in groups for number in range(first, last + 1)]
    assert re.findall(r"^\| (F\d\d) \|", TABLE, re.MULTILINE) == wanted


def test_every_row_names_a_test() -> None:
    rows = re.findall(r"^\| (F\d\d) \|[^|]*\|(.*)\|$", TABLE, re.MULTILINE)
    assert len(rows) > 60
    assert [name for name, shown in rows if not re.search(r"`test_\w+`", shown)] == []
