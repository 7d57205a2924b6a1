#!/bin/sh
# No model without its migration, and no migration that would stop a running installation.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python manage.py makemigrations --check --dry-run
.venv/bin/python manage.py lintmigrations --database owner --warnings-as-errors --quiet ok ignore \
  --include-apps accounts compliance delivery contacts integrations_ota campaigns analytics launch
.venv/bin/python manage.py services stop
