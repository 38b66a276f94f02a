"""The breakdown table from Excel: read and compared first (nothing written), then applied as a whole or not at all."""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core import signing
from django.db import transaction

from departments.models import Unit, UnitGroup
from departments.services import audit
from eco_demo.lib.spreadsheet.in_child import read_uploaded_table
from eco_demo.lib.spreadsheet.reading import UnreadableWorkbook
from indicators.models import Domain, Indicator

from ..choices import TaskRole
from ..models import AnnualTask, Plan
from . import breakdown
from .breakdown import BreakdownRefused
from .breakdown_compare import CHANGED, NEW, PLAIN_FIELDS, SAME, Comparison, DraftRow, typed_value
from .breakdown_sheet import SheetUnusable, read_sheets
from .plan import lock_plan

MAX_BYTES = 5 * 1024 * 1024
TOKEN_HOURS = 4
_SALT = "tasks.breakdown_import"


@dataclass
class Draft:
    """What a dry run found. `token` hands the checked content on to `apply`; empty while there are errors."""

    rows: list[DraftRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    token: str = ""

    @property
    def changes(self) -> dict[str, int]:
        counts = dict.fromkeys((NEW, CHANGED, SAME), 0)
        for row in self.rows:
            counts[row.state] += 1
        return counts

    @property
    def has_changes(self) -> bool:
        return any(row.state != SAME for row in self.rows)


def read(plan: Plan, file) -> Draft:
    """Dry run of an uploaded workbook: every fault at once, every difference, nothing written."""
    try:
        table = read_sheets(_sheets(file))
    except (UnreadableWorkbook, SheetUnusable) as reason:
        return Draft(errors=[str(reason) if str(reason).endswith("。") else f"{reason}。"])
    comparison = Comparison(plan, table)
    draft = Draft(notes=comparison.notes)
    payload = []
    for task in table.tasks:
        entry, row = comparison.compare(task)
        payload.append(entry)
        draft.rows.append(row)
    comparison.note_missing(table.tasks)
    draft.errors = table.errors
    if not draft.errors:
        content = {"plan": plan.pk, "state": _fingerprint(plan), "tasks": payload}
        draft.token = signing.dumps(content, salt=_SALT, compress=True)
    return draft


@transaction.atomic
def apply(plan: Plan, draft_token: str, by) -> dict[str, int]:
    """Write what the dry run showed; refused as a whole when the breakdown has changed since."""
    plan = lock_plan(plan, by)
    content = _content(draft_token)
    if content["plan"] != plan.pk or content["state"] != _fingerprint(plan):
        raise BreakdownRefused("检查之后分解表有了改动（也可能已经导入过），请重新选择文件检查。")
    present = {task.pk: task for task in plan.tasks.select_related("domain")}
    things = _things(content["tasks"])
    counts = {NEW: 0, CHANGED: 0, SAME: 0}
    for entry in content["tasks"]:
        counts[_apply_one(plan, entry, present.get(entry["id"]), things)] += 1
    if counts[NEW] or counts[CHANGED]:
        audit.record("breakdown.import", plan, by=by, counts=counts)
    return counts


def _apply_one(plan: Plan, entry: dict, task: AnnualTask | None, things: dict) -> str:
    targets = entry.get("targets")
    targets = None if targets is None else [_typed(row) for row in targets]
    fields = {column: typed_value(column, entry[column]) for column, _ in PLAIN_FIELDS.values() if column in entry}
    if "domain" in entry:
        fields["domain"] = next((row for row in things["domains"] if row.pk == entry["domain"]), None)
    if task is None:
        indicator = things["indicators"].get(entry["indicator"])
        task = breakdown.create_task(plan, number=entry["number"], targets=targets or (), indicator=indicator, **fields)
        breakdown.replace_assignments(plan, task, *_sides(entry, things))
        return NEW
    changed = {name: value for name, value in fields.items() if value != getattr(task, name)}
    written = breakdown.write_task(plan, task, changed, targets)
    lead, support = _sides(entry, things, task)
    if breakdown.replace_assignments(plan, task, lead, support):
        written = True
        AnnualTask.objects.filter(pk=task.pk).update(version=task.version + 1)
    return CHANGED if written else SAME


def _sides(entry: dict, things: dict, task: AnnualTask | None = None) -> list[list]:
    """Lead and support as units and groups; a side the file does not have stays as it is."""
    sides = []
    for role in TaskRole:
        wanted = entry[role.value]
        if wanted is None:
            cells = task.assignments.filter(role=role).select_related("unit", "group") if task else ()
            sides.append([cell.unit or cell.group for cell in cells])
        else:
            sides.append([thing for kind, pk in wanted if (thing := things[kind].get(pk))])
    return sides


def _things(entries: list[dict]) -> dict:
    named = [tuple(thing) for entry in entries for role in TaskRole for thing in entry[role.value] or ()]
    return {
        "unit": Unit.objects.in_bulk({pk for kind, pk in named if kind == "unit"}),
        "group": UnitGroup.objects.in_bulk({pk for kind, pk in named if kind == "group"}),
        "indicators": Indicator.objects.with_parts().in_bulk([e["indicator"] for e in entries if e["indicator"]]),
        "domains": list(Domain.objects.filter(pk__in={e["domain"] for e in entries if "domain" in e})),
    }


def _typed(row: dict) -> dict:
    numbers = {
        name: None if row[name] is None else Decimal(row[name])
        for name in ("target", "upper", "baseline") if name in row
    }
    return row | numbers


def _fingerprint(plan: Plan) -> str:
    rows = plan.tasks.order_by("pk").values_list("pk", "version")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def _content(token: str) -> dict:
    try:
        return signing.loads(token, salt=_SALT, max_age=TOKEN_HOURS * 3600)
    except signing.BadSignature as error:
        raise BreakdownRefused("检查结果已过期，请重新选择文件检查。") from error


def _sheets(file):
    """The workbook is opened in a bounded child process, which needs it as a file of its own."""
    if file.size > MAX_BYTES:
        raise UnreadableWorkbook(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，任务分解表不应这么大，请删去图片后再导入")
    with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, suffix=".xlsx") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_uploaded_table(Path(copy.name))
