"""What the numbers of a round say, for the reviewer who decides: each target met or not, and the rule's score."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import Prefetch, QuerySet

from eco_demo.lib.numbers import PERCENT, format_number
from indicators.choices import NEEDS_TARGET, Comparator
from indicators.models import ScoringRule
from tasks import scoring
from tasks.measure import all_met, is_met
from tasks.models import Certification, SubmittedEvidence, TaskTarget
from tasks.reported import checklist

from .choices import Met, Verdict

_WORD = {True: Met.MET, False: Met.NOT_MET, None: Met.UNKNOWN}
_VERDICT = {met: verdict for verdict, met in _WORD.items()}


@dataclass(frozen=True)
class Judged:
    """One target: what was asked, what was reported, whether it is met, and why in a sentence."""

    name: str
    requirement: str
    actual: str
    met: Met
    sentence: str
    # The certifying unit, its word where it has given one, and how far that is from the report.
    certifier: str = ""
    word: Certification | None = None
    certified: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Comparison:
    met: Met
    targets: list[Judged]


def with_rule_data(submissions: QuerySet) -> QuerySet:
    """With everything `suggestion_of` and `suggested_met` read, in five queries for any number of rounds."""
    return submissions.select_related("ledger__task_unit__task__indicator").prefetch_related(
        Prefetch("ledger__task_unit__task__targets", queryset=TaskTarget.objects.select_related("certifier")),
        Prefetch("ledger__task_unit__task__indicator__rules", queryset=ScoringRule.objects.current()),
        Prefetch("evidence", queryset=SubmittedEvidence.objects.select_related("verdict")),
        Prefetch("certifications", queryset=Certification.objects.select_related("certifier", "by")),
    )


def rule_of(submission) -> ScoringRule | None:
    """The current rule of the indicator, where this unit leads; other lines are scored by deductions alone."""
    part = submission.ledger.task_unit
    if not part.is_lead or part.task.indicator is None:
        return None
    return next((rule for rule in part.task.indicator.rules.all() if rule.is_current), None)


def suggestion_of(submission, review=None) -> scoring.Suggestion | None:
    """What the current rule gives this round; None where no rule applies."""
    rule = rule_of(submission)
    if rule is None:
        return None
    full_marks = review.full_marks if review else submission.ledger.task_unit.task.full_marks
    return scoring.suggest(rule, full_marks, known_of(submission, review))


def bonus_of(review, suggestion) -> Decimal:
    """The bonus that was taken over, as far as the rule still grants it: only a rule gives more than full marks."""
    return min(review.bonus, suggestion.bonus if suggestion and suggestion.is_ready else Decimal(0))


def known_of(submission, review=None) -> scoring.Known:
    """Everything the office and the unit have said of this round so far."""
    task = submission.ledger.task_unit.task
    return scoring.Known(
        values=submission.values, targets=tuple(task.targets.all()),
        missing_evidence=len(missing_evidence(submission, without=(Verdict.INVALID,))),
        unit_facts=submission.rule_facts, office_facts=review.office_facts if review else {},
        certified=certified_values(submission), verdict=_VERDICT[review.met] if review else None,
    )


def certified_values(submission) -> dict[int, Decimal]:
    """The certifying units' numbers by target, confirmed ones too."""
    return {row.target_id: row.actual for row in submission.certifications.all() if row.actual is not None}


def missing_evidence(submission, *, without: Iterable[str] = ()) -> list[str]:
    """Evidence the indicator asks of its lead unit that this round lacks; files judged `without` do not count."""
    part = submission.ledger.task_unit
    if not part.is_lead or part.task.indicator is None:
        return []
    kinds = [row.kind for row in submission.evidence.all() if _verdict(row) not in without]
    return [str(item) for item in checklist(part.task.indicator.required_evidence, kinds) if not item.is_present]


