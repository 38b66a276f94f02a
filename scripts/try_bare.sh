#!/usr/bin/env bash
# Tries the product on a bare Debian 12: a fresh tree, the committed state of this repository, then
# `run.sh --once` and `test.sh` in it, each twice. Needs root, debootstrap and about 5 GB. `KEEP=1` keeps the tree.
# Usage: bash scripts/try_bare.sh [FOLDER]   (FOLDER must not exist yet)
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo "需要 root 权限。" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "请先安装 debootstrap。" >&2; exit 1; }

tree=${1:-$(mktemp -u -d /var/tmp/bare-debian.XXXXXX)}
[ ! -e "$tree" ] || { echo "$tree 已存在。" >&2; exit 1; }
minutes=${MINUTES:-30}

leave() {
    # Whatever was started inside ends with the trial; then the mounts, then the tree.
    for link in /proc/[0-9]*/root; do
        if [ "$(readlink "$link" 2>/dev/null)" = "$tree" ]; then
            pid=${link#/proc/}
            kill -KILL "${pid%/root}" 2>/dev/null || true
        fi
    done
    sleep 1
    for point in dev/shm dev/pts dev sys proc; do
        mountpoint -q "$tree/$point" && umount -l "$tree/$point"
    done
    if [ -n "${KEEP:-}" ]; then
        echo "试验目录保留在 $tree"
    elif ! grep -q " $tree/" /proc/mounts; then
        rm -rf --one-file-system "$tree"
    fi
}
trap leave EXIT
trap 'exit 130' INT TERM

timed() { # timed WORDS COMMAND…: run inside the tree, as on a machine of its own
    local words=$1 started=$SECONDS
    shift
    timeout --kill-after=30 "${minutes}m" chroot "$tree" /usr/bin/env -i \
        HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        bash -c 'cd /srv/eco && "$@"' -- "$@"
    echo "== $words：$((SECONDS - started)) 秒"
}

debootstrap --variant=minbase --include=ca-certificates bookworm "$tree" ${MIRROR:+"$MIRROR"} >"$tree.log" 2>&1 || { tail -n 20 "$tree.log"; exit 1; }
rm -f "$tree.log"
cp /etc/resolv.conf "$tree/etc/resolv.conf"
for file in ${COPY:-}; do # machine settings the trial needs to reach the package archives, such as a certificate
    cp --parents "$file" "$tree"
done
mount -t proc proc "$tree/proc"
mount -t sysfs -o ro sysfs "$tree/sys"
mount --rbind /dev "$tree/dev"
mount --make-rslave "$tree/dev"
git clone --quiet --no-hardlinks . "$tree/srv/eco"

timed "首次 run.sh --once" bash scripts/run.sh --once /srv/year
find "$tree/srv/year" -type f | sed "s|^$tree||" | sort
timed "再次 run.sh --once" bash scripts/run.sh --once /srv/year-again
timed "首次 test.sh" bash scripts/test.sh
timed "再次 test.sh（只跑静态检查与队列）" bash scripts/test.sh tests/lib/test_queue_fs.py
echo "空白 Debian 12 试验通过"
