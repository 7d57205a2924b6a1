"""One machine: `make demo`, `manage.py` without a server given. Servers and secrets live under `var/`."""

from config.settings.base import *

# Commands that need no server run without `ensure_servers`, and still need keys to import the settings.
