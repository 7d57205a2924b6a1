from pathlib import Path

import pytest

from launch.checks.frontend import NotBuilt, cached_for_a_year, minified, split_by_route
from launch.probe import Probe
from launch.registry import REQUIREMENTS
from launch.services.preflight import look
from tests.launch.conftest import said, write_manifest

WRITTEN = "export function total(prices) {\n  return prices.reduce((sum, price) => sum + price, 0);\n}\n" * 20


def test_minified_files_hold(probe: Probe) -> None:
    assert said(minified(probe)) == ("holds", "3 scripts and styles, 10.0 kB; not minified: none")


def test_a_file_as_it_was_written_is_named(probe: Probe) -> None:
    (probe.dist / "assets" / "total-AbCdEf78.js").write_text(WRITTEN)
    assert said(minified(probe))[1].endswith("not minified: total-AbCdEf78.js")


def test_lines_of_a_text_within_the_code_do_not_count(probe: Probe) -> None:
    (probe.dist / "assets" / "letter-AbCdEf78.js").write_text(f"const letter=`{WRITTEN}`;")
    assert minified(probe).status == "holds"


def test_pages_are_loaded_when_they_are_opened(probe: Probe) -> None:
    assert said(split_by_route(probe)) == (
        "holds",
        "2 chunks loaded on demand, 2 of them pages: GuestPage, HomePage",
    )


def test_one_bundle_for_everything_fails(probe: Probe) -> None:
    write_manifest(probe.dist, {"src/main.tsx": {"file": "assets/main-AbCdEf12.js", "isEntry": True}})
    assert split_by_route(probe).status == "fails"


def test_a_dashboard_that_is_not_built_fails_in_a_sentence(probe: Probe) -> None:
    (probe.dist / ".vite" / "manifest.json").unlink()
    with pytest.raises(NotBuilt):
        minified(probe)
    evidence = look(REQUIREMENTS["FE1"], probe).evidence
    assert evidence.startswith("the check broke off: The dashboard is not built")


@pytest.mark.usefixtures("dashboard")
def test_built_files_are_cached_for_a_year(probe: Probe) -> None:
    finding = cached_for_a_year(probe)
    assert finding.status == "holds", finding.evidence
    assert "immutable" in finding.evidence


@pytest.mark.usefixtures("dashboard")
def test_a_name_without_a_hash_is_not_cached_for_good(probe: Probe, dashboard: Path) -> None:
    (dashboard / "assets" / "plain.js").write_bytes(b"1")
    write_manifest(dashboard, {"src/main.tsx": {"file": "assets/plain.js", "isEntry": True}})
    assert cached_for_a_year(probe).status == "fails"


def test_files_that_are_not_served_fail(probe: Probe) -> None:
    assert said(cached_for_a_year(probe))[1].startswith("3 of 3 built files: ")
