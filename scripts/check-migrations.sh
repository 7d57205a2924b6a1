#!/bin/sh
# No model without its migration, and no migration that would stop a running installation.
set -eu
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=config.settings.test SECRET_KEY=x SECRET_BOX_KEYS=x ADDRESS_HASH_KEY=x TOKEN_KEY=x
.venv/bin/python -W ignore manage.py makemigrations --check --dry-run
.venv/bin/python manage.py lintmigrations --warnings-as-errors --quiet ok ignore \
  --include-apps accounts compliance delivery contacts integrations_ota campaigns analytics launch
