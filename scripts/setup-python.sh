#!/bin/sh
# Makes .venv and installs one of requirements/{local,dev}.txt into it, by hash.
set -eu
cd "$(dirname "$0")/.."
set_name=$1
python=${PYTHON:-python3}

fail() { echo "bellhop: $1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || fail "Python 3.11 or newer is needed, and '$python' was not found."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "Python 3.11 or newer is needed; '$python' is $("$python" -V 2>&1). Set PYTHON=/path/to/python3.11."
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"

[ -x .venv/bin/python ] || "$python" -m venv .venv
if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt; then
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "requirements/$set_name.txt"
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$set_name.txt"
fi
touch ".venv/.$set_name"
