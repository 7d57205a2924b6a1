"""Rules of the house that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator

from config.services.paths import ROOT

ROOMS = (
    "accounts",
    "compliance",
    "delivery",
    "contacts",
    "integrations_ota",
    "campaigns",
    "analytics",
    "launch",
    "config",
)
# Each use walks all organisations; a new one is a decision, taken here.
WALKS = {
    "analytics/tasks.py": 1,
    "campaigns/tasks.py": 2,
    "compliance/services/erasure_check.py": 1,
    "compliance/services/rotation.py": 1,
    "compliance/management/commands/retention.py": 1,
    "compliance/tasks.py": 3,
    "contacts/tasks.py": 3,
    "delivery/tasks.py": 4,
    "integrations_ota/tasks.py": 1,
    "launch/probe.py": 1,
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def uses(path: Path, name: str) -> int:
    tree = ast.parse(path.read_text())
    return sum(isinstance(node, ast.Call) and getattr(node.func, "id", "") == name for node in ast.walk(tree))


def test_walking_all_organisations_is_counted() -> None:
    found = {str(path.relative_to(ROOT)): uses(path, "for_each_organization") for path in sources(*ROOMS)}
    walks = {path: count for path, count in found.items() if count}
    assert walks == WALKS


@pytest.mark.parametrize(
    "path", [*sources(*ROOMS, "tests", "scripts")], ids=lambda path: str(path.relative_to(ROOT))
)
def test_files_stay_under_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_it_owns(room: str) -> None:
    assert (ROOT / room / "README.md").is_file()


def test_the_committed_api_description_is_the_apis_own() -> None:
    generated = yaml.safe_load(yaml.safe_dump(SchemaGenerator().get_schema(request=None, public=True)))
    assert generated == yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())
