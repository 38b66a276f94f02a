"""Reported values and what is still missing from a ledger: pure reading of what people typed, no database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from eco_demo.lib.numbers import NotANumber, format_number, parse_number
from indicators.choices import NUMERIC_TYPES, Comparator, EvidenceKind

from .errors import ValueRefused

MAX_PLACES, MAX_WHOLE_DIGITS, MAX_TEXT = 4, 14, 200
SCORE_PLACES = 2
SIGNS = {
    Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.ABOVE: ">", Comparator.BELOW: "<",
    Comparator.EQUALS: "",
}


def is_numeric(target) -> bool:
    """Whether the unit reports a number for this target; otherwise a few words."""
    return target.value_type in NUMERIC_TYPES and target.comparator != Comparator.QUALITATIVE


def read_value(target, written: str) -> tuple[Decimal | None, str]:
    """(number, words) of what was typed for a target; both empty when nothing was. Raises ValueRefused."""
    written = " ".join(written.split())
    if not written:
        return None, ""
    if not is_numeric(target):
        if len(written) > MAX_TEXT:
            raise ValueRefused(f"完成情况最多 {MAX_TEXT} 字，现有 {len(written)} 字，详情请写在自查说明里")
        return None, written
    number = _number(written, target.unit_of_measure)
    if -number.as_tuple().exponent > MAX_PLACES:
        raise ValueRefused(f"最多保留 {MAX_PLACES} 位小数")
    if number.adjusted() >= MAX_WHOLE_DIGITS:
        raise ValueRefused("数字太大，请核对计量单位")
    return number, ""


def read_score(written: str | Decimal | None, full_marks: Decimal) -> Decimal | None:
    """The self-score that was typed, within the task's marks. Raises ValueRefused."""
    if written is None or not str(written).strip():
        return None
    score = _number(str(written), "分")
    if not 0 <= score <= full_marks:
        raise ValueRefused(f"自评分应在 0 到 {format_number(full_marks)} 分之间")
    if -score.as_tuple().exponent > SCORE_PLACES:
        raise ValueRefused(f"自评分最多保留 {SCORE_PLACES} 位小数")
    return score


def written_value(value) -> str:
    """A ledger value as it stands in the form."""
    return value.text if value.actual is None else format_number(value.actual)


def shown_value(actual: Decimal | None, text: str, unit: str) -> str:
    return text if actual is None else format_number(actual, unit)


def reported_of(submission, target_id: int) -> tuple[Decimal | None, str]:
    """(number, words) that a round reports for one target; both empty when it reports nothing."""
    value = next((value for value in submission.values if value["target"] == target_id), {})
    actual = value.get("actual")
    return None if actual is None else Decimal(actual), value.get("text") or ""


def requirement_text(target) -> str:
    """≥90%, 不低于上年 …: the wording of the plan, else made from comparator and number."""
    if target.text or target.target is None:
        return target.text or target.get_comparator_display()
    if target.comparator == Comparator.BETWEEN and target.upper is not None:
        return f"{format_number(target.target)}—{format_number(target.upper, target.unit_of_measure)}"
    number = format_number(target.target, target.unit_of_measure)
    sign = SIGNS.get(target.comparator)
    return f"{target.get_comparator_display()}（{number}）" if sign is None else f"{sign}{number}"


@dataclass(frozen=True)
class RequiredEvidence:
    kind: str
    name: str
    is_present: bool

    @property
    def kind_name(self) -> str:
        return EvidenceKind(self.kind).label if self.kind in EvidenceKind else self.kind

    def __str__(self):
        return f"{self.name}（{self.kind_name}）" if self.name else self.kind_name


def checklist(required: Iterable[dict], kinds: Iterable[str]) -> list[RequiredEvidence]:
    """What the indicator asks for beside what is there; each file answers for one entry of its kind."""
    left = Counter(kinds)
    items = []
    for entry in required:
        kind = entry.get("kind", EvidenceKind.OTHER)
        items.append(RequiredEvidence(kind, entry.get("name", ""), left[kind] > 0))
        left[kind] -= 1
    return items


def missing_lines(ledger, values: Iterable, *, is_lead: bool, full_marks: Decimal,
                  facts: Iterable[str] = ()) -> list[str]:
    """Lines without content, in words. A cooperating unit need not know the numbers that the lead unit keeps.

    `facts`: what the scoring rule asks and the unit has not answered.
    """
    missing = []
    if is_lead and any(value.actual is None and not value.text for value in values):
        missing.append("完成值")
    missing += [f"评分数据“{label}”" for label in facts]
    if full_marks > 0 and ledger.self_score is None:
        missing.append("自评分")
    if not ledger.narrative.strip():
        missing.append("自查说明")
    return missing


def _number(written: str, unit: str) -> Decimal:
    try:
        return parse_number(written, unit)
    except NotANumber as error:
        raise ValueRefused(str(error)) from error
