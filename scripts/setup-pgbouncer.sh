#!/bin/sh
# One test runs behind a real PgBouncer. Where it cannot be installed the test says loudly that it was skipped.
set -eu
{ command -v pgbouncer || [ -x /usr/sbin/pgbouncer ]; } >/dev/null 2>&1 && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 0
{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pgbouncer; } >/dev/null 2>&1 ||
  echo "bellhop: PgBouncer could not be installed; its test will be skipped." >&2
