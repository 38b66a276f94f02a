"""A scored year for tests of snapshots, reports and packages: lines handed in and accepted, with kept files."""

from datetime import timedelta
from decimal import Decimal

from assessments.choices import Decision, Met
from assessments.models import Deduction, LineReview, Package, Report, Snapshot
from assessments.services import package as package_service
from assessments.services.report import request_reports
from assessments.services.snapshot import freeze
from departments.models import Job
from departments.services.job import run
from eco_demo.lib import clock
from eco_demo.lib.content_store import store_stream
from tasks.choices import LedgerStatus
from tasks.models import (
    Evidence,
    EvidenceVersion,
    Plan,
    StoredFile,
    Submission,
    SubmittedEvidence,
    TaskUnit,
)
from tests.world import World

# Points taken off by (unit code, task number); everything else keeps its full marks.
DEDUCTIONS = {("d-water", "1"): "1.25", ("d-housing", "2"): "0.50", ("d-town", "3"): "2"}


def score_year(world: World, plan: Plan) -> Plan:
    """Every line of the plan handed in and accepted; those that are already stay as they are."""
    parts = TaskUnit.objects.filter(task__plan=plan).exclude(ledger__status=LedgerStatus.ACCEPTED)
    for part in parts.select_related("task", "unit", "ledger").order_by("id"):
        score_line(world, part, points=DEDUCTIONS.get((part.unit.code, part.task.number)))
    return plan


def score_line(world: World, part: TaskUnit, *, points: str | None = None) -> LineReview:
    submission = hand_in(world, part)
    review = LineReview.objects.create(
        submission=submission, decision=Decision.ACCEPTED, full_marks=part.task.full_marks, reviewer=world.reviewer,
        score=part.task.full_marks - Decimal(points or 0), met=Met.NOT_MET if points else Met.MET,
        comment="材料齐全。", decided_at=clock.now(),
    )
    if points:
        Deduction.objects.create(
            review=review, points=Decimal(points), reason=f"{part.task.title}少交一份材料", rule_text="每缺一项扣分",
            evidence=submission.evidence.first(), by=world.reviewer,
        )
    part.ledger.status = LedgerStatus.ACCEPTED
    part.ledger.save(update_fields=["status"])
    return review


def hand_in(world: World, part: TaskUnit) -> Submission:
    """One round with a value and one file, as the unit's services leave it."""
    target = part.task.targets.get()
    part.ledger.submissions.update(is_current=False)
    part.ledger.status, part.ledger.round = LedgerStatus.SUBMITTED, part.ledger.round + 1
    part.ledger.save(update_fields=["status", "round"])
    submission = Submission.objects.create(
        ledger=part.ledger, round=part.ledger.round, submitted_by=world.water_head,
        submitted_at=clock.now() - timedelta(days=1), self_score=part.task.full_marks,
        narrative=f"{part.unit}按计划推进{part.task}。", problems=f"{part.unit}人手不足。",
        next_steps=f"{part.unit}明年补齐。",
        values=[{"target": target.pk, "name": target.name, "unit": "%", "requirement": target.text, "actual": "95.5",
                 "text": "", "met": True}],
    )
    keep_file(world, submission, f"{part.unit}{part.task}监测报告")
    return submission


def keep_file(world: World, submission: Submission, title: str, content: bytes = b"", *,
              suffix=".pdf", content_type="application/pdf") -> SubmittedEvidence:
    """A handed-in file whose bytes really lie in the store."""
    unit = submission.ledger.task_unit.unit
    stored = store_stream([content or f"{title}正文".encode()])
    file, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "content_type": content_type}
    )
    evidence = Evidence.objects.create(
        unit=unit, province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id,
        year=submission.ledger.task_unit.year, title=title, uploaded_by=world.water_staff, was_submitted=True,
    )
    version = EvidenceVersion.objects.create(
        evidence=evidence, number=1, file=file, name=title + suffix, uploaded_by=world.water_staff, was_submitted=True
    )
    return SubmittedEvidence.objects.create(
        submission=submission, evidence=evidence, version=version, item_no=submission.evidence.count() + 1, title=title,
        doc_no="丙水〔2021〕8号", issuer=str(unit), formed_on=clock.today(), pages=3, kind="report",
    )


def frozen(world: World, plan: Plan) -> Snapshot:
    return freeze(score_year(world, plan), world.chief)


def build_all(snapshot: Snapshot, world: World) -> list[Report]:
    """Every report of the snapshot, built as the worker builds them."""
    reports = request_reports(snapshot, world.chief)
    for job in Job.objects.order_by("id"):
        run(job.pk)
    return list(Report.objects.filter(pk__in=[report.pk for report in reports]).order_by("id"))


def mark_ready(report: Report, content: bytes = b"%PDF-1.7 small") -> Report:
    """A report without the half second of layout, for tests of rights and pages."""
    stored = store_stream([content])
    file, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "content_type": "application/pdf"}
    )
    report.status, report.pdf, report.workbook, report.built_at = "ready", file, file, clock.now()
    report.save(update_fields=["status", "pdf", "workbook", "built_at"])
    return report


def shelved(world: World, plan: Plan) -> Snapshot:
    """A frozen year whose reports are all ready."""
    snapshot = frozen(world, plan)
    for report in request_reports(snapshot, world.chief):
        mark_ready(report)
    return snapshot


def package_at(world: World, plan: Plan, status: str) -> Package:
    """A package that has come as far as `status`, by the steps that lead there."""
    snapshot = shelved(world, plan)
    package = package_service.prepare(plan, snapshot, world.chief)
    ways = {
        "prepared": (), "sent": ("send",), "sent_back": ("send", "send_back"), "approved": ("send", "approve"),
        "handed_in": ("send", "approve", "hand_in"), "accepted": ("send", "approve", "hand_in", "accept"),
        "returned": ("send", "approve", "hand_in", "return_package"),
    }
    acting = {"send": world.chief, "approve": world.leader, "send_back": world.leader, "hand_in": world.chief,
              "accept": world.city_receiver, "return_package": world.city_receiver}
    for step in ways[status]:
        words = ("请核对第1项。",) if step in ("send_back", "return_package") else ()
        package = getattr(package_service, step)(package, acting[step], *words)
    return package
