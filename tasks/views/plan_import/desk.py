"""The desk: an imported plan corrected beside its document, and what every step on it answers with."""

import json
import re
import zlib
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from eco_demo.lib.numbers import format_number
from eco_demo.lib.posted import whole_number

from ...choices import ImportStatus, TaskRole
from ...errors import ImportRefused, StaleDraft
from ...forms.import_head import DraftTimetableForm, HeadForm
from ...models import PlanImport
from ...plan_draft.doubts import BAD
from ...plan_draft.marks import MARK_WORDS
from ...plan_draft.shape import Draft
from ...reports import import_desk, import_source
from ...reports.import_desk import Desk, DeskRow
from .name_lines import name_choices, name_shown, names_context
from .row_forms import row_form

SLICE = 100
TABS = {"rows": "任务", "names": "单位对应", "head": "计划", "times": "阶段与措施"}
ORDERS = {"doubts": "要核对的在前", "text": "按原文顺序"}
FILTERS = {"all": "全部", "bad": "要改", "look": "请看", "dropped": "已删除"}
_GROUPS = (("bad", "要改"), ("look", "请看"), ("rest", "其余"))
_SHOWN = re.compile(r"(r\d{1,6})\.([0-9a-f]{1,8})")


@dataclass(frozen=True)
class Look:
    """How somebody looks at the rows, as the address says it; `row`: the one whose form is open."""

    tab: str = "rows"
    order: str = "doubts"
    only: str = "all"
    q: str = ""
    upto: int = SLICE
    row: str = ""

    @classmethod
    def of(cls, query) -> "Look":
        def one(name: str, known: dict, usual: str) -> str:
            return query.get(name) if query.get(name) in known else usual

        return cls(
            one("tab", TABS, "rows"), one("order", ORDERS, "doubts"), one("only", FILTERS, "all"),
            query.get("q", "").strip()[:60], max(SLICE, whole_number(query.get("upto")) or 0),
            query.get("row", "")[:12],
        )

    def query(self, **changes) -> str:
        usual = Look()
        said = {name: value for name, value in vars(replace(self, **changes)).items() if value != getattr(usual, name)}
        return urlencode(said)


@dataclass(frozen=True)
class Shown:
    """A row on the page. `sum` tells whether the page still shows what there is; `group`: a heading stands above it."""

    each: DeskRow
    sum: str
    group: str = ""

    @property
    def row(self):
        return self.each.row

    @property
    def leads(self):
        return [chip for chip in self.each.chips if chip.role == TaskRole.LEAD]

    @property
    def targets(self) -> list[dict]:
        return [
            {"name": target.name, "text": target.text,
             "baseline": "" if target.baseline is None else format_number(target.baseline, target.unit)}
            for target in self.row.targets
        ]

    @property
    def supports(self):
        return [chip for chip in self.each.chips if chip.role != TaskRole.LEAD]


def the_import(request, pk: int) -> PlanImport:
    return get_object_or_404(_imports(request), pk=pk)


def ready_import(request, pk: int) -> PlanImport:
    """One that can be corrected; its pieces are not there in any other state."""
    return get_object_or_404(_imports(request), pk=pk, status=ImportStatus.READY)


def row_or_404(desk: Desk, key: str) -> DeskRow:
    found = next((each for each in desk.rows if each.row.key == key), None)
    if found is None:
        raise Http404
    return found


def desk_page(request, batch: PlanImport, *, status=200, **extra):
    """The whole page; for htmx the right pane, where the tabs are."""
    look = Look.of(request.GET)
    look = replace(look, **extra.pop("look", {}))
    desk = import_desk.collect(batch, request.user)
    context = frame(batch, desk) | side(request, batch, desk, look) | extra
    if request.htmx:
        return render(request, "tasks/plan_import/_side.html", context, status=status)
    source = import_source.collect_source(batch, desk.draft)
    return render(request, "tasks/plan_import/desk.html", context | {"source": source}, status=status)


def frame(batch: PlanImport, desk: Desk) -> dict:
    """What stands around the panes."""
    return {
        "batch": batch, "desk": desk, "head": desk.draft.head, "marks": MARK_WORDS.items(),
        "counts": desk.counts | {"look": sum(_fits(each, "look") for each in desk.rows)},
        "is_head_bad": any(doubt.kind == BAD for doubt in desk.head_doubts),
        "files": batch.files.only("batch", "position", "name"),
        "likely_names": sum(line.state == "likely" for line in desk.names),
    }


def side(request, batch: PlanImport, desk: Desk, look: Look) -> dict:
    """The tab that is open."""
    context = {"look": look, "tabs": _tabs(desk, look), "tab": look.tab}
    if look.tab == "names":
        return context | names_context(desk, opened=request.GET.get("name", ""))
    if look.tab == "head":
        return context | {"form": head_form(batch, desk)}
    if look.tab == "times":
        return context | {"form": DraftTimetableForm(draft=desk.draft, version=batch.version)}
    return context | rows_context(desk, look)


def head_form(batch: PlanImport, desk: Desk, data=None) -> HeadForm:
    return HeadForm(data, draft=desk.draft, version=batch.version, sets=desk.sets, has_plan=bool(desk.target_plan),
                    is_chosen=bool(batch.plan_id))