def suggested_met(submission) -> Comparison:
    """Each target beside what was reported, or certified where a certifying unit has said otherwise."""
    targets = {target.pk: target for target in submission.ledger.task_unit.task.targets.all()}
    words = {row.target_id: row for row in submission.certifications.all()}
    results, judged = [], []
    for value in submission.values:
        target, word = targets.get(value.get("target")), words.get(value.get("target"))
        reported = _decimal(value.get("actual"))
        actual = word.actual if word and word.actual is not None else reported
        met = _met(target, actual) if target else value.get("met")
        results.append(met)
        judged.append(Judged(
            name=value.get("name") or (target.name if target else ""), requirement=value.get("requirement", ""),
            actual=_shown(reported, value), met=_WORD[met], sentence=_sentence(target, actual, value, met),
            certifier=target.certifier.label if target and target.certifier_id else "",
            word=word, certified=_certified(word, value), gap=_from_report(word, reported, value.get("unit", "")),
        ))
    return Comparison(_WORD[all_met(results)], judged)


def doubts(*, unjudged: int, is_lead: bool, met: str, suggested: str, is_deducted: bool,
           unanswered: Iterable[str] = ()) -> list[str]:
    """What somebody should look at again before a line is accepted.

    Only a lead unit answers for the value; a cooperating one reports what it did.
    """
    found = [f"还有{unjudged}份佐证没有评价"] if unjudged else []
    held = suggested if met == Met.UNKNOWN else met
    if is_lead and held == Met.UNKNOWN:
        found.append("是否达标尚未认定")
    if is_lead and held == Met.NOT_MET and not is_deducted:
        found.append("未达标，但没有扣分")
    if unanswered:
        found.append(f"规则得分没有算出，还缺{'、'.join(unanswered)}")
    return found


def _verdict(submitted: SubmittedEvidence) -> str:
    verdict = getattr(submitted, "verdict", None)
    return verdict.verdict if verdict else ""


def _met(target, actual: Decimal | None) -> bool | None:
    return is_met(target.comparator, actual, target=target.target, upper=target.upper, baseline=target.baseline)


def _decimal(text) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def _shown(actual: Decimal | None, value: dict) -> str:
    number = format_number(actual, value.get("unit", "")) if actual is not None else ""
    return "，".join(filter(None, (number, value.get("text", "")))) or "未填"


def _sentence(target, actual: Decimal | None, value: dict, met: bool | None) -> str:
    requirement = value.get("requirement") or (target.text if target else "")
    if actual is None:
        return f"目标“{requirement}”没有可比较的数字，请看佐证后认定。"
    shown = format_number(actual, value.get("unit", ""))
    if met is None:
        return f"完成值{shown}，目标“{requirement}”要由审核人认定。"
    gap = _gap(target, actual, value.get("unit", ""))
    return f"完成值{shown}，目标{requirement}，{'达标' if met else '未达标'}{gap}。"


def _gap(target, actual: Decimal, unit: str) -> str:
    """How far from the bound, where one bound decides."""
    if target is None or target.comparator == Comparator.BETWEEN:
        return ""
    is_own_bound = target.comparator in NEEDS_TARGET
    bound = target.target if is_own_bound else target.baseline
    if bound is None or actual == bound:
        return ""
    against = "目标" if is_own_bound else f"上年{format_number(bound, unit)}"
    return f"，{'高于' if actual > bound else '低于'}{against} {_distance(abs(actual - bound), unit)}"


def _certified(word: Certification | None, value: dict) -> str:
    if word is None:
        return ""
    return format_number(word.actual, value.get("unit", "")) if word.actual is not None else word.text


def _from_report(word: Certification | None, reported: Decimal | None, unit: str) -> str:
    """比填报高 0.6个百分点: how the certified number differs from the self-report."""
    if word is None or word.actual is None or reported is None or word.actual == reported:
        return ""
    return f"比填报{'高' if word.actual > reported else '低'} {_distance(abs(word.actual - reported), unit)}"


def _distance(value: Decimal, unit: str) -> str:
    return format_number(value) + "个百分点" if unit == PERCENT else format_number(value, unit)
