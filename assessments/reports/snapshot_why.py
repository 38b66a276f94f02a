"""How the score of an accepted line came about: its rule with inputs and steps, certified values, marks, changes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from eco_demo.lib.numbers import format_number
from indicators.choices import InputSource
from indicators.models import ScoringRule
from indicators.rule_sources import Source, bound
from indicators.rules import RuleError, read_rule, shown_answer
from tasks import scoring
from tasks.models import Certification, Submission

from ..models import Appeal, Deduction, LineReview, ReviewReopening, ScoreChange, StageMark
from ..suggestion import known_of
from . import snapshot_line_data as data


def why_of(review: LineReview, submission: Submission) -> dict:
    """What `LineRow` keeps beside the score. Reads prefetched rows only: `snapshot_lines` names them."""
    rule = review.rule
    return {
        "bonus": review.bonus, "rule_number": rule.number if rule else None,
        "rule_sentence": rule.sentence if rule else "", "suggested": review.suggested,
        "steps": steps_of(review.explanation), "inputs": tuple(_inputs(rule, submission, review)) if rule else (),
        "override_reason": review.override_reason, "reviewer": str(review.reviewer or ""),
        "decided_on": local_day(review.decided_at), "certified": tuple(_certified(submission)),
        "marks": tuple(map(_mark, review.marks.all())), "changes": tuple(map(_change, review.changes.all())),
        "appeals": tuple(map(_appeal, review.appeals.all())),
        "reopenings": tuple(map(_reopening, review.reopenings.all())),
    }


def deduction_of(row: Deduction) -> data.DeductionRow:
    file, lifting = row.evidence, row.lifted_by
    return data.DeductionRow(
        points=row.points, reason=row.reason, rule_text=row.rule_text, item_no=file.item_no if file else None,
        file_title=file.title if file else "", code=row.code, origin=row.origin, by=str(row.by), on=local_day(row.at),
        is_lifted=lifting is not None, lifted_on=local_day(lifting.decided_at) if lifting else None,
        file=file.version_id if file else None,
    )


def steps_of(lines: Iterable[dict]) -> tuple[data.StepRow, ...]:
    """The stored explanation; a line that came without a role is a fact."""
    return tuple(
        data.StepRow(line["text"], Decimal(line["value"]), line.get("role", data.FACT), steps_of(line.get("steps", ())))
        for line in lines
    )


def local_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _inputs(rule: ScoringRule, submission: Submission, review: LineReview) -> Iterable[data.InputRow]:
    """The inputs of the version the score was given by, with the values of this round."""
    try:
        sources = bound(read_rule(rule.as_data), rule.bindings)
    except RuleError:
        return
    known = known_of(submission, review)
    answers = scoring.suggest(rule, review.full_marks, known).answers
    for leaf, source in sources:
        text = shown_answer(leaf, answers.get(leaf.path))
        if text:
            yield data.InputRow(leaf.full_label, text, _whose_word(leaf.path, source, known, submission))


def _whose_word(path: str, source: Source, known: scoring.Known, submission: Submission) -> str:
    if source.kind == InputSource.ACTUAL:
        rows = [row for row in submission.certifications.all() if not source.target or row.target.name == source.target]
        return f"{rows[0].certifier.name}认定" if rows else "单位填报的完成值"
    if source.kind == InputSource.UNIT and known.office_facts.get(path) not in (None, ""):
        return InputSource.OFFICE.label
    return InputSource(source.kind).label


def _certified(submission: Submission) -> Iterable[data.CertifiedRow]:
    values = {value.get("target"): value for value in submission.values}
    for row in submission.certifications.all():
        unit, value = row.target.unit_of_measure, values.get(row.target_id) or {}
        reported = _number(value.get("actual"), unit) or value.get("text", "")
        yield data.CertifiedRow(
            name=row.target.name, unit=row.certifier.name, verdict=row.verdict, reported=reported or "未填",
            certified=_number(row.actual, unit) or row.text or reported, reason=row.reason, on=local_day(row.at),
        )


def _number(value: Decimal | str | None, unit: str) -> str:
    return "" if value in (None, "") else format_number(Decimal(str(value)), unit)


def _mark(row: StageMark) -> data.MarkRow:
    return data.MarkRow(row.stage_name, row.score, row.reason, str(row.by), local_day(row.at))


def _appeal(row: Appeal) -> data.AppealRow:
    return data.AppealRow(
        row.status, row.claim, row.answer, row.score_before, row.score_after, local_day(row.filed_at),
        local_day(row.decided_at),
    )


def _reopening(row: ReviewReopening) -> data.ReopeningRow:
    return data.ReopeningRow(row.score_before, row.reason, str(row.by), local_day(row.at))


def _change(row: ScoreChange) -> data.ChangeRow:
    return data.ChangeRow(row.cause, row.score_before, row.score_after, row.reason, str(row.by), local_day(row.at))


PREFETCHED = {
    "certifications": Certification.objects.select_related("target", "certifier").order_by("target__position", "id"),
    "review__deductions": Deduction.objects.select_related("evidence", "by", "lifted_by").order_by("id"),
    "review__marks": StageMark.objects.select_related("by").order_by("id"),
    "review__reopenings": ReviewReopening.objects.select_related("by").order_by("id"),
    "review__appeals": Appeal.objects.order_by("id"),
    "review__changes": ScoreChange.objects.select_related("by").order_by("id"),
}
