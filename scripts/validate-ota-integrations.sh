#!/bin/sh
# Tries every OTA connection of an installation and records the run: validate-ota-integrations.sh ENV [options].
# `sandbox` starts a demo with its own channels and tries those; any other name tries this installation's.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { echo "usage: $0 ENV [--stress] [--org SLUG] [--json]" >&2; exit 2; }
if [ "$1" = sandbox ] && [ -z "${BELLHOP_URL:-}" ]; then
  exec .venv/bin/python manage.py demo --port 0 --run "$0 $* --prepare --sandbox \$BELLHOP_SANDBOX_URL --url \$BELLHOP_URL"
fi
exec .venv/bin/python manage.py ota_validate "$@"
