#!/usr/bin/env bash
# Runs the tests twice, side by side: on the embedded default (SQLite, queue in a folder) and on a private PostgreSQL
# and Redis.
# Arguments go to pytest in both runs.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh test
. scripts/servers.sh

failed=0
# A kept answer of ruff can outlive the layout it was given for.
.venv/bin/ruff check --no-cache . || failed=1
.venv/bin/lint-imports --no-logo || failed=1

export DJANGO_ALLOW_ASYNC_UNSAFE=true # Playwright's synchronous interface runs an event loop of its own
unset DATABASE_URL REDIS_URL

# The two runs share nothing, so they go side by side; the first is told when both are over.
embedded_log=$workdir/embedded.log
ECO_TEST_STACK=embedded ECO_VAR_DIR=$workdir/embedded .venv/bin/python -m pytest --durations=12 "$@" \
    >"$embedded_log" 2>&1 &
embedded=$!

start_servers
echo "== 正式部署：PostgreSQL + Redis"
# A whole run leaves out what knows no database: the other run says it.
[ $# -gt 0 ] || set -- tests --ignore-glob 'tests/lib/test_[!k]*.py' --ignore tests/test_front_floor.py \
    --ignore tests/indicators/rules --ignore tests/tasks/plan_text
ECO_TEST_STACK=real ECO_VAR_DIR=$workdir/real DATABASE_URL=$DATABASE_URL REDIS_URL=$REDIS_URL \
    .venv/bin/python -m pytest --durations=12 "$@" || failed=1

echo "== 单机默认：SQLite + 目录队列"
wait "$embedded" || failed=1
cat "$embedded_log"

[ "$failed" = 0 ] && echo "全部通过" || echo "有检查未通过，见上文" >&2
exit "$failed"
