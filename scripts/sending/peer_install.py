"""Peers installed by hash into a folder of their own."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "peers-requirements.txt"
PACKAGE = HERE / "nodemailer"
PATIENCE = 300


class PeerMissing(RuntimeError):
    """A peer could not be installed; the message says why in one line."""


def python_of(folder: Path) -> Path:
    """The interpreter of a venv with django-post-office. Raises PeerMissing."""
    venv = folder / "venv"
    python = venv / "bin" / "python"
    if not is_installed(venv, REQUIREMENTS):
        shutil.rmtree(venv, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(venv)], folder)
        run(
            [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(REQUIREMENTS)],
            folder,
        )
        mark(venv, REQUIREMENTS)
    return python


def package_of(folder: Path) -> Path:
    """A folder with nodemailer and what measures it. Raises PeerMissing."""
    package = folder / "nodemailer"
    lock = PACKAGE / "package-lock.json"
    shutil.copytree(PACKAGE, package, dirs_exist_ok=True)
    if not is_installed(package, lock):
        run(["npm", "ci", "--loglevel=error"], package)
        mark(package, lock)
    return package


def is_installed(folder: Path, wanted: Path) -> bool:
    installed = folder / ".installed"
    return installed.exists() and installed.read_text() == wanted.read_text()


def mark(folder: Path, wanted: Path) -> None:
    (folder / ".installed").write_text(wanted.read_text())


def run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise PeerMissing(str(failed)) from failed
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
        raise PeerMissing(f"{' '.join(command[:3])}: {words[0]}")
