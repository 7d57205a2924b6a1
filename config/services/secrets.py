import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from config.services.paths import var_dir

FILE_NAME = "secrets.json"


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "postgres": lambda: secrets.token_urlsafe(24),
    "owner": lambda: secrets.token_urlsafe(24),
    "app": lambda: secrets.token_urlsafe(24),
    "valkey": lambda: secrets.token_urlsafe(24),
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "SECRET_BOX_KEYS": _fernet_key,
    "ADDRESS_HASH_KEY": lambda: secrets.token_urlsafe(32),
    "TOKEN_KEY": lambda: secrets.token_urlsafe(32),
}


def local_secrets() -> dict[str, str]:
    """Read `var/secrets.json` (0600), making what it lacks. Losing it loses every sealed credential."""
    path = var_dir() / FILE_NAME
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in MAKERS if name not in known]
    if missing:
        known |= {name: MAKERS[name]() for name in missing}
        write_private(path, json.dumps(known, indent=1))
    return known


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(fresh, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
    fresh.replace(path)
