import pytest

from launch.checks.documents import api_described, guide_true
from launch.probe import Probe
from tests.launch.conftest import said


@pytest.fixture
def described(probe: Probe) -> Probe:
    (probe.root / "docs").mkdir()
    (probe.root / "docs" / "openapi.yaml").write_bytes(probe.get("/api/v1/openapi.yaml").body)
    return probe


def test_the_committed_description_is_the_served_one(described: Probe) -> None:
    assert api_described(described).status == "holds"


def test_a_description_of_another_day_fails(described: Probe) -> None:
    committed = described.root / "docs" / "openapi.yaml"
    committed.write_text(committed.read_text().replace("  /api/v1/me:", "  /api/v1/you:"))
    status, evidence = said(api_described(described))
    assert status == "fails"
    assert evidence.endswith("differing in /api/v1/me, /api/v1/you")


def test_without_a_committed_description_the_row_fails(probe: Probe) -> None:
    assert said(api_described(probe))[1].endswith("docs/openapi.yaml is missing")


def test_a_guide_that_names_a_missing_file_fails(probe: Probe) -> None:
    assert said(guide_true(probe)) == ("fails", "CONTRIBUTING.md is missing")
    guide = probe.root / "CONTRIBUTING.md"
    guide.write_text("### Add a thing\nEdit `dist/assets`, see `launch/nowhere.py`.\n")
    assert said(guide_true(probe)) == (
        "fails",
        "CONTRIBUTING.md with 1 recipe names 2 files, missing: launch/nowhere.py",
    )
    guide.write_text("### Add a thing\nEdit `dist/assets`.\n")
    assert guide_true(probe).status == "holds"
