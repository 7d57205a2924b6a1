"""A database of its own, brought forward by the product's own command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from psycopg import sql

from config.services.paths import ROOT
from tests.database import admin


@contextmanager
def own_database() -> Iterator[str]:
    """An empty database, gone afterwards; gives its name."""
    name = f"bellhop_upgrade_{os.getpid()}"
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        with admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(name: str, *target: str) -> None:
    """Bring a database to a migration, or to the newest of all."""
    owner = settings.DATABASES["owner"]
    url = f"postgresql://{owner['USER']}:{owner['PASSWORD']}@{owner['HOST']}:{owner['PORT']}/{name}"
    command = [sys.executable, "manage.py", "migrate", *target, "--database", "owner", "--verbosity", "0"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "DATABASE_OWNER_URL": url}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
