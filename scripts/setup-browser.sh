#!/bin/sh
# The end-to-end tests need a Chromium: an installed one, Debian's when we are root, or Playwright's own.
set -eu
cd "$(dirname "$0")/.."
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  exit 0
fi
(cd frontend && npx playwright install chromium) ||
  { echo "bellhop: no Chromium was found. Install one, or set CHROMIUM=/path/to/it." >&2; exit 1; }
