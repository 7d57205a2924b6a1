import os
from contextlib import suppress

import psycopg

from config.services import postgres, processes, valkey
from config.services.processes import ServerFailed
from config.services.provision import may_provision, provision
from config.services.secrets import local_secrets

DATABASE = "bellhop"


def ensure_secrets() -> dict[str, str]:
    """Give the settings the keys they demand, made once for this machine; a given one wins."""
    secrets = local_secrets()
    for name in ("SECRET_KEY", "SECRET_BOX_KEYS", "ADDRESS_HASH_KEY", "TOKEN_KEY"):
        os.environ.setdefault(name, secrets[name])
    return secrets


def ensure_servers(*, database: str = DATABASE) -> None:
    """Make `DATABASE_URL`, `DATABASE_OWNER_URL` and `REDIS_URL` true, starting servers that are missing.

    A given URL is used as it is. A given `DATABASE_URL` whose role may create roles is used once, to
    make the owner and the app role; the product itself never connects with it.
    Raises ServerFailed with one sentence that says what is missing.
    """
    with processes.state_lock():
        secrets = ensure_secrets()
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = valkey.url(valkey.start().port)
        if not os.environ.get("DATABASE_OWNER_URL"):
            ensure_database(database, secrets)


def ensure_database(database: str, secrets: dict[str, str]) -> None:
    given = os.environ.get("DATABASE_URL")
    admin_url = given or postgres.superuser_url(postgres.start().port)
    if given and not reachable_admin(given):
        return  # an app role alone: everything works but `migrate`, which says what it needs
    name = database if not given or database != DATABASE else given.rpartition("/")[2].partition("?")[0]
    urls = provision(
        admin_url, database=name or DATABASE, owner_password=secrets["owner"], app_password=secrets["app"]
    )
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner


def reachable_admin(url: str) -> bool:
    try:
        return may_provision(url)
    except psycopg.OperationalError as refused:
        raise ServerFailed(f"The server of DATABASE_URL does not answer: {refused}") from refused


def stop_servers() -> None:
    """Stop our own servers cleanly; given ones are never touched."""
    with processes.state_lock(), suppress(FileNotFoundError):
        valkey.stop()
        postgres.stop()
