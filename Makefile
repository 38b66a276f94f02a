.PHONY: run test lint lock bench

run:
	bash scripts/run.sh

test:
	bash scripts/test.sh

lint:
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-logo

lock:
	bash scripts/lock.sh

bench:
	bash scripts/bench.sh
