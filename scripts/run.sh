#!/usr/bin/env bash
# Serves the demonstration district at 127.0.0.1:${PORT:-8000}; with `--once DIR`, walks its whole year without a
# browser and leaves the results in DIR. DATABASE_URL and REDIS_URL switch to the real servers.
set -euo pipefail
started_in=$PWD
cd "$(dirname "$0")/.."

manage() { .venv/bin/python manage.py "$@"; }

if [ "${1:-}" = --once ]; then
    [ -n "${2:-}" ] || { echo "用法：bash scripts/run.sh --once 目录" >&2; exit 2; }
    case $2 in /*) results=$2 ;; *) results=$started_in/$2 ;; esac
    bash scripts/setup.sh run
    ECO_VAR_DIR=$(mktemp -d)
    export ECO_VAR_DIR
    trap 'rm -rf "$ECO_VAR_DIR"' EXIT
    mkdir -p "$results"
    manage migrate --verbosity 0
    manage demo_year "$results"
    exit
fi

bash scripts/setup.sh run
manage migrate --verbosity 0
# The printing fonts and the report style sheet are read from static/ by the server alone.
manage collectstatic --noinput --verbosity 0 --ignore 'fonts/*' --ignore report.css
manage create_demo --if-empty
exec .venv/bin/python manage.py runlocal
