"""One machine: `make demo`, `manage.py` without a server given. Servers and secrets live under `var/`."""

from config.settings.base import *

# The OTA sandbox answers on this machine, by http.
OTA_ALLOW_PRIVATE_URLS = True
