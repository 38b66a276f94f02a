"""A breakdown table held against the plan: each task new, changed or the same, every difference in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eco_demo.lib.numbers import NotANumber, format_number
from indicators.models import Domain, Indicator

from ..choices import TaskRole
from ..known_names import matcher_for
from ..models import AnnualTask, Plan
from ..reported import requirement_text
from ..target_text import read_target
from ..unit_matching import UNIT, Candidate, Match
from ..unit_names import split_names
from .breakdown_sheet import SheetTable, SheetTarget, SheetTask

NEW, CHANGED, SAME = "new", "changed", "same"
PLAIN_FIELDS = {  # name in the sheet → column of AnnualTask, and its word
    "title": ("title", "指标名称"), "requirement": ("requirement", "工作要求"), "marks": ("full_marks", "分值"),
    "leader": ("leader", "牵头领导"), "deadline": ("deadline_text", "完成时限"), "due": ("due", "填报截止"),
}


@dataclass(frozen=True)
class DraftRow:
    """One task of the file: `state` new, changed or same; `differences` in words."""

    row: int
    label: str
    state: str
    differences: tuple[str, ...] = ()


class Comparison:
    """The plan as it stands, against which each task of the file is held."""

    def __init__(self, plan: Plan, table: SheetTable):
        self.plan, self.table, self.notes = plan, table, []
        tasks = plan.tasks.select_related("domain__parent").prefetch_related(
            "targets__certifier", "assignments__unit", "assignments__group"
        )
        self.by_number = {task.number: task for task in tasks}
        self.by_title = {task.title: task for task in self.by_number.values()}
        self.indicators = {
            indicator.number: indicator for indicator in plan.indicator_set.indicators.top_level().with_parts()
        }
        self.domains = list(plan.indicator_set.domains.select_related("parent"))
        self.next_number = 1 + max((int(n) for n in self.by_number if n.isdecimal()), default=0)
        self.names = matcher_for(plan, plan.office)
        self.shown = {(each.kind, each.pk): each.shown for each in self.names.candidates}
        if "责任" in table.heads["lead"]:
            self.notes.append(f"“{table.heads['lead']}”列按牵头单位读入。")

    def compare(self, task: SheetTask) -> tuple[dict, DraftRow]:
        present = self._present(task)
        entry = {"id": present.pk if present else None, **self._plain(task, present)}
        entry["lead"], entry["support"] = self._units(task, "lead"), self._units(task, "support")
        self._refuse_both(task, entry)
        if "target" in self.table.columns:
            entry["targets"] = self._targets(task, present)
        differences = () if present is None else tuple(self._differences(entry, present))
        state = NEW if present is None else (CHANGED if differences else SAME)
        return entry, DraftRow(task.row, f"{entry['number']} {entry['title']}", state, differences)

    def note_missing(self, tasks: Iterable[SheetTask]) -> None:
        named = {id(self._present(task)) for task in tasks}
        missing = [task.number for task in self.by_number.values() if id(task) not in named]
        if missing:
            self.notes.append(f"文件中没有第{'、'.join(missing)}项，这些任务保持不变。")

    def _present(self, task: SheetTask) -> AnnualTask | None:
        number = task.values.get("number")
        return self.by_number.get(number) if number else self.by_title.get(task.values["title"])

    def _plain(self, task: SheetTask, present: AnnualTask | None) -> dict:
        number = task.values.get("number") or (present.number if present else "")
        if not number:
            number, self.next_number = str(self.next_number), self.next_number + 1
        indicator = None if present else self._indicator(number, task)
        entry = {"number": number, "title": task.values["title"], "indicator": indicator and indicator.pk}
        for name, (column, _) in PLAIN_FIELDS.items():
            value = task.values.get(name)
            if name in task.values and (value is not None or name not in ("marks", "due")):
                entry[column] = str(value) if isinstance(value, Decimal) else value
        self._check_plain(task, entry)
        domain = self._domain(task)
        return entry | ({"domain": domain.pk} if domain else {})

    def _check_plain(self, task: SheetTask, entry: dict) -> None:
        limits = {"number": 20, "title": 160, "leader": 60, "deadline": 60}
        for name, most in limits.items():
            if name in task.values and len(task.values[name]) > most:
                self.table.fault(task.row, name, f"超过 {most} 个字，请缩短")
        marks, due = task.values.get("marks"), task.values.get("due")
        if marks is not None and not (0 <= marks < 100000 and marks == round(marks, 2)):
            self.table.fault(task.row, "marks", f"“{format_number(marks)}”应是不小于 0、最多两位小数的数")
        if due is not None:
            if not self.plan.work_from <= due <= self.plan.report_due:
                self.table.fault(task.row, "due", f"“{due}”应在 {self.plan.work_from} 至 {self.plan.report_due} 之间")
            entry["due"] = due.isoformat()

    def _indicator(self, number: str, task: SheetTask) -> Indicator | None:
        indicator = self.indicators.get(number)
        return indicator if indicator and indicator.name == task.values["title"] else None

    def _domain(self, task: SheetTask) -> Domain | None:
        group, domain = task.values.get("group", ""), task.values.get("domain", "")
        if not group and not domain:
            return None
        for row in self.domains:
            top = (row.parent or row).name
            if (row.name == group and domain in ("", top)) if group else (row.parent is None and row.name == domain):
                return row
        self.table.fault(task.row, "group" if group else "domain", f"指标体系中没有“{group or domain}”")
        return None

    def _units(self, task: SheetTask, name: str) -> list[list] | None:
        if name not in task.values:
            return None
        found = [self._meant(task.row, name, written) for written in split_names(task.values[name])]
        return [list(thing) for thing in dict.fromkeys((each.kind, each.pk) for each in found if each)]

    def _meant(self, row: int, column: str, written: str) -> Candidate | None:
        """Whom a name surely means; anything less sure is a fault, not a guess."""
        match = self.names.match(written)
        if match.is_ignored:
            note = f"“{written}”按以前的选择不列入。"
            self.notes.extend([] if note in self.notes else [note])
        elif not match.is_sure:
            self.table.fault(row, column, _unclear(match))
        return match.found if match.is_sure else None

    def _refuse_both(self, task: SheetTask, entry: dict) -> None:
        both = [thing for thing in entry["lead"] or () if thing in (entry["support"] or ())]
        if both:
            names = "、".join(self.shown[tuple(thing)] for thing in both)
            self.table.fault(task.row, "support", f"{names}已是牵头单位，不能又是配合单位")

    def _targets(self, task: SheetTask, present: AnnualTask | None) -> list[dict]:
        old = list(present.targets.all()) if present else []
        rows = []
        for n, written in enumerate(task.targets):
            if not written.target and not written.name and len(task.targets) == 1:
                continue
            rows.append(self._target(written, old[n] if n < len(old) else None))
        return rows

    def _target(self, written: SheetTarget, old) -> dict:
        values = {"id": old.pk if old else None, "name": written.name[:120], "unit_of_measure": written.unit[:30]}
        if "baseline" in self.table.columns:
            values["baseline"] = None if written.baseline is None else str(written.baseline)
        if "certifier" in self.table.columns:
            values["certifier_id"] = self._certifier(written, old)
        if old and written.target == requirement_text(old) and (written.unit == old.unit_of_measure):
            return values
        try:
            found = read_target(written.target, written.unit)
        except NotANumber as error:
            self.table.fault(written.row, "target", str(error))
            return values
        if not written.target:
            self.table.fault(written.row, "target", "没有填写")
        return values | {
            "comparator": found.comparator, "target": None if found.target is None else str(found.target),
            "upper": None if found.upper is None else str(found.upper), "text": found.text[:200],
            "unit_of_measure": found.unit[:30],
        }

    def _certifier(self, written: SheetTarget, old) -> int | None:
        if old and old.certifier and written.certifier == old.certifier.name:
            return old.certifier_id
        names = split_names(written.certifier)
        if len(names) > 1:
            self.table.fault(written.row, "certifier", "认定部门只能填一个单位")
        if len(names) != 1:
            return None
        found = self._meant(written.row, "certifier", names[0])
        if found and found.kind != UNIT:
            self.table.fault(written.row, "certifier", f"“{names[0]}”是一组单位，认定部门只能填一个单位")
        return found.pk if found else None

    def _differences(self, entry: dict, present: AnnualTask):
        for column, word in PLAIN_FIELDS.values():
            if column in entry and typed_value(column, entry[column]) != getattr(present, column):
                yield f"{word}：{_brief(getattr(present, column))} → {_brief(typed_value(column, entry[column]))}"
        if "domain" in entry and entry["domain"] != present.domain_id:
            yield "领域和任务分组有变动"
        for role in TaskRole:
            cells = [cell for cell in present.assignments.all() if cell.role == role]
            before = [["unit", cell.unit_id] if cell.unit_id else ["group", cell.group_id] for cell in cells]
            after = entry[role.value]
            if after is not None and after != before:
                words = ["、".join(self.shown.get(tuple(thing), "（已停用单位）") for thing in side) or "无"
                         for side in (before, after)]
                yield f"{role.label}单位：{words[0]} → {words[1]}"
        if "targets" in entry:
            yield from _target_differences(entry["targets"], list(present.targets.all()))
            yield from self._certifier_differences(entry["targets"], list(present.targets.all()))

    def _certifier_differences(self, wanted: list[dict], present: list):
        for row, old in zip(wanted, present, strict=False):
            certifier = row.get("certifier_id", old.certifier_id)
            if certifier != old.certifier_id:
                after = self.shown.get(("unit", certifier), "无")
                yield f"{old.name or '年度目标'}认定部门：{old.certifier or '无'} → {after}"


def _target_differences(wanted: list[dict], present: list):
    if len(wanted) != len(present):
        yield f"年度目标：{len(present)} 项 → {len(wanted)} 项"
    for row, old in zip(wanted, present, strict=False):
        label = old.name or "年度目标"
        if "comparator" in row:
            yield f"{label}：{requirement_text(old)} → {row['text']}"
        if row["name"] != old.name:
            yield f"分项名称：{old.name or '无'} → {row['name'] or '无'}"
        if row["unit_of_measure"] != old.unit_of_measure and "comparator" not in row:
            yield f"{label}单位：{old.unit_of_measure or '无'} → {row['unit_of_measure'] or '无'}"
        baseline = row.get("baseline", old.baseline)
        if (None if baseline is None else Decimal(baseline)) != old.baseline:
            yield f"{label}现状值：{_brief(old.baseline)} → {_brief(None if baseline is None else Decimal(baseline))}"


def typed_value(column: str, written):
    if column == "full_marks":
        return Decimal(written)
    return date.fromisoformat(written) if column == "due" else written


def _brief(value) -> str:
    if isinstance(value, Decimal):
        return format_number(value)
    text = "无" if value in (None, "") else str(value)
    return text if len(text) <= 30 else text[:30] + "…"


def _unclear(match: Match) -> str:
    if match.suggestion:
        return f"找不到单位“{match.name}”，是否为“{match.suggestion.shown}”？"
    if match.rivals:
        return f"“{match.name}”可指{'、'.join(each.shown for each in match.rivals)}，请写全称"
    return f"找不到单位“{match.name}”，请核对名称或先在“单位”中增加"