def rows_context(desk: Desk, look: Look, since: int = 0) -> dict:
    """The rows asked for, from `since` up to `look.upto`."""
    found = _ordered(desk, look)
    opened = next((each for each in desk.rows if each.row.key == look.row), None)
    return {
        "rows": found[since : look.upto], "total": len(found), "left": max(0, len(found) - look.upto),
        "more": look.query(upto=look.upto + SLICE, row=""), "filters": _filters(desk), "orders": ORDERS.items(),
        "open_row": look.row if opened else "", "form": row_form(desk, opened) if opened else None,
        "domains": desk.domains, "unit_names": unit_names(desk),
    }


def unit_names(desk: Desk) -> list[str]:
    """For typing: the units and groups there are, then what the document calls others."""
    known = dict.fromkeys(candidate.shown for candidate in desk.candidates)
    return list(known | dict.fromkeys(line.name for line in desk.names))


def shown(each: DeskRow, group: str = "") -> Shown:
    return Shown(each, f"{zlib.crc32(repr(each).encode()):x}", group)


def changed(request, batch: PlanImport, said: str = "", *, before: Draft | None = None, new: str = "",
            decided: str = "", events: dict | None = None, status: int = 200, **extra):
    """After a step: for htmx the parts of the page that are no longer true, otherwise the page again.

    The page tells which rows it shows and in what state. `before`: the draft as it was; `new`: a row the page does not
    know yet; `decided`: a name that means something else now. `events` are told to the page: desk-again fetches the
    tab anew, desk-open goes to the form of a row, desk-select to a row, dialog-done closes the dialog.
    """
    if not request.htmx:
        if said:
            messages.success(request, said)
        return _back(request, batch, new)
    batch.refresh_from_db()
    desk = import_desk.collect(batch, request.user)
    known = dict(_SHOWN.findall(request.POST.get("shown", "")))
    present = {each.row.key: shown(each) for each in desk.rows}
    stale = [row for key, row in present.items() if key in known and known[key] != row.sum]
    added = [present[new]] if new in present and new not in known else []
    touched = set(desk.draft.rows) - set(before.rows) if before else set()
    lines = import_source.collect_lines(batch, desk.draft, [row.row for row in stale + added] + list(touched))
    above = _above(desk, new)
    events = dict(events or {})
    if added and above not in known:
        events["desk-again"] = True
    context = frame(batch, desk) | {
        "stale": stale, "added": added, "gone": [key for key in known if key not in present], "lines": lines,
        "above": above, "said": said, "tabs": _tabs(desk, Look.of(request.POST)), "is_again": "desk-again" in events,
        "filters": _filters(desk) if known else [],
    }
    if decided:
        context |= name_choices(desk) | {"name_line": name_shown(desk, decided)}
    answer = render(request, "tasks/plan_import/_changed.html", context | extra, status=status)
    answer["HX-Reswap"] = "none"
    answer["HX-Trigger-After-Settle"] = json.dumps(events)
    return answer


def refused(request, batch: PlanImport, refusal: ImportRefused):
    """Nothing was written: why, and the page as it is now."""
    messages.error(request, str(refusal))
    if not request.htmx:
        return _back(request, batch)
    return changed(request, batch, status=409 if isinstance(refusal, StaleDraft) else 422)


def address(batch: PlanImport, key: str = "", **look) -> str:
    query, anchor = Look(**look).query(), f"#row-{key}" if key else ""
    return reverse("plan_import_detail", args=[batch.pk]) + (f"?{query}" if query else "") + anchor


def _back(request, batch: PlanImport, key: str = ""):
    """To the tab the step was taken on."""
    tab = Look.of(request.POST).tab
    return redirect(address(batch, key or request.POST.get("row", "")[:12] if tab == "rows" else "", tab=tab))


def _imports(request) -> QuerySet:
    return PlanImport.objects.visible_to(request.user).select_related(
        "office", "plan", "created_by", "confirmed_by", "district", "city"
    )


def _tabs(desk: Desk, look: Look) -> list[dict]:
    counts = {"rows": desk.counts["all"], "names": desk.counts["unknown_names"], "head": len(desk.head_doubts)}
    return [
        {"name": name, "word": word, "count": counts.get(name, 0), "is_warning": name != "rows",
         "is_current": name == look.tab, "query": look.query(tab=name, row="")}
        for name, word in TABS.items()
    ]


def _filters(desk: Desk) -> list[dict]:
    return [
        {"name": name, "word": word, "count": sum(_fits(each, name) for each in desk.rows)}
        for name, word in FILTERS.items()
    ]


def _ordered(desk: Desk, look: Look) -> list[Shown]:
    rows = [each for each in desk.rows if _fits(each, look.only) and _says(each, look.q)]
    if look.order == "text" or look.only != "all":
        return [shown(each) for each in rows]
    found = []
    for name, word in _GROUPS:
        own = [each for each in rows if _group_of(each) == name]
        found += [shown(each, "" if place else word) for place, each in enumerate(own)]
    return found


def _group_of(each: DeskRow) -> str:
    if each.is_bad:
        return "bad"
    return "look" if each.is_doubtful else "rest"


def _fits(each: DeskRow, only: str) -> bool:
    if only == "dropped" or each.row.is_dropped:
        return only == "dropped" and each.row.is_dropped
    return only == "all" or _group_of(each) == only


def _says(each: DeskRow, q: str) -> bool:
    row = each.row
    names = (chip.name + chip.shown for chip in each.chips)
    return not q or row.number == q or any(q in text for text in (row.title, row.domain, row.requirement, *names))


def _above(desk: Desk, new: str) -> str:
    """The key of the row above the new one."""
    keys = [each.row.key for each in desk.rows]
    place = keys.index(new) if new in keys else 0
    return keys[place - 1] if place else ""
