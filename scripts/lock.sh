#!/bin/sh
# Writes requirements/*.txt from *.in, with hashes, for every platform and Python 3.11 and newer.
set -eu
cd "$(dirname "$0")/.."
for name in bootstrap base local dev; do
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    "requirements/$name.in" -o "requirements/$name.txt"
done
