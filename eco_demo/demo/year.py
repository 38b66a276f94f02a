"""Walks a plan's year by the product's own services, as each unit and the office would in their browsers."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

from assessments.choices import Met
from assessments.models import LineReview
from assessments.services.review import (
    accept_ledger,
    answer_facts,
    deduct,
    judge_file,
    judge_met,
    open_review,
    return_ledger,
    use_rule,
)
from departments.choices import Level
from eco_demo.lib import clock
from tasks.choices import LedgerStatus, TaskRole
from tasks.models import Evidence, Ledger, Plan, SubmittedEvidence, TaskUnit
from tasks.services.evidence import add_file, attach
from tasks.services.ledger import save_draft, submit_ledger
from tasks.services.receipt import sign

from .content import read
from .files import make_file
from .people import District

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORIGINALS_KEPT = "其余原件存本单位备查，需要时可现场核对。"
NO_MORE_FILES = "配合事项的资料由牵头单位汇总提交。"


def at_office_hours(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


class YearWalk:
    """One plan of the demonstration district on its way through the year."""

    def __init__(self, district: District, plan: Plan):
        self.district, self.plan = district, plan
        self.content = read("demo/year_2021")
        self.reviewer = district.people["hwb-sh"]
        self._summaries: dict[int, Evidence] = {}
        self.returned_once = {(row["number"], row["unit"]): row for row in self.content["returned_once"]}

    def parts(self) -> list[TaskUnit]:
        rows = TaskUnit.objects.filter(task__plan=self.plan).select_related("task__plan", "unit", "ledger")
        return list(rows.order_by("task__position", "role", "id"))

    # --- the unit's side -----------------------------------------------------------------------------------------

    def sign(self, parts: Iterable[TaskUnit], on: date) -> None:
        with clock.at(at_office_hours(on)):
            for part in parts:
                sign(part, by=self.district.staff(part.unit))

    def fill(self, part: TaskUnit, on: date) -> Ledger:
        """The staff's draft: values, narrative and files, lead lines from the fixtures, others from their patterns."""
        staff = self.district.staff(part.unit)
        with clock.at(at_office_hours(on)):
            line = self._line(part)
            targets = list(part.task.targets.all())
            ledger = save_draft(
                part.ledger, by=staff, version=part.ledger.version,
                values={target.pk: value for target, value in zip(targets, line["actual"], strict=True)},
                self_score=line["self_score"], narrative=self._of_year(line["narrative"]),
                problems=self._of_year(line["problems"]), next_steps=self._of_year(line["next_steps"]),
                rule_facts=line.get("facts"),
            )
            for evidence in self._evidence(part, line):
                attach(ledger, evidence, by=staff)
        part.ledger = ledger
        return ledger

    def submit(self, part: TaskUnit, on: date) -> None:
        with clock.at(at_office_hours(on, 15)):
            reason = ORIGINALS_KEPT if part.role == TaskRole.LEAD else NO_MORE_FILES
            submit_ledger(part.ledger, by=self.district.head(part.unit), override_reason=reason)
            part.ledger.refresh_from_db()

    # --- the office's side ---------------------------------------------------------------------------------------

    def send_back(self, part: TaskUnit, on: date) -> None:
        """Return the line with the fixture's reasons."""
        row = self.returned_once[part.task.number, part.unit.code]
        with clock.at(at_office_hours(on, 11)):
            review = open_review(part.ledger.submissions.get(is_current=True), by=self.reviewer)
            reasons = [(reason["field"], None, self._of_year(reason["text"])) for reason in row["reasons"]]
            return_ledger(review, reasons=reasons, comment="请按意见补正后重新提交。", by=self.reviewer,
                          version=review.version)
        part.ledger.refresh_from_db()

    def accept(self, part: TaskUnit, on: date) -> None:
        """Judge every file; score a lead line by its rule, a cooperating one by the fixture's deductions; accept."""
        line = self._line(part)
        with clock.at(at_office_hours(on, 16)):
            review = self._judged(part, line)
            score = self._by_rule if part.role == TaskRole.LEAD else self._by_hand
            review, comment = score(review, line["review"], line.get("office_facts", {}))
            accept_ledger(review, comment=self._of_year(comment), by=self.reviewer, version=review.version,
                          confirmed=True)
        part.ledger.refresh_from_db()

    def conclude(self, part: TaskUnit, on: date) -> None:
        """The chief's stage, where the plan is reviewed in two."""
        chief = self.district.people["hwb-zr"]
        with clock.at(at_office_hours(on, 16)):
            review = LineReview.objects.get(submission__ledger=part.ledger, submission__is_current=True)
            accept_ledger(review, comment=review.comment, by=chief, version=review.version, confirmed=True)
        part.ledger.refresh_from_db()

    def _judged(self, part: TaskUnit, line: dict) -> LineReview:
        review = open_review(part.ledger.submissions.get(is_current=True), by=self.reviewer)
        for handed_in in SubmittedEvidence.objects.filter(submission=review.submission):
            judge_file(handed_in, verdict="valid", reason="", by=self.reviewer)
        review.refresh_from_db()
        if review.met == Met.UNKNOWN:
            review = judge_met(review, Met.MET if all(line["met"]) else Met.NOT_MET, by=self.reviewer)
        return review

    def _by_rule(self, review: LineReview, verdict: dict, facts: dict) -> tuple[LineReview, str]:
        """What the office found out goes in; the rule says what it costs, the comment says what was found."""
        if facts:
            review = answer_facts(review, facts, self.reviewer, review.version)
        review = use_rule(review, self.reviewer, review.version)
        found = "；".join(row["reason"].rstrip("。") for row in verdict["deductions"])
        return review, verdict["comment"] + (f"扣分情况：{found}。" if found else "")

    def _by_hand(self, review: LineReview, verdict: dict, facts: dict) -> tuple[LineReview, str]:
        for row in verdict["deductions"]:
            deduct(review, by=self.reviewer, points=Decimal(row["points"]), reason=self._of_year(row["reason"]),
                   rule_text=row["rule_text"], version=review.version)
            review.refresh_from_db()
        return review, verdict["comment"]

    def is_returned_once(self, part: TaskUnit) -> bool:
        return part.role == TaskRole.LEAD and (part.task.number, part.unit.code) in self.returned_once

    # --- content -------------------------------------------------------------------------------------------------

    def _line(self, part: TaskUnit) -> dict:
        """What this part reports: the fixture's own words for leads, a pattern chosen by title for the others."""
        own = self.content["lines"][part.task.number]
        if part.role == TaskRole.LEAD:
            other = own.get("other_leads", {}).get(part.unit.code)
            return {**own, **other} if other else own
        pattern = self.content["township_line" if part.unit.level == Level.TOWNSHIP else "support_line"]
        pick = zlib.crc32(f"{part.task.number}{part.unit.code}".encode())
        marks = part.task.full_marks
        lost = [{"points": "0.10", "reason": "台账材料整理不规范，个别材料缺责任者或形成日期。",
                 "rule_text": "台账材料不规范的酌情扣分"}] if pick % 9 == 0 and marks > 1 else []
        return {
            "actual": own["actual"], "met": own["met"], "self_score": str(marks), "evidence": [],
            "narrative": pattern["narratives"][pick % len(pattern["narratives"])].format(title=part.task.title),
            "problems": pattern["problems"][pick % len(pattern["problems"])],
            "next_steps": pattern["next_steps"][pick % len(pattern["next_steps"])],
            "review": {"deductions": lost, "comment": "配合事项落实，材料基本齐全。"},
        }

    def _evidence(self, part: TaskUnit, line: dict) -> list[Evidence]:
        if line["evidence"]:
            return [self._add(part, item) for item in line["evidence"]]
        return [self._summary(part)]

    def _summary(self, part: TaskUnit) -> Evidence:
        """One year-end summary per unit, uploaded once and used in all its cooperating lines."""
        if part.unit_id not in self._summaries:
            unit = part.unit
            is_printed = unit.level == Level.DEPARTMENT and self.plan.year == 2021
            item = {
                "title": f"{unit.name}2021年度示范市创建工作总结", "doc_no": "", "issuer": unit.name,
                "formed_on": "2021-12-28", "kind": "report", "format": "pdf" if is_printed else "docx", "pages": 3,
                "body": [
                    f"{unit.name}按照年度计划承担配合任务，明确了分管负责人和联络员，按月对照任务清单检查进度。",
                    "各项配合任务均已按时限完成，相关资料已整理归档，随自查台账一并提交。",
                    "存在的主要不足是部分数据报送不够及时，下一步将固定报送口径和时间。",
                ],
            }
            self._summaries[part.unit_id] = self._add(part, item)
        return self._summaries[part.unit_id]

    def _add(self, part: TaskUnit, item: dict) -> Evidence:
        shift = self.plan.year - 2021
        formed = date.fromisoformat(item["formed_on"])
        item = {name: self._of_year(value) for name, value in item.items()}
        item["formed_on"] = formed.replace(year=formed.year + shift).isoformat()
        name, content = make_file(item)
        return add_file(
            BytesIO(content), name, unit=part.unit, year=self.plan.year, by=self.district.staff(part.unit),
            title=item["title"], doc_no=item["doc_no"], issuer=item["issuer"],
            formed_on=date.fromisoformat(item["formed_on"]), pages=item["pages"], kind=item["kind"],
        )

    def _of_year(self, value):
        """The fixture's words moved to the plan's year."""
        if isinstance(value, list):
            return [self._of_year(part) for part in value]
        if not isinstance(value, str) or self.plan.year == 2021:
            return value
        year = self.plan.year
        return value.replace("2022", str(year + 1)).replace("2021", str(year)).replace("2020", str(year - 1))


def by_unit(parts: Iterable[TaskUnit]) -> dict[int, list[TaskUnit]]:
    rows = defaultdict(list)
    for part in parts:
        rows[part.unit_id].append(part)
    return rows


def is_open(part: TaskUnit) -> bool:
    return part.ledger.status not in (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)
