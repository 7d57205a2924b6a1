import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """Where data, logs and generated secrets live; `BELLHOP_VAR` moves it."""
    path = Path(os.environ.get("BELLHOP_VAR") or ROOT / "var")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def log_dir() -> Path:
    path = var_dir() / "log"
    path.mkdir(exist_ok=True)
    return path
