#!/bin/sh
# Postfix for the fault tests, and its load generator and sink for the benchmark. Only its programs are wanted:
# the package's own service is not started. Where it cannot be installed the tests say loudly that they were skipped.
set -eu
PATH="$PATH:/usr/sbin"
{ command -v postfix && command -v smtp-source && command -v smtp-sink; } >/dev/null 2>&1 && exit 0

skipped() {
  echo "bellhop: Postfix is not here ($1); the fault tests that need a real one will be SKIPPED." >&2
  exit 0
}
[ "$(id -u)" = 0 ] || skipped "install it with your system's package manager, or run as root"
command -v apt-get >/dev/null 2>&1 || skipped "this system has no apt-get"

# Debian starts what it installs, unless this file says no.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
{
  apt-get update -qq
  # No answers given, postfix asks; "No configuration" leaves its main.cf to the tests' own.
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  apt-get install -y -qq --no-install-recommends postfix
} >/dev/null 2>&1 || skipped "apt-get could not install it"
