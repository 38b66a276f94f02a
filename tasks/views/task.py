"""The list of tasks with its workbook, and the page of one task."""

from functools import partial

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from departments.access import scope_of
from eco_demo.lib import clock
from eco_demo.lib.file_kinds import ACCEPT_ATTRIBUTE, accepted_in_words
from eco_demo.lib.keyset import keyset_page
from indicators.models import ScoringRule

from .. import access
from ..choices import LedgerStatus, Receipt
from ..forms.ledger import LedgerForm
from ..forms.task import TaskFilter
from ..models import Plan, TaskUnit
from ..reports import rounds, task_page, task_table
from ..reports.rule_line import rule_line_of_ledger, rule_line_of_submission
from ..rule_facts import asked_in
from ..services.evidence import same_file_elsewhere
from ..services.file import max_bytes
from ..services.opening import openness_of
from ..years import current_year
from .paging import count_of, pager
from .source import long_parts, source_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULES = Prefetch("task__indicator__rules", ScoringRule.objects.current())
_WITH_OFFICE = (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)


@require_GET
def task_list(request):
    year, is_unit = current_year(request), scope_of(request.user).has(*access.OWN_WORK)
    parts, form, chosen = _chosen(request, year)
    page = keyset_page(
        task_table.with_row_facts(chosen), after=request.GET.get("after"), before=request.GET.get("before")
    )
    count, is_more = count_of(chosen, page)
    awaiting = parts.applying().filter(ledger__status=LedgerStatus.AWAITING_HEAD).count() if is_unit else 0
    return render(request, "tasks/task_list.html", {
        "rows": task_table.rows_of(page.rows, request.user, clock.today()), "filter": form, "year": year,
        "page": pager(request, page, count, is_more), "is_narrowed": any(request.GET.values()), "is_unit": is_unit,
        "awaiting": awaiting, "shows_unit": "unit" in form.fields, "export_query": request.GET.urlencode(),
    })


@require_GET
def task_export(request):
    """The list as shown, all pages of it."""
    year = current_year(request)
    _, _, chosen = _chosen(request, year)
    parts = task_table.with_row_facts(chosen).order_by("task__position", "unit__position", "id")
    rows = task_table.rows_of(parts[: task_table.EXPORT_ROWS], request.user, clock.today())
    response = HttpResponse(task_table.workbook(rows, f"{year}年度任务与台账"), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{year}年度任务与台账.xlsx")
    return response


@require_GET
def task_detail(request, pk):
    return show_task(request, visible_part(request, pk))


def visible_part(request, pk) -> TaskUnit:
    parts = TaskUnit.objects.visible_to(request.user).select_related(
        "task__plan__office", "task__domain", "task__indicator", "task__source__batch", "task__source__file", "unit",
        "receipt_by", "ledger__updated_by",
    ).defer(*long_parts("task__"))
    return get_object_or_404(parts.prefetch_related(RULES), pk=pk)


def show_task(request, part: TaskUnit, *, form: LedgerForm | None = None, status: int = 200, **more):
    """The page of a task; `form` when what was typed could not be kept and is shown again."""
    page = task_page.collect_task_page(part, request.user, openness_of(part))
    context = {"page": page, "part": part, "task": part.task, "year": part.year, **more}
    context |= source_of(request.user, part.task)
    same_files = partial(same_file_elsewhere, reader=request.user)
    if form and not page.is_editable:
        # The ledger was locked while somebody was still typing: what was typed is shown, not thrown away.
        context["unsaved"] = [line for line in rounds.differences_of_form(form, part.ledger) if line.after]
    if page.is_editable:
        form = form or LedgerForm(part.ledger, page.values, asked_in(part))
        context |= {"form": form, "lines": task_page.shown_lines(form), **panel(request, part, page.reasons)}
        context["rule_line"] = rule_line_of_ledger(part, page.values, len(context["gaps"]))
    elif page.submission and not (page.is_own and part.ledger.status not in _WITH_OFFICE):
        context |= round_context(page, same_files)
    elif page.is_own and part.receipt == Receipt.SIGNED:
        context |= working_context(page, same_files)
    return render(request, "tasks/task_detail.html", context, status=status)


def working_context(page: task_page.TaskPage, same_files) -> dict:
    """What the working copy says, to read."""
    part = page.part
    evidence = task_page.evidence_of_ledger(part.ledger, same_files)
    return {
        "content": task_page.content_of_ledger(part.ledger, page.values), "evidence": evidence,
        "rule_line": rule_line_of_ledger(part, page.values, task_page.missing_of(part, evidence)),
    }


def round_context(page: task_page.TaskPage, same_files) -> dict:
    """What the round that counts says, to read."""
    evidence = task_page.evidence_of_submission(page.submission, same_files)
    missing = task_page.missing_of(page.part, evidence)
    return {
        "content": task_page.content_of_submission(page.submission, page.values), "evidence": evidence,
        "rule_line": rule_line_of_submission(page.part, page.submission, page.values, missing),
    }


def panel(request, part: TaskUnit, reasons) -> dict:
    """What the evidence panel of an open ledger shows."""
    same_files = partial(same_file_elsewhere, reader=request.user)
    evidence = task_page.evidence_of_ledger(part.ledger, same_files, reasons.get("evidence", ()))
    required = task_page.required_of(part, evidence)
    return {
        "evidence": evidence, "required": required, "gaps": [item for item in required if not item.is_present],
        "upload": {
            "endpoint": reverse("upload_begin"), "limits": accepted_in_words(max_bytes()), "max_bytes": max_bytes(),
            "accept": ACCEPT_ATTRIBUTE, "meta": {"ledger": part.ledger.pk},
        },
    }


def _chosen(request, year: int):
    """(all the person may see, the filter form, what the filter leaves)."""
    parts = task_table.parts_of(request.user, year)
    plans = Plan.objects.visible_to(request.user).filter(year=year)
    oversees = scope_of(request.user).has(*access.OVERSEEING)
    form = TaskFilter(
        request.GET, domains=task_table.domains_of(plans), plans=plans,
        units=task_table.units_in(parts) if oversees or len(scope_of(request.user).unit_ids) > 1 else [],
    )
    return parts, form, form.narrow(parts)

