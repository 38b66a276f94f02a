"""The job that reads an import's files into its draft; run twice, or after a dead worker, it does no harm.

Documents are read outside any transaction; lines, draft, status and the end of the job are one transaction that a
late worker cannot complete.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from departments.models import Job
from departments.services import audit
from departments.services.job import JobFailed, JobGone, finish, report_progress
from eco_demo.lib import clock, content_store
from eco_demo.lib.document_text import UnreadableDocument, read_document
from indicators.models import IndicatorSet

from ... import cycle
from ...choices import ImportStatus
from ...indicator_matching import nearest_set
from ...models import ImportFile, Plan, PlanImport
from ...plan_draft.reading import draft_of, lines_of
from ...plan_draft.set_choice import with_set
from ...plan_draft.shape import CHOSEN_SET, Draft, dump
from ...plan_text import ParsedPlan, parse_blocks
from ...reports.import_desk import target_plan_of

log = logging.getLogger(__name__)

CRASHED = "识别时出现程序错误，已记入日志。请再试一次；仍失败请联系系统管理员。"
TOO_SLOW = "识别用时过长，已停止。请减少文件或只保留任务部分后再试。"
TO_READ = (ImportStatus.READING, ImportStatus.UNREADABLE)
MAX_MESSAGE, MAX_TITLE = 300, 200
MAX_TASKS = 1_000
READING_TAKES = 90  # per cent of the work


def read_plan(job: Job) -> None:
    """Job handler: the batch is READY with its draft, or UNREADABLE with a sentence; a discarded one stays so."""
    batch = _take_up(job)
    if batch is None:
        return
    with _told(job, batch):
        files = list(batch.files.select_related("stored"))
        parsed = _parse(job, batch, files)
        if parsed is None:
            return
        report_progress(job, READING_TAKES, "正在对应指标")
        draft = _draft(batch, parsed)
        _keep(job, batch, files, parsed, draft)


def _take_up(job: Job) -> PlanImport | None:
    """A job may be tried again from the list of jobs, when its batch already says that it cannot be read."""
    batches = PlanImport.objects.filter(pk=job.arguments["batch"], status__in=TO_READ)
    batches.update(status=ImportStatus.READING)
    return batches.select_related("plan", "created_by").first()


def _parse(job: Job, batch: PlanImport, files: Sequence[ImportFile]) -> list[ParsedPlan] | None:
    """None when the batch was discarded meanwhile. Raises JobFailed when a file cannot be read, naming each."""
    parsed, refused = [], []
    for place, file in enumerate(files):
        if not PlanImport.objects.filter(pk=batch.pk, status=ImportStatus.READING).exists():
            return None
        try:
            parsed.append(_parse_one(job, file, place, len(files)))
        except UnreadableDocument as reason:
            refused.append(f"“{file.name}”：{str(reason).rstrip('。')}")
    if refused:
        raise JobFailed(f"{'；'.join(refused)}。")
    found = sum(len(plan.items) for plan in parsed)
    if found > MAX_TASKS:
        raise JobFailed(f"识别出 {found:,} 项任务，一次最多导入 {MAX_TASKS:,} 项，请只保留本年度的任务后再上传。")
    return parsed


def _parse_one(job: Job, file: ImportFile, place: int, count: int) -> ParsedPlan:
    begin, share = READING_TAKES * place // count, READING_TAKES // count
    name = f"第 {place + 1} / {count} 个文件" if count > 1 else "文件"
    report_progress(job, begin, f"{name}：正在取出文字")
    try:
        blocks = read_document(content_store.path_of(file.stored.sha256))
    except FileNotFoundError as error:
        raise UnreadableDocument("原件在服务器上缺失，请重新上传") from error
    report_progress(job, begin + share // 2, f"{name}：正在识别任务")
    return parse_blocks(blocks)


def _draft(batch: PlanImport, parsed: Sequence[ParsedPlan]) -> Draft:
    if batch.plan is None:
        return _with_set(batch, draft_of(parsed, clock.today().year))
    draft = draft_of(parsed, batch.plan.year, _dates_of(batch.plan))
    return replace(draft, head=replace(
        draft.head, title=batch.plan.title, doc_no=batch.plan.doc_no, year=batch.plan.year, set_mode=CHOSEN_SET,
        set_id=batch.plan.indicator_set_id,
    ))


def _with_set(batch: PlanImport, draft: Draft) -> Draft:
    """The set of the year's plan where there is one, else the published one that has most of the rows."""
    if plan := target_plan_of(batch, draft):
        return replace(draft, head=replace(draft.head, set_mode=CHOSEN_SET, set_id=plan.indicator_set_id))
    visible = IndicatorSet.objects.visible_to(batch.created_by).published()
    sets = list(visible.prefetch_related("indicators").order_by("-published_at", "-id"))
    nearest, share = nearest_set(draft.rows, sets)
    return with_set(draft, nearest.pk if nearest else None, share, sets[0].pk if sets else None)


def _dates_of(plan: Plan) -> dict:
    return {name: getattr(plan, name) for name in cycle.LABELS if getattr(plan, name)}


@transaction.atomic
def _keep(job: Job, batch: PlanImport, files: Sequence[ImportFile], parsed: Sequence[ParsedPlan],
          draft: Draft) -> None:
    held = PlanImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.status == ImportStatus.READING:
        for file, plan in zip(files, parsed, strict=True):
            file.lines = lines_of(plan)
            file.save(update_fields=["lines"])
        held.title = (draft.head.title or held.title)[:MAX_TITLE]
        held.status, held.version = ImportStatus.READY, held.version + 1
        held.draft = dump(_as_new(draft, held.version))
        held.message = f"识别出 {len(draft.rows)} 项任务" if draft.rows else "没有识别出任务"
        held.save(update_fields=["title", "draft", "status", "message", "version"])
        audit.record("plan_import.read", held, by=job.requested_by, tasks=len(draft.rows))
    finish(job)


def _as_new(draft: Draft, version: int) -> Draft:
    """Read anew, r1 may be another row: whoever still looks at the old one is told."""
    return replace(draft, rows=tuple(replace(row, rev=version) for row in draft.rows), head_at=version,
                   timetable_at=version)


@contextmanager
def _told(job: Job, batch: PlanImport) -> Iterator[None]:
    """Why it cannot be read is said on the import's own page as well as in the list of jobs."""
    try:
        yield
    except JobGone:  # somebody else's job now; nothing to say about the batch
        raise
    except JobFailed as failure:
        _mark_unreadable(job, batch, str(failure))
        raise
    except SoftTimeLimitExceeded as error:
        _mark_unreadable(job, batch, TOO_SLOW)
        raise JobFailed(TOO_SLOW) from error
    except Exception as error:
        log.exception("reading import %s", batch.pk)
        _mark_unreadable(job, batch, CRASHED)
        raise JobFailed(CRASHED) from error


@transaction.atomic
def _mark_unreadable(job: Job, batch: PlanImport, sentence: str) -> None:
    # A worker that was overtaken says nothing: this raises JobGone when the job is no longer its own.
    report_progress(job, 100, "未能识别")
    PlanImport.objects.filter(pk=batch.pk, status=ImportStatus.READING).update(
        status=ImportStatus.UNREADABLE, message=sentence[:MAX_MESSAGE]
    )
