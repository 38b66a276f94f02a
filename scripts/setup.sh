#!/usr/bin/env bash
# Makes this machine able to run (`setup.sh run`) or test (`setup.sh test`) the product. Asks nothing; run it as often
# as you like. It asks for abilities, not for packages, so what came from elsewhere is not installed a second time.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
case $purpose in
    run) lock=requirements.lock ;;
    test) lock=requirements-dev.lock ;;
    *) echo "用法：bash scripts/setup.sh run|test" >&2; exit 2 ;;
esac

exec 9>.setup.lock
flock 9

has_command() { command -v "$1" >/dev/null 2>&1; }
has_library() { python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" >/dev/null 2>&1; }
has_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }
has_python_headers() {
    python3 -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' >/dev/null 2>&1
}
has_chinese_fonts() {
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name 'NotoSerifCJK*' -print -quit 2>/dev/null)" ] &&
        [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name 'NotoSansCJK*' -print -quit 2>/dev/null)" ]
}
has_postgresql() { has_command initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

missing=()
need() { # need PACKAGE TEST…: remember the package when the test fails
    local package=$1
    shift
    "$@" || missing+=("$package")
}

find_missing() {
    missing=()
    need python3 has_command python3
    need python3-venv has_venv
    need python3-dev has_python_headers
    need gcc has_command cc
    need libc6-dev test -e /usr/include/stdio.h
    need libpq-dev has_command pg_config
    need libpango-1.0-0 has_library libpango-1.0.so.0
    need libpangoft2-1.0-0 has_library libpangoft2-1.0.so.0
    need libharfbuzz-subset0 has_library libharfbuzz-subset.so.0
    need libmagic1 has_library libmagic.so.1
    need fonts-noto-cjk has_chinese_fonts
    [ "$purpose" = test ] || return 0
    need chromium has_command chromium
    need postgresql has_postgresql
    need redis-server has_command redis-server
    need poppler-utils has_command pdftotext
    need docker-compose has_command docker-compose
    need util-linux has_command runuser
}

install_missing() {
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    if ! has_command apt-get; then
        echo "缺少：${missing[*]}。本机没有 apt-get，请先自行安装后再运行。" >&2
        exit 1
    fi
    echo "正在安装系统软件包：${missing[*]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
}

find_missing
if [ ${#missing[@]} -gt 0 ]; then
    install_missing
    find_missing
    if [ ${#missing[@]} -gt 0 ]; then
        echo "安装后仍然缺少：${missing[*]}" >&2
        exit 1
    fi
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "需要 Python 3.11 或更新版本。" >&2; exit 1; }
.venv/bin/python -c '' 2>/dev/null || python3 -m venv --clear .venv

digest() { sha256sum <"$1" | cut -d' ' -f1; }
stamp=.venv/installed-$lock
if [ "$(cat "$stamp" 2>/dev/null)" != "$(digest "$lock")" ]; then
    echo "正在安装 Python 软件包（$lock）"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    digest "$lock" >"$stamp"
    # The test set contains the run set, with the same versions.
    [ "$purpose" = run ] || digest requirements.lock >.venv/installed-requirements.lock
fi
