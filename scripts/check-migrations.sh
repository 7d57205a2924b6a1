#!/bin/sh
# No model without its migration, and no migration that would stop a running installation.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python manage.py makemigrations --check --dry-run
# The named ones rebuild tables whose rows they carry over, with the application stopped (docs/adr/0007);
# 0003_campaign_topic and 0006_second_round index campaigns, of which there are too few to wait for.
.venv/bin/python manage.py lintmigrations --database owner --warnings-as-errors --quiet ok ignore \
  --ignore-name 0002_ledger 0003_pace 0004_domains 0017_facts_in_order 0018_facts_answer 0003_campaign_topic 0006_second_round \
  --include-apps accounts compliance delivery contacts integrations_ota campaigns analytics launch
.venv/bin/python manage.py services stop
