from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from departments.choices import JobStatus
from departments.models import AuditEvent, Job
from eco_demo import doctor
from eco_demo.apps import check_fonts
from eco_demo.lib import clock


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """A key file and a queue of the test's own, on a machine that lacks nothing."""
    settings.VAR_DIR = tmp_path
    settings.QUEUE_DIR = tmp_path / "queue"
    settings.QUEUE_DIR.mkdir()
    key = tmp_path / "secret_key"
    key.touch(mode=0o600)
    return tmp_path


def faults(findings) -> list[str]:
    return [finding.text for finding in findings if not finding.is_right]


def make_job(world, **fields):
    job = Job.objects.create(kind="unit_report", key="k", title="报告", requested_by=world.water_staff,
                             queued_at=timezone.now(), **fields)
    return Job.objects.filter(pk=job.pk)


@pytest.mark.django_db
def test_healthy_installation_passes_and_lists_what_was_seen(capsys):
    call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "检查完毕，可以使用。"
    assert {line[0] for line in lines[:-1]} <= {"✓", "！"}


@pytest.mark.django_db
def test_command_ends_with_1_and_a_sentence_for_each_fault(capsys, own_folder, monkeypatch):
    (own_folder / "secret_key").chmod(0o644)
    monkeypatch.setattr(doctor.pdf, "missing_abilities", lambda: ["缺少字体甲。", "缺少字体乙。"])
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert "✗ 缺少字体甲。\n✗ 缺少字体乙。" in told.out and "✗ 密钥文件其他人也能读到" in told.out
    assert told.err == "有 3 项需要处理，见上面带 ✗ 的各行。\n"


@pytest.mark.django_db
def test_database_that_does_not_answer_is_told_once(monkeypatch):
    def refuse():
        raise doctor.Error("could not connect\nmore")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    assert faults(doctor.examine()) == ["数据库连接不上，请检查 DATABASE_URL 和数据库服务。（could not connect）"]


@pytest.mark.django_db
def test_missing_migrations_are_counted(monkeypatch):
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda self, targets: [1, 2])
    assert faults(doctor.database()) == ["数据库结构落后 2 步，请先备份，再运行 manage.py migrate。"]


def test_broker_that_is_away_is_told_in_time(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    started = timezone.now()
    [told] = faults(doctor.queue_broker())
    assert told.startswith("后台任务队列（Redis）连接不上")
    assert timezone.now() - started < timedelta(seconds=5)


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "minutes", "told"), [
    ({}, 3, ["有 1 项后台任务等待超过 2 分钟，请检查后台任务进程（worker）是否在运行。"]),
    ({}, 1, []),
    ({"status": JobStatus.RUNNING, "lease": 3}, 9,
     ["有 1 项后台任务中断后无人接手，请检查定时进程（beat）是否在运行。"]),
    ({"status": JobStatus.RUNNING, "lease": -1}, 9, []),
])
def test_jobs_left_lying_are_told(world, fields, minutes, told):
    ago = lambda n: timezone.now() - timedelta(minutes=n)  # noqa: E731
    lease = fields.pop("lease", None)
    make_job(world, **fields, lease_until=ago(lease) if lease else None).update(requested_at=ago(minutes))
    assert faults(doctor.waiting_jobs()) == told


def test_full_disk_is_told(settings, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1 << 29))
    assert faults(doctor.disk()) == ["佐证材料所在磁盘只剩 0.5 GB，不足 1 GB，上传即将失败；请清理或扩容。"]


def test_missing_media_folder_is_told(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "away"
    assert faults(doctor.disk()) == [f"佐证材料目录不存在或读不到：{tmp_path / 'away'}，请检查磁盘是否挂载。"]


@pytest.mark.django_db
def test_database_with_another_time_is_told(monkeypatch):
    real = doctor.time.time()
    monkeypatch.setattr(doctor.time, "time", lambda: real - 60)
    [told] = faults(doctor.database_clock())
    assert told.startswith("数据库与本机时间相差 ")


@pytest.mark.django_db
def test_clock_set_back_is_told():
    last = AuditEvent.objects.order_by("seq").last()
    AuditEvent.objects.filter(pk=last.pk).update(at=timezone.now() + timedelta(days=1))
    [told] = faults(doctor.trail_clock())
    assert told.startswith("本机时间早于最后一条操作日志")


@pytest.mark.parametrize(("day", "wrong", "hint"), [
    (datetime(2025, 6, 1, tzinfo=UTC), [], []),
    (datetime(2026, 6, 1, tzinfo=UTC), [], ["2027 年节假日尚未收录，待国务院办公厅通知发布；"
                                            "请在年底前更新节假日数据（chinesecalendar）。"]),
])
def test_holidays_not_yet_announced_are_a_hint(day, wrong, hint, monkeypatch):
    monkeypatch.setattr(doctor.workdays, "knows_year", lambda year: year <= 2026)
    with clock.at(day):
        findings = list(doctor.holidays())
    assert (faults(findings), [finding.text for finding in findings if finding.is_hint]) == (wrong, hint)


def test_holidays_unknown_for_this_year_are_a_fault(monkeypatch):
    monkeypatch.setattr(doctor.workdays, "knows_year", lambda year: False)
    with clock.at(datetime(2030, 6, 1, tzinfo=UTC)):
        assert faults(doctor.holidays()) == [
            "没有 2030 年的节假日安排，工作日只按周末推算；请更新节假日数据（chinesecalendar）。"
        ]


def test_other_time_zone_is_told():
    with timezone.override("UTC"):
        assert len(faults(doctor.time_zone())) == 1
    assert faults(doctor.time_zone()) == []


def test_missing_layout_library_is_a_sentence(monkeypatch):
    def fail():
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(doctor.pdf, "missing_abilities", fail)
    [warning] = check_fonts(None)
    assert warning.id == "eco_demo.W001" and warning.msg.startswith("缺少排版组件")


def test_fonts_are_complete_here():
    assert check_fonts(None) == []
