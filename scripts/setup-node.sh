#!/bin/sh
# Installs the front end's packages exactly as locked; no package's own script is run.
set -eu
cd "$(dirname "$0")/../frontend"

fail() { echo "bellhop: $1" >&2; exit 1; }

command -v node >/dev/null 2>&1 || fail "Node.js 20.19 or newer is needed, and 'node' was not found."
command -v npm >/dev/null 2>&1 || fail "npm is needed, and was not found; it comes with Node.js."
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node.js 20.19 or newer is needed; this is $(node -v)."
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
touch node_modules/.installed
