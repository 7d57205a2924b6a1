"""One machine: `make demo`, `manage.py` without a server given. Servers and secrets live under `var/`."""

from importlib.util import find_spec

from config.settings.base import *

# The OTA sandbox answers on this machine, by http.
OTA_ALLOW_PRIVATE_URLS = True
BELLHOP_ALLOW_PRIVATE_RELAYS = True

# A developer's tool; an installation that only runs the product has not got it.
if find_spec("django_migration_linter"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
