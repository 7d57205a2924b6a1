"""The embedded servers: what was committed survives the death of everything, and nobody else is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import processes
from config.services.paths import ROOT

START = "from config.services import ensure_servers; ensure_servers(); import os, psycopg, redis;"
ROW = (
    "c = psycopg.connect(os.environ['DATABASE_OWNER_URL'], autocommit=True);"
    "r = redis.Redis.from_url(os.environ['REDIS_URL']);"
)
WRITE = (
    "c.execute('CREATE TABLE kept (word text)');"
    "c.execute(\"INSERT INTO kept VALUES ('stay')\"); r.set('kept', 'stay');"
)
READ = "print(c.execute('SELECT word FROM kept').fetchone()[0], r.get('kept').decode())"
AOF_SECONDS = "import time; time.sleep(1.5);"


def run(folder: Path, code: str) -> str:
    hidden = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["BELLHOP_VAR"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


def servers(folder: Path) -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = json.loads((folder / processes.STATE_FILE).read_text())
    return known


def test_rows_survive_kill_9_of_both_servers_and_their_starter(tmp_path: Path) -> None:
    try:
        # The starter ends by kill -9 of itself; the servers go on and are found again.
        with pytest.raises(subprocess.CalledProcessError):
            run(
                tmp_path,
                START + ROW + WRITE + AOF_SECONDS + "import signal; os.kill(os.getpid(), signal.SIGKILL)",
            )
        before = servers(tmp_path)
        assert run(tmp_path, START + ROW + READ) == "stay stay"
        assert {name: facts["pid"] for name, facts in servers(tmp_path).items()} == {
            name: facts["pid"] for name, facts in before.items()
        }
        for facts in before.values():
            os.kill(facts["pid"], 9)
        assert run(tmp_path, START + ROW + READ) == "stay stay"
        assert servers(tmp_path)["postgres"]["pid"] != before["postgres"]["pid"]
    finally:
        run(tmp_path, "from config.services import stop_servers; stop_servers()")
    assert servers(tmp_path) == {}


def test_a_pid_that_became_a_strangers_is_not_ours() -> None:
    mine = processes.Running(pid=os.getpid(), created=0.0, port=1)
    assert mine.is_alive() is False


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    code = "from config.services.secrets import local_secrets; print(sorted(local_secrets()))"
    run(tmp_path, code)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
