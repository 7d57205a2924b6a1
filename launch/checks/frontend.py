"""FE1, FE2, FE4: the built dashboard."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from launch.checks.words import counted, listed, size
from launch.probe import Probe
from launch.types import Finding, fails, judged

YEAR = 31_536_000
# Written code has some thirty lines in a kilobyte; a minifier leaves next to none.
LINES_A_KIB = 6
TINY = 512
LITERAL = re.compile(rb"`(?:\\.|[^`\\])*`")


class NotBuilt(RuntimeError):
    """The dashboard's bundle is missing."""


@lru_cache(maxsize=4)
def read_manifest(path: Path, _changed: float) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = orjson.loads(path.read_bytes())
    return found


def manifest(probe: Probe) -> dict[str, dict[str, Any]]:
    """Vite's account of what it built. Raises NotBuilt."""
    path = probe.dist / ".vite" / "manifest.json"
    if not path.exists():
        raise NotBuilt("The dashboard is not built: there is no .vite/manifest.json.")
    return read_manifest(path, path.stat().st_mtime)


def assets(probe: Probe) -> list[str]:
    """The URLs of the built scripts and styles; empty when nothing is built."""
    try:
        entries = manifest(probe).values()
    except NotBuilt:
        return []
    files = {entry["file"]: None for entry in entries}
    return [f"/static/{name}" for name in files if name.endswith((".js", ".css"))]


def minified(probe: Probe) -> Finding:
    manifest(probe)
    files = sorted(path for path in (probe.dist / "assets").iterdir() if path.suffix in {".js", ".css"})
    plain = [path.name for path in files if path.stat().st_size > TINY and lines_a_kib(path) > LINES_A_KIB]
    total = size(sum(path.stat().st_size for path in files))
    what = counted(len(files), "script and style", "scripts and styles")
    return judged(files and not plain, f"{what}, {total}; not minified: {listed(plain) or 'none'}")


def lines_a_kib(path: Path) -> float:
    """Lines of code; a text in the code (a template literal) keeps its own."""
    text = LITERAL.sub(b"", path.read_bytes())
    return text.count(b"\n") / (max(len(text), TINY) / 1024)


def split_by_route(probe: Probe) -> Finding:
    """Pages are chunks of their own, loaded when they are opened."""
    entries = manifest(probe)
    starts = [entry for entry in entries.values() if entry.get("isEntry")]
    lazy = [name for name, entry in entries.items() if entry.get("isDynamicEntry")]
    pages = [name for name in lazy if re.search(r"Page\.\w+$", name)]
    lazily_loaded = {name for entry in entries.values() for name in entry.get("dynamicImports", [])}
    chunks = counted(len(lazy), "chunk")
    evidence = f"{chunks} loaded on demand, {len(pages)} of them pages: {listed(map(short, pages))}"
    return judged(starts and len(pages) > 1 and set(pages) <= lazily_loaded, evidence)


def short(name: str) -> str:
    return Path(name).stem


def cached_for_a_year(probe: Probe) -> Finding:
    """Each built file is served with a year of caching and `immutable`, as browsers see it."""
    paths = assets(probe)
    if not paths:
        raise NotBuilt("The dashboard is not built, so there is no file to ask for.")
    wrong, seen = [], ""
    for path in paths:
        answer = probe.web.send("HEAD", path)
        seen = answer.header("cache-control")
        lifetime = re.search(r"max-age=(\d+)", seen)
        good = answer.status == 200 and "immutable" in seen and lifetime and int(lifetime[1]) >= YEAR  # noqa: PLR2004
        if not good:
            wrong.append(f"{Path(path).name} ({answer.status}, {seen or 'no Cache-Control'})")
    if wrong:
        return fails(f"{len(wrong)} of {len(paths)} built files: {listed(wrong, 3)}")
    return judged(paths, f"{len(paths)} built files, each {seen}")
