"""The suite's databases: migrated once by the owner as a template, cloned for each xdist worker.

The tests connect as the app's role. As the owner or a superuser, tests of row-level security pass for nothing.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config.services.paths import ROOT, var_dir

TEMPLATE = "bellhop_test"
# What migrations wrote; no test adds to it.
KEPT = {"django_content_type", "auth_permission", "django_site"}


def schema_digest() -> str:
    """Changes when any migration does, so that a template of an older schema is not used."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("accounts/tenancy/*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def admin(database: str = "postgres") -> "psycopg.Connection[Any]":
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"], port=owner["PORT"] or 5432, user=owner["USER"], password=owner["PASSWORD"],
        dbname=database, autocommit=True,
    )  # fmt: skip


def point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def make_template() -> None:
    """Migrate the template unless one process before us did, for this very schema."""
    stamp = Path(var_dir()) / "template.stamp"
    address = f"{settings.DATABASES['owner']['HOST']}:{settings.DATABASES['owner']['PORT']}"
    wanted = f"{address} {schema_digest()}"
    with (var_dir() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        point_at(TEMPLATE)
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        # The month in which the tests' letters are written (tests.factories.accounts.NOW).
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT bellhop_ledger_month('2026-06-01')")
        point_at(TEMPLATE)
        stamp.write_text(wanted)


def clone(name: str) -> None:
    with (var_dir() / "template.lock").open("w") as lock, admin() as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))


def drop(name: str) -> None:
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    name = f"{TEMPLATE}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        make_template()
        clone(name)
        point_at(name)
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "owner"):
            connections[alias].close()
        drop(name)


@pytest.fixture(autouse=True, scope="session")
def flush_as_owner() -> Iterator[None]:
    """After a test with real commits all tables are emptied, which the app's role may not.

    Django's own list is empty, since our router lets nothing migrate by the app's connection.
    """
    from django.apps import apps
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush
    models = apps.get_models(include_auto_created=True)
    tables = sorted({model._meta.db_table for model in models if model._meta.managed} - KEPT)

    def through_owner(self: Any, _sql_list: list[str]) -> None:
        with admin(self.connection.settings_dict["NAME"]) as connection:
            names = sql.SQL(", ").join(map(sql.Identifier, tables))
            with connection.transaction():
                _guards(connection, "DISABLE")
                connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
                _guards(connection, "ENABLE")

    DatabaseOperations.execute_sql_flush = through_owner  # type: ignore[method-assign,assignment]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


def _guards(connection: "psycopg.Connection[Any]", verb: str) -> None:
    """Ledgers refuse to be emptied, by a trigger."""
    found = connection.execute(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_emptied'"
    )
    for (table,) in found.fetchall():
        connection.execute(f"ALTER TABLE {table} {verb} TRIGGER never_emptied".encode())
