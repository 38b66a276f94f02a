"""The list of an office's imports: which files, how far, how many tasks. Reads only, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from departments.choices import JOB_OPEN
from departments.models import Job
from eco_demo.lib.keyset import Page, keyset_page

from ..choices import ImportStatus
from ..lamps import Lamp
from ..models import ImportFile, PlanImport, TaskSource

PAGE_SIZE = 10
READING_KIND = "plan_reading"  # of the job
STOPPED = Lamp("bad", "识别中断")
LAMPS = {
    ImportStatus.READING: Lamp("info", "正在识别"),
    ImportStatus.UNREADABLE: Lamp("bad", "不能识别"),
    ImportStatus.READY: Lamp("warn", "待确认"),
    ImportStatus.CONFIRMED: Lamp("ok", "已导入"),
    ImportStatus.DISCARDED: Lamp("idle", "已放弃"),
}


@dataclass(frozen=True)
class ImportLine:
    batch: PlanImport
    lamp: Lamp
    files: tuple[str, ...]
    said: str  # how many tasks, or why not


def reading_key(batch: PlanImport) -> str:
    return f"import:{batch.pk}"


def reading_job(batch: PlanImport) -> Job | None:
    """The latest reading of the batch's files, whatever became of it."""
    return Job.objects.filter(kind=READING_KIND, key=reading_key(batch)).order_by("-id").first()


def page_of(imports: QuerySet, *, after: str | None, before: str | None) -> tuple[Page, list[ImportLine]]:
    """`imports`: those the reader may see."""
    rows = imports.select_related("created_by", "plan").defer("draft")
    page = keyset_page(rows, order=("-id",), after=after, before=before, size=PAGE_SIZE)
    return page, lines_of(page.rows)


def lines_of(batches: Sequence[PlanImport]) -> list[ImportLine]:
    keys = [batch.pk for batch in batches]
    files: dict[int, list[str]] = {}
    for batch, name in ImportFile.objects.filter(batch__in=keys).order_by("position").values_list("batch", "name"):
        files.setdefault(batch, []).append(name)
    made = TaskSource.objects.filter(batch__in=keys).order_by().values("batch").annotate(tasks=Count("id"))
    tasks = dict(made.values_list("batch", "tasks"))
    in_work = _being_read(batches)
    return [
        ImportLine(batch, _lamp(batch, in_work), tuple(files.get(batch.pk, ())), _said(batch, tasks.get(batch.pk, 0)))
        for batch in batches
    ]


def _being_read(batches: Sequence[PlanImport]) -> set[str]:
    keys = [reading_key(batch) for batch in batches]
    jobs = Job.objects.filter(kind=READING_KIND, key__in=keys, status__in=JOB_OPEN)
    return set(jobs.values_list("key", flat=True))


def _lamp(batch: PlanImport, in_work: set[str]) -> Lamp:
    is_stopped = batch.status == ImportStatus.READING and reading_key(batch) not in in_work
    return STOPPED if is_stopped else LAMPS[batch.status]


def _said(batch: PlanImport, tasks: int) -> str:
    return f"{tasks} 项任务" if batch.status == ImportStatus.CONFIRMED else batch.message
