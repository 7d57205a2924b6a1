#!/usr/bin/env python
"""Bellhop's command line."""

import os
import sys

# Commands that read no database; they must not start one.
WITHOUT_SERVERS = {
    "help",
    "version",
    "services",
    "ota_parse",
    "ota_sandbox",
    "spectacular",
    "collectstatic",
    "bounce_classify",
}
LOCAL = "config.settings.local"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", LOCAL)
    if os.environ["DJANGO_SETTINGS_MODULE"] == LOCAL:
        prepare_local(sys.argv[1] if len(sys.argv) > 1 else "help")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def prepare_local(command: str) -> None:
    """Without a given server the product starts its own."""
    from config.services import ServerFailed, ensure_secrets, ensure_servers

    try:
        if command in WITHOUT_SERVERS:
            ensure_secrets()
        else:
            ensure_servers()
    except ServerFailed as failed:
        sys.exit(f"manage.py: {failed}")


if __name__ == "__main__":
    main()
