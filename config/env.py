"""Reads the environment. A missing or misshapen value stops the start with one sentence."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"The environment variable {name} is not set; docs/settings.md says what it is."
        )
    return value


def listing(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"The environment variable {name} must be a whole number, not '{value}'.")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"The environment variable {name} must be 1 or 0, not '{value}'.")
    return value in {"1", "true", "yes"}
