"""DOC1, DOC8: what people read who build on the product."""

import re

from launch.checks.words import counted, listed
from launch.probe import Probe
from launch.types import Finding, fails, judged

PATH_LINE = re.compile(r"^  (/\S+):", re.MULTILINE)
NAMED_FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+)`")
OK = 200


def api_described(probe: Probe) -> Finding:
    """The description is served, can be browsed, and is the one that is committed."""
    served = probe.get("/api/v1/openapi.yaml")
    page = probe.get("/api/v1/docs")
    routes = set(PATH_LINE.findall(served.body.decode()))
    committed = probe.root / "docs" / "openapi.yaml"
    kept = set(PATH_LINE.findall(committed.read_text())) if committed.exists() else set()
    differ = sorted(routes ^ kept)
    evidence = (
        f"description {served.status} with {counted(len(routes), 'path')}, page {page.status}; "
        f"docs/openapi.yaml {f'has {len(kept)}' if kept else 'is missing'}"
        f"{f', differing in {listed(differ, 3)}' if kept and differ else ''}"
    )
    return judged(served.status == OK and page.status == OK and routes and not differ, evidence)


def guide_true(probe: Probe) -> Finding:
    """CONTRIBUTING.md is there, and each file it names exists."""
    guide = probe.root / "CONTRIBUTING.md"
    if not guide.exists():
        return fails("CONTRIBUTING.md is missing")
    text = guide.read_text()
    named = sorted({name for name in NAMED_FILE.findall(text) if "ROOM" not in name and "NAME" not in name})
    gone = [name for name in named if not (probe.root / name).exists()]
    recipes = len(re.findall(r"^### ", text, re.MULTILINE))
    evidence = (
        f"CONTRIBUTING.md with {counted(recipes, 'recipe')} names {counted(len(named), 'file')}, missing: "
    )
    return judged(named and recipes and not gone, evidence + (listed(gone) or "none"))
