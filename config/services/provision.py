"""Two roles for one database: the owner migrates, the app only reads and writes rows.

The app's role is neither owner, superuser nor BYPASSRLS, so row-level security binds it everywhere.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

OWNER = "bellhop_owner"
APP = "bellhop_app"


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    app: str
    owner: str


def with_user(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}", path=f"/{database}"))


def may_provision(url: str) -> bool:
    """Whether this role may create roles and databases; a plain app role may not."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return bool(row and row[0])


def provision(admin_url: str, *, database: str, owner_password: str, app_password: str) -> DatabaseUrls:
    """Create the two roles and the database where they are missing; safe to repeat."""
    with psycopg.connect(admin_url, autocommit=True, connect_timeout=10) as admin:
        # Several test processes may arrive together on one server.
        admin.execute("SELECT pg_advisory_lock(hashtext('bellhop.provision'))")
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            ensure_role(admin, role, password)
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        if not exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            create = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
            admin.execute(create.format(sql.Identifier(database), sql.Identifier(OWNER)))
    prepare_database(with_database(admin_url, database))
    return DatabaseUrls(
        app=with_user(admin_url, APP, app_password, database),
        owner=with_user(admin_url, OWNER, owner_password, database),
    )


def with_database(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def exists(connection: psycopg.Connection, query: str, value: str) -> bool:
    return connection.execute(query.encode(), [value]).fetchone() is not None


def ensure_role(admin: psycopg.Connection, role: str, password: str) -> None:
    verb = "ALTER" if exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", role) else "CREATE"
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD {}")
    admin.execute(statement.format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password)))
    if role == OWNER:
        # The owner makes throw-away databases for restore drills and tests.
        admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(role)))


def prepare_database(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER)))
        for extension in ("pg_trgm", "pg_stat_statements"):
            name = sql.Identifier(extension)
            if exists(admin, "SELECT 1 FROM pg_available_extensions WHERE name = %s", extension):
                admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(name))
