#!/usr/bin/env bash
# Pins every package with its hashes: requirements.lock and requirements-dev.lock.
# uv reads no machine-wide configuration here, so no mirror or local path can slip into the files.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile NAME [OPTION…]
    .venv/bin/uv pip compile --no-config --quiet --upgrade \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --no-annotate --no-header --output-file "$1.lock" "$1.txt" "${@:2}"
    if grep -nE -- '--(extra-)?index-url|--find-links|file:|/' "$1.lock"; then
        echo "$1.lock 含有本机地址或路径，请检查。" >&2
        exit 1
    fi
}

compile requirements
compile requirements-dev --constraints requirements.lock
