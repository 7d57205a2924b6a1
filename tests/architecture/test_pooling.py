"""Many threads on few server connections: a scope never travels to the next user of a connection."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, models, transaction

from accounts.models import Hotel, Organization
from accounts.tenancy import TenantManager, current_organization_id, tenant_scope
from accounts.tenancy.postgres import base
from config.services import postgres, processes
from tests.factories.accounts import HotelFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, ROUNDS, SERVER_CONNECTIONS = 8, 150, 3


@contextmanager
def threads_connect(**changes: Any) -> Iterator[None]:
    """New connections, which each thread makes for itself, go this way; the test's own stays as it is."""
    shared = connections.databases["default"]
    kept = {name: shared[name] for name in changes}
    shared.update(changes)
    try:
        yield
    finally:
        shared.update(kept)


@pytest.fixture
def native_pool(groups: list[int]) -> Iterator[None]:
    """Django's own pool, fewer connections than threads."""
    pool = {"min_size": 1, "max_size": SERVER_CONNECTIONS, "timeout": 30}
    with threads_connect(OPTIONS={"pool": pool}, CONN_MAX_AGE=0):
        yield
        connection.close_pool()  # type: ignore[attr-defined]


@pytest.fixture
def bouncer(groups: list[int], tmp_path: Path) -> Iterator[None]:
    """A PgBouncer in transaction mode before the suite's server."""
    program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if program is None:
        pytest.skip(
            "SKIPPED: PgBouncer is not installed, so tenancy behind it was NOT tested (apt-get install pgbouncer)"
        )
    port = processes.free_port()
    server = subprocess.Popen([*postgres.as_plain_user(), program, str(configure(tmp_path, port))])
    try:
        wait_for(port)
        with threads_connect(HOST="127.0.0.1", PORT=port, CONN_MAX_AGE=0):
            yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def configure(folder: Path, port: int) -> Path:
    facts = connection.settings_dict
    users = folder / "users.txt"
    users.write_text(f'"{facts["USER"]}" "{facts["PASSWORD"]}"\n')
    path = folder / "pgbouncer.ini"
    path.write_text(
        f"[databases]\n* = host={facts['HOST']} port={facts['PORT'] or 5432}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {users}\npool_mode = transaction\n"
        f"default_pool_size = {SERVER_CONNECTIONS}\nlogfile = {folder / 'log'}\n"
    )
    return path


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("PgBouncer did not start.")


@pytest.fixture
def groups() -> list[int]:
    found = []
    for _ in range(3):
        organization: Organization = OrganizationFactory()
        with tenant_scope(organization.pk):
            HotelFactory()
        found.append(organization.pk)
    return found


def foreign_rows(groups: list[int], thread: int) -> list[tuple[int, list[int]]]:
    """Where one thread did not see its group's row alone, now in a transaction and now without one."""
    wrong = []
    try:
        for number in range(ROUNDS):
            group = groups[(thread + number) % len(groups)]
            try:
                with tenant_scope(group), nullcontext() if number % 2 else transaction.atomic():
                    seen = list(Hotel.objects.values_list("organization_id", flat=True))
            except ProgrammingError:
                # The server was told of no organisation, and refused.
                seen = []
            if seen != [group]:
                wrong.append((group, seen))
    finally:
        connection.close()
    return wrong


def crowd_sees(groups: list[int]) -> list[list[tuple[int, list[int]]]]:
    with ThreadPoolExecutor(THREADS) as crowd:
        answers = [crowd.submit(foreign_rows, groups, thread) for thread in range(THREADS)]
    return [answer.result() for answer in answers]


@pytest.mark.parametrize("pooling", ["native_pool", "bouncer"])
def test_a_crowd_on_few_connections_sees_no_foreign_row(
    groups: list[int], pooling: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(pooling)
    assert crowd_sees(groups) == [[]] * THREADS


@pytest.mark.parametrize("pooling", ["native_pool", "bouncer"])
def test_a_setting_that_outlives_its_transaction_would_be_caught(
    groups: list[int], pooling: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same crowd, each thread telling a session once and never again; row security alone decides."""
    monkeypatch.setattr(base.DatabaseWrapper, "tell_scope", tell_the_session_once)
    monkeypatch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
    request.getfixturevalue(pooling)
    assert any(crowd_sees(groups))


def tell_the_session_once(self: Any) -> None:
    if getattr(self, "told_session", None) is not self.connection:
        self.told_session = self.connection
        with self.connection.cursor() as cursor:
            group = str(current_organization_id() or "")
            cursor.execute("SELECT set_config(%s, %s, false)", [base.SETTING, group])
