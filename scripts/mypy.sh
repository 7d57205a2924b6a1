#!/bin/sh
# mypy loads the settings, which ask for keys; these open nothing.
set -eu
cd "$(dirname "$0")/.."
export SECRET_KEY=mypy SECRET_BOX_KEYS=mypy ADDRESS_HASH_KEY=mypy TOKEN_KEY=mypy
exec .venv/bin/mypy "${@:-.}"
