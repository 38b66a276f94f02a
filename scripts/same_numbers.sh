#!/usr/bin/env bash
# Walks the demonstration year in a throw-away installation and compares every number wherever it is shown: pages, unit
# and district PDF, workbooks, snapshot. About five minutes; DATABASE_URL and REDIS_URL switch to the real servers.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh test >&2
ECO_VAR_DIR=$(mktemp -d)
export ECO_VAR_DIR
trap 'rm -rf "$ECO_VAR_DIR"' EXIT
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py demo_year "$ECO_VAR_DIR/out"
.venv/bin/python -W ignore::UserWarning -m tests.proofs.same_numbers
