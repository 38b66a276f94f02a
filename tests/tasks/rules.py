"""Rules put on an indicator of the small plan."""

from django.utils import timezone

from indicators.models import Indicator, ScoringRule
from indicators.rules import read_rule

WHOLE = {"method": "deductions", "parts": [
    {"name": "完成情况", "rule": {"kind": "step_deduct", "parameters": {
        "target": "95", "direction": "higher", "step": "1", "points_per_step": "0.5", "unit": "%",
    }}},
    {"name": "四项工作", "rule": {"kind": "checklist", "full_marks": "2", "parameters": {"items": [
        {"name": "按规定巡河", "points": "1"}, {"name": "问题整改", "points": "1"},
    ]}}},
    {"name": "管网运行", "rule": {"kind": "event_deduct", "full_marks": "2", "parameters": {"events": [
        {"name": "污水外溢", "points": "0.5"}, {"name": "缺佐证材料", "points": "0.2"},
    ]}}},
]}
BINDINGS = {
    "parts/完成情况/actual": "actual", "parts/四项工作/done/按规定巡河": "unit", "parts/四项工作/done/问题整改": "unit",
    "parts/管网运行/counts/污水外溢": "unit", "parts/管网运行/counts/缺佐证材料": "missing_evidence",
}
PATROLLED, MENDED = "parts/四项工作/done/按规定巡河", "parts/四项工作/done/问题整改"
SPILLS = "parts/管网运行/counts/污水外溢"
ANSWERS = {PATROLLED: "是", MENDED: "否", SPILLS: "2"}


def give_rule(indicator: Indicator, kind="combine", parameters=None, bindings=None, number=1) -> ScoringRule:
    """The next current rule; as it stands it asks the unit two things done and one counted."""
    parameters, bindings = WHOLE if parameters is None else parameters, BINDINGS if bindings is None else bindings
    read = read_rule({"kind": kind, "full_marks": str(indicator.full_marks), "parameters": parameters})
    indicator.rules.update(is_current=False)
    return ScoringRule.objects.create(
        indicator=indicator, number=number, kind=kind, full_marks=indicator.full_marks, parameters=parameters,
        bindings=bindings, sentence=read.sentence, created_at=timezone.now(),
    )
