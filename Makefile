# Bellhop's commands. `make demo` and `make test` need Python 3.11+, Node 20.19+ and make, nothing else.
SHELL := /bin/sh
PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py
WORKERS ?= 2
SOURCES := $(shell find frontend/src frontend/public -type f 2>/dev/null)

.PHONY: help demo demo-stop test test-py test-web test-e2e test-pg lint fmt openapi messages bench ota-validate ota-e2e faults screenshots lighthouse lock clean

help:
	@echo "make demo [PORT=8000] [ONCE=1]  the main job on this machine, then the product at http://localhost:PORT"
	@echo "make demo-stop                  stop what a killed demo left running"
	@echo "make test                       every test: Python, TypeScript, and a real browser"
	@echo "make test-pg DATABASE_URL=…     the Python tests on a PostgreSQL of your own (15 to 18)"
	@echo "make lint | fmt                 check | mend style, types, layers, migrations"
	@echo "make openapi                    write docs/openapi.yaml and the client's types"
	@echo "make messages                   gather and compile the public pages' translations"
	@echo "make bench [NAME=…]             the benchmarks"
	@echo "make ota-validate [STRESS=1]    every OTA connection tried against the sandbox"
	@echo "make ota-e2e [BOOKINGS=1000]    every channel through a storm of faults, end to end"
	@echo "make faults [FAULT=R1 SIZE=…]   break every part of the stack in the midst of 50,000 letters"
	@echo "make lighthouse                 Lighthouse on the home page after the log-in, desktop and phone"
	@echo "make screenshots                docs/screenshots from a running demo"

# --- Set-up, each step once ----------------------------------------------------------------------
.venv/.local: requirements/local.txt requirements/bootstrap.txt
	@[ -f .venv/.dev ] && [ .venv/.dev -nt requirements/dev.txt ] && touch $@ || scripts/setup-python.sh local

.venv/.dev: requirements/dev.txt requirements/bootstrap.txt
	@scripts/setup-python.sh dev

frontend/node_modules/.installed: frontend/package-lock.json
	@scripts/setup-node.sh

frontend/lighthouse/node_modules/.installed: frontend/lighthouse/package-lock.json
	@cd frontend/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/.built: frontend/node_modules/.installed $(SOURCES) frontend/vite.config.ts
	@cd frontend && npm run --silent build
	@touch $@

staticfiles/.collected: frontend/dist/.built
	@$(MANAGE) collectstatic --noinput -v0
	@touch $@

# --- The two commands ------------------------------------------------------------------------------
demo: .venv/.local frontend/dist/.built staticfiles/.collected
	@$(MANAGE) demo --port $(PORT) $(if $(ONCE),--once)

demo-stop: .venv/.local
	@$(MANAGE) services stop

test: test-py test-web test-e2e
	@echo "Every test passed."

test-py: .venv/.dev
	@scripts/setup-pgbouncer.sh
	@scripts/setup-postfix.sh
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadgroup

test-web: frontend/node_modules/.installed
	@cd frontend && npm run --silent typecheck && npm run --silent test

test-e2e: .venv/.dev frontend/dist/.built staticfiles/.collected
	@scripts/setup-browser.sh
	@BELLHOP_VAR=var/e2e $(MANAGE) demo --port 0 --run "npm --prefix frontend run --silent e2e"

test-pg: .venv/.dev
	@[ -n "$(DATABASE_URL)" ] || { echo "bellhop: say which server: make test-pg DATABASE_URL=postgresql://…" >&2; exit 1; }
	@DATABASE_URL=$(DATABASE_URL) BELLHOP_VAR=var/test-pg $(PY) -m pytest -q -n $(WORKERS)

# --- Rules held by tools ---------------------------------------------------------------------------
lint: .venv/.dev frontend/node_modules/.installed
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-cache
	@scripts/mypy.sh
	@BELLHOP_VAR=var/test scripts/check-migrations.sh
	@cd frontend && npm run --silent lint && npm run --silent typecheck

fmt: .venv/.dev frontend/node_modules/.installed
	@.venv/bin/ruff check --fix-only -q . ; .venv/bin/ruff format .
	@cd frontend && npm run --silent format

openapi: .venv/.dev frontend/node_modules/.installed
	@$(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml
	@cd frontend && npm run --silent api

messages: .venv/.dev
	@$(PY) scripts/messages.py

bench: .venv/.dev frontend/node_modules/.installed
	@for script in $(if $(NAME),scripts/bench_$(NAME).py,$(sort $(wildcard scripts/bench_*.py))); do $(PY) $$script || exit 1; done

ota-validate: .venv/.dev frontend/node_modules/.installed frontend/dist/.built staticfiles/.collected
	@BELLHOP_VAR=var/ota scripts/validate-ota-integrations.sh sandbox $(if $(STRESS),--stress)

# No test dumps its threads before twenty minutes are over: a thousand bookings of each channel take long.
ota-e2e: .venv/.dev
	@OTA_E2E_BOOKINGS=$(or $(BOOKINGS),1000) BELLHOP_VAR=var/ota-e2e $(PY) -m pytest -q -p no:xdist -o faulthandler_timeout=1200 \
	  --durations=0 --durations-min=5 -k "random or any_order or alike" $(wildcard tests/integrations_ota/test_*channel*.py) \
	  tests/integrations_ota/test_storms.py

faults: .venv/.dev
	@scripts/setup-postfix.sh
	@$(PY) scripts/faults.py $(if $(SIZE),--recipients $(SIZE)) $(FAULT)

screenshots: .venv/.dev frontend/dist/.built staticfiles/.collected
	@scripts/setup-browser.sh
	@BELLHOP_VAR=var/e2e $(MANAGE) demo --port 0 --run "npm --prefix frontend run --silent screenshots"

lighthouse: .venv/.dev frontend/dist/.built staticfiles/.collected frontend/lighthouse/node_modules/.installed
	@scripts/setup-browser.sh
	@BELLHOP_VAR=var/e2e $(MANAGE) demo --port 0 --run "node frontend/lighthouse/run.mjs"

lock: .venv/.dev
	@scripts/lock.sh

clean: demo-stop
	rm -rf .venv var staticfiles frontend/node_modules frontend/dist
