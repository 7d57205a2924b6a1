from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader

from launch.probe import Probe
from launch.types import Finding

MINIFIED = b"export const a=1;" * 200


@pytest.fixture
def probe(now: datetime, tmp_path: Path, db: None) -> Probe:
    """A look at this suite's own database, Redis and stack, with a small bundle of its own."""
    return Probe(now=now, dist=build(tmp_path / "dist"), root=tmp_path)


def build(dist: Path) -> Path:
    """What Vite leaves behind for an entry and two pages."""
    assets = dist / "assets"
    assets.mkdir(parents=True)
    manifest: dict[str, Any] = {
        "src/main.tsx": {
            "file": "assets/main-AbCdEf12.js",
            "isEntry": True,
            "dynamicImports": ["src/GuestPage.tsx", "src/HomePage.tsx"],
        },
        "src/GuestPage.tsx": {"file": "assets/GuestPage-AbCdEf34.js", "isDynamicEntry": True},
        "src/HomePage.tsx": {"file": "assets/HomePage-AbCdEf56.js", "isDynamicEntry": True},
    }
    for entry in manifest.values():
        (dist / entry["file"]).write_bytes(MINIFIED)
    write_manifest(dist, manifest)
    return dist


def write_manifest(dist: Path, manifest: dict[str, Any]) -> None:
    (dist / ".vite").mkdir(exist_ok=True)
    (dist / ".vite" / "manifest.json").write_bytes(orjson.dumps(manifest))


def said(finding: Finding) -> tuple[str, str]:
    return finding.status.value, finding.evidence


@pytest.fixture
def dashboard(probe: Probe, settings: Any) -> Iterator[Path]:
    """The small bundle, served as the product's dashboard."""
    settings.DJANGO_VITE = {
        "default": {"dev_mode": False, "manifest_path": probe.dist / ".vite" / "manifest.json"}
    }
    settings.STATICFILES_DIRS = [probe.dist]
    settings.WHITENOISE_USE_FINDERS = True
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(DjangoViteAssetLoader, "_instance", None)
    yield probe.dist
    monkeypatch.undo()
