# Sourced by test.sh and bench.sh: a private PostgreSQL and Redis on free ports in a folder of their own, gone at exit.
# shellcheck shell=bash

workdir=$(mktemp -d)
chmod 755 "$workdir"
redis_pid=

postgres_bin() {
    local newest
    newest=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
    [ -n "$newest" ] || newest=$(dirname "$(command -v initdb)")
    echo "$newest"
}

# The server refuses to run as root; its tools complain about a working directory they cannot read.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd "$workdir" && runuser -u postgres -- "$@")
    else
        (cd "$workdir" && "$@")
    fi
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_servers() {
    local bin port
    bin=$(postgres_bin)
    port=$(free_port)
    mkdir "$workdir/postgresql"
    [ "$(id -u)" != 0 ] || chown postgres "$workdir/postgresql"
    as_postgres "$bin/initdb" -D "$workdir/postgresql/data" -U eco -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        >"$workdir/initdb.log" || { cat "$workdir/initdb.log"; return 1; }
    as_postgres "$bin/pg_ctl" -D "$workdir/postgresql/data" -l "$workdir/postgresql/log" -w -s start \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$workdir/postgresql -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off" \
        || { cat "$workdir/postgresql/log"; return 1; }
    as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U eco eco
    DATABASE_URL=postgres://eco@127.0.0.1:$port/eco

    port=$(free_port)
    redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$workdir" >"$workdir/redis.log" &
    redis_pid=$!
    REDIS_URL=redis://127.0.0.1:$port/0
    until redis-cli -p "$port" ping >/dev/null 2>&1; do
        kill -0 "$redis_pid" 2>/dev/null || { cat "$workdir/redis.log"; return 1; }
        sleep 0.05
    done
}

stop_servers() {
    [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
    if [ -e "$workdir/postgresql/data/postmaster.pid" ]; then
        as_postgres "$(postgres_bin)/pg_ctl" -D "$workdir/postgresql/data" -m immediate -s stop || true
    fi
    rm -rf "$workdir"
}
trap stop_servers EXIT
trap 'exit 130' INT TERM
