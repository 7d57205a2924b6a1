"""A pytest plugin: real PostgreSQL and Valkey for the suite, started before Django reads its settings.

Without DATABASE_URL the embedded servers run under `var/test/`; with it (make test-pg) the given one is used.
Workers of pytest-xdist inherit the addresses and start nothing.
"""

import os

import pytest

from config.services import ensure_servers, stop_servers
from config.services.paths import ROOT

TEMPLATE = "bellhop_test"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if "BELLHOP_TEST_STARTED" in os.environ:
        return
    os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "test"))
    os.environ["BELLHOP_TEST_STARTED"] = str(os.getpid())
    ensure_servers(database=TEMPLATE)


def pytest_unconfigure() -> None:
    if os.environ.get("BELLHOP_TEST_STARTED") == str(os.getpid()) and not os.environ.get(
        "BELLHOP_KEEP_SERVERS"
    ):
        stop_servers()
