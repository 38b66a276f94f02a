#!/usr/bin/env bash
# Runs the named benchmarks, or all of them, on a private PostgreSQL; one JSON object per line on standard output.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh test >&2
. scripts/servers.sh
start_servers >&2
export DATABASE_URL REDIS_URL ECO_VAR_DIR=$workdir/var
.venv/bin/python manage.py migrate --verbosity 0 >&2
.venv/bin/python -m tests.bench "$@"
