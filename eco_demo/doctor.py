"""Is this installation able to serve? One examination per part; each finding is a sentence for whoever keeps it."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.utils import timezone
from kombu import Connection

from departments.choices import JobStatus
from departments.models import AuditEvent, Job

from .lib import clock, pdf, workdays

LATE = timedelta(minutes=2)
LEAST_FREE_BYTES = 1 << 30
GREATEST_DRIFT_SECONDS = 5
BROKER_SECONDS = 2
PATIENCE = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
NOTICE_MONTH = 12  # the State Council's notice on next year's holidays is out by then


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what is wrong with it; a right thing has no fault. A hint is no fault yet."""

    text: str
    is_right: bool = True
    is_hint: bool = False


def examine() -> Iterator[Finding]:
    """Every finding; without a database those that need one are left out."""
    answers = list(database())
    yield from answers
    reachable = answers[0].is_right
    migrated = all(finding.is_right for finding in answers)
    for examination in (queue_broker, fonts, disk, time_zone, holidays, secret_key):
        yield from examination()
    if reachable:
        yield from database_clock()
    if migrated:
        yield from waiting_jobs()
        yield from trail_clock()


# --- database ----------------------------------------------------------------------------------------------------

def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except Error as error:
        yield Finding(f"数据库连接不上，请检查 DATABASE_URL 和数据库服务。（{_first_line(error)}）", False)
        return
    yield Finding(f"数据库可以连接（{connection.display_name}）")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield _judge(not missing, "数据库结构是最新的",
                 f"数据库结构落后 {len(missing)} 步，请先备份，再运行 manage.py migrate。")
    yield _write_ahead_log() if connection.vendor == "sqlite" else _character_set()


def _write_ahead_log() -> Finding:
    mode = _value("PRAGMA journal_mode")
    in_memory = mode == "memory"  # a test's database; nobody shares it
    return _judge(mode == "wal" or in_memory, "SQLite 已启用预写日志（WAL）",
                  f"SQLite 的日志方式是 {mode}，多人同时填报会互相等待；数据目录可能在网络盘上，请放到本机磁盘。")


def _character_set() -> Finding:
    encoding = _value("SHOW server_encoding")
    ctype = _value("SELECT datctype FROM pg_database WHERE datname = current_database()")
    return _judge(encoding == "UTF8" and ctype not in ("C", "POSIX"), f"数据库字符集为 {encoding}（{ctype}）",
                  f"数据库字符集为 {encoding}、区域为 {ctype}，汉字的检索和排序会出错；"
                  "请用 UTF8、C.UTF-8 重建数据库后恢复备份。")


# --- queue -------------------------------------------------------------------------------------------------------

def queue_broker() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        writable = os.access(settings.QUEUE_DIR, os.W_OK | os.X_OK)
        yield _judge(writable, "后台任务队列目录可以写入",
                     f"后台任务队列目录不能写入：{settings.QUEUE_DIR}，请检查目录的属主和权限。")
        return
    try:
        with Connection(settings.REDIS_URL, transport_options=PATIENCE) as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    except Exception as error:  # whatever the client library raises, the broker cannot be used
        yield Finding(f"后台任务队列（Redis）连接不上，请检查 REDIS_URL 和 Redis 服务。（{_first_line(error)}）", False)
    else:
        yield Finding("后台任务队列（Redis）可以连接")


def waiting_jobs() -> Iterator[Finding]:
    now = timezone.now()
    waiting = Job.objects.filter(status=JobStatus.QUEUED, requested_at__lt=now - LATE).count()
    yield _judge(not waiting, "没有等待超过 2 分钟的后台任务",
                 f"有 {waiting} 项后台任务等待超过 2 分钟，请检查后台任务进程（worker）是否在运行。")
    dead = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=now - LATE).count()
    yield _judge(not dead, "没有中断后无人接手的后台任务",
                 f"有 {dead} 项后台任务中断后无人接手，请检查定时进程（beat）是否在运行。")


# --- machine -----------------------------------------------------------------------------------------------------

def fonts() -> Iterator[Finding]:
    missing = missing_print_abilities()
    if not missing:
        yield Finding("公文字体和排版组件齐全")
    for sentence in missing:
        yield Finding(sentence, False)


def missing_print_abilities() -> list[str]:
    try:
        return pdf.missing_abilities()
    except OSError as error:  # the layout library is not there at all
        return [f"缺少排版组件，不能生成报告，请安装 libpango-1.0-0、libpangoft2-1.0-0。（{_first_line(error)}）"]


def disk() -> Iterator[Finding]:
    folder = Path(settings.MEDIA_ROOT)
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        yield Finding(f"佐证材料目录不存在或读不到：{folder}，请检查磁盘是否挂载。", False)
        return
    yield _judge(os.access(folder, os.W_OK | os.X_OK), "佐证材料目录可以写入",
                 f"佐证材料目录不能写入：{folder}，请检查目录的属主和权限。")
    size = f"{free / (1 << 30):.1f} GB"
    yield _judge(free >= LEAST_FREE_BYTES, f"佐证材料所在磁盘剩余 {size}",
                 f"佐证材料所在磁盘只剩 {size}，不足 1 GB，上传即将失败；请清理或扩容。")


def time_zone() -> Iterator[Finding]:
    offset = timezone.localtime().utcoffset()
    yield _judge(offset == timedelta(hours=8), "时区为北京时间",
                 f"时区设置为 {settings.TIME_ZONE}，截止时间会算错，应为 Asia/Shanghai。")


def database_clock() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        seconds = _value("SELECT (julianday('now') - 2440587.5) * 86400.0")
    else:
        seconds = _value("SELECT extract(epoch FROM clock_timestamp())")
    drift = abs(float(seconds) - time.time())
    yield _judge(drift <= GREATEST_DRIFT_SECONDS, "数据库与本机时间一致",
                 f"数据库与本机时间相差 {drift:.0f} 秒，请启用时间同步（NTP）。")


def trail_clock() -> Iterator[Finding]:
    ahead = timezone.now() + timedelta(seconds=GREATEST_DRIFT_SECONDS)
    last = AuditEvent.objects.order_by("-seq").first()
    if last is None or last.at <= ahead:
        yield Finding("本机时间晚于最后一条操作日志")
    else:
        day = f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
        yield Finding(f"本机时间早于最后一条操作日志（{day}），时钟被回拨过，请校准系统时间。", False)


def holidays() -> Iterator[Finding]:
    today = clock.today()
    known = workdays.knows_year(today.year)
    yield _judge(known, f"{today.year} 年节假日已收录",
                 f"没有 {today.year} 年的节假日安排，工作日只按周末推算；请更新节假日数据（chinesecalendar）。")
    following = today.year + 1
    if workdays.knows_year(following):
        yield Finding(f"{following} 年节假日已收录")
    else:
        late = "，国务院办公厅的通知应已发布" if today.month >= NOTICE_MONTH else "，待国务院办公厅通知发布"
        yield Finding(f"{following} 年节假日尚未收录{late}；请在年底前更新节假日数据（chinesecalendar）。",
                      is_hint=True)


def secret_key() -> Iterator[Finding]:
    path = Path(settings.VAR_DIR) / "secret_key"
    if not path.exists():
        yield Finding("密钥由部署环境提供")
        return
    private = stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    yield _judge(private, "密钥文件只有运行账户可读",
                 f"密钥文件其他人也能读到：{path}，请运行 chmod 600 并更换密钥。")


# --- how a finding is made ---------------------------------------------------------------------------------------

def _judge(is_right: bool, right: str, wrong: str) -> Finding:
    return Finding(right if is_right else wrong, is_right)


def _value(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


