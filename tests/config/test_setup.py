"""What is missing on a machine is said in one sentence, and nothing half done is left."""

import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from config.demo.children import claim_port
from config.services import ServerFailed
from config.services.paths import ROOT


def said(script: str, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / script), *arguments],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    return done.returncode, done.stderr.strip()


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_machine_without_python_is_told_so() -> None:
    expected = "bellhop: Python 3.11 or newer is needed, and 'no-such-python' was not found."
    assert said("setup-python.sh", "dev", PYTHON="no-such-python") == (1, expected)


def test_an_old_python_is_told_its_version(tmp_path: Path) -> None:
    old = program(tmp_path, "python3", 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac')
    code, sentence = said("setup-python.sh", "dev", PYTHON=str(old))
    assert (code, "is Python 3.9.2" in sentence, sentence.count("\n")) == (1, True, 0)


def test_a_machine_without_node_is_told_so(tmp_path: Path) -> None:
    program(tmp_path, "dirname", 'exec /usr/bin/dirname "$@"')
    expected = "bellhop: Node.js 20.19 or newer is needed, and 'node' was not found."
    assert said("setup-node.sh", PATH=str(tmp_path)) == (1, expected)


def test_an_old_node_is_told_its_version(tmp_path: Path) -> None:
    program(tmp_path, "node", 'case "$1" in -v) echo v18.1.0;; *) exit 1;; esac')
    code, sentence = said("setup-node.sh", PATH=os.pathsep.join([str(tmp_path), *os.get_exec_path()]))
    assert (code, sentence) == (1, "bellhop: Node.js 20.19 or newer is needed; this is v18.1.0.")


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerFailed, match=f"Port {port} is taken.*make demo PORT={port + 1}"):
            claim_port(port)
