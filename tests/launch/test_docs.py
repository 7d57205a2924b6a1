"""Documents that say what the code does, or fail."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services.paths import ROOT
from launch.checks.documents import guide_true
from launch.probe import Probe
from tests.launch.conftest import said

SKIPPED = {".venv", "node_modules", "var", "staticfiles"}
READERS = {"text", "listing", "number", "flag"}
# Set by the product for itself or by the system, not by whoever runs it.
OWN = {"BELLHOP_TEST_STARTED", "BELLHOP_KEEP_SERVERS", "PYTEST_XDIST_WORKER"}


def sources() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        if not SKIPPED & set(path.relative_to(ROOT).parts):
            yield path


def variables_read(tree: ast.AST) -> Iterator[str]:
    """Names given to `env.text("…")` and its like, to `os.environ.get("…")`, and to `os.environ["…"]`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner = ast.unparse(node.func.value)
            reads = (owner == "env" and node.func.attr in READERS) or owner == "os.environ"
            if reads and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield from [str(node.slice.value)] if isinstance(node.slice, ast.Constant) else []


def table_names(path: Path) -> set[str]:
    """What stands in the first column of a document's tables."""
    cells = [line.split("|")[1] for line in path.read_text().splitlines() if line.startswith("| ")]
    return {name.strip(" `") for cell in cells for name in cell.split(",")} - {"package", "variable"}


def test_every_setting_is_documented_and_none_that_is_not_read() -> None:
    read = {name for path in sources() for name in variables_read(ast.parse(path.read_text()))} - OWN
    assert sorted(table_names(ROOT / "docs" / "settings.md")) == sorted(read)


def python_dependencies() -> set[str]:
    text = "\n".join(path.read_text() for path in (ROOT / "requirements").glob("*.in"))
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return {re.split(r"[\[<>=;]", line)[0] for line in lines if line and not line.startswith("-")}


def dashboard_dependencies() -> set[str]:
    files = [ROOT / "frontend" / "package.json", ROOT / "frontend" / "lighthouse" / "package.json"]
    packages = [json.loads(file.read_text()) for file in files]
    return {
        name
        for package in packages
        for kind in ("dependencies", "devDependencies")
        for name in package.get(kind, {})
    }


def test_every_dependency_is_explained_and_none_that_is_gone() -> None:
    assert sorted(table_names(ROOT / "docs" / "dependencies.md")) == sorted(
        python_dependencies() | dashboard_dependencies()
    )


def test_the_guide_for_contributors_names_real_files(probe: Probe) -> None:
    status, evidence = said(guide_true(Probe(now=probe.now, root=ROOT)))
    assert status == "holds", evidence


@pytest.mark.parametrize(
    "page",
    sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("*/README.md")),
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_pages_link_only_to_what_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
