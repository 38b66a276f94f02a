"""Versions of an indicator's rule: made from a rule that was read, told apart, compared in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from eco_demo.lib import clock

from .models import Indicator, ScoringRule
from .rule_data import parameters_of
from .rule_sources import source_of
from .rules import Field, Rule, RuleError, asked, read_rule
from .rules.amounts import shown

NOTHING = "（无）"


def version_of(indicator: Indicator, rule: Rule, bindings: dict, *, number: int = 1, reason: str = "",
               created_by=None) -> ScoringRule:
    """A version that is not saved yet."""
    return ScoringRule(
        indicator=indicator, number=number, kind=rule.kind.name, full_marks=rule.full_marks,
        parameters=parameters_of(rule), bindings=dict(bindings), sentence=rule.sentence, reason=reason,
        created_by=created_by, created_at=clock.now(),
    )


def content_of(version: ScoringRule) -> tuple:
    """What makes two versions the same rule."""
    return version.kind, Decimal(version.full_marks), version.parameters, version.bindings


def misfit(version: ScoringRule, full_marks: Decimal) -> str:
    """Why the rule no longer fits an indicator of `full_marks`, empty when it does."""
    if version.full_marks == full_marks:
        return ""
    try:
        read_rule(version.as_data | {"full_marks": str(full_marks)})
    except RuleError as error:
        return error.message
    return "请打开规则核对后保存"


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


def differences(before: ScoringRule, after: ScoringRule) -> list[Difference]:
    """What one version has otherwise than another, by the labels of the form."""
    old, new = _told(before), _told(after)
    if before.kind != after.kind:
        old, new = _head(before), _head(after)
    labels = list(dict.fromkeys([*old, *new]))
    return [
        Difference(label, old.get(label, NOTHING), new.get(label, NOTHING))
        for label in labels if old.get(label) != new.get(label)
    ]


def _told(version: ScoringRule) -> dict[str, str]:
    rule = read_rule(version.as_data)
    sources = {
        f"“{one.full_label}”的来源": source_of(version.bindings[one.path]).label
        for one in asked(rule) if version.bindings.get(one.path)
    }
    return _head(version) | dict(_lines(rule.kind.all_parameters, rule.parameters, "")) | sources


def _head(version: ScoringRule) -> dict[str, str]:
    return {"规则种类": read_rule(version.as_data).kind.label, "满分": shown(version.full_marks)}


def _lines(fields: tuple[Field, ...], values: Mapping, prefix: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = values.get(field.name)
        if field.type == "list":
            for place, entry in enumerate(value or (), 1):
                name = entry.get("name") or entry.get("level") or f"第{place}条"
                yield from _lines(field.fields, entry, f"{prefix}{field.label}“{name}” ")
        elif field.type == "rule" and value is not None:
            yield f"{prefix}规则种类", value.kind.label
            yield f"{prefix}满分", shown(value.full_marks)
            yield from _lines(value.kind.all_parameters, value.parameters, prefix)
        elif value not in (None, ""):
            yield prefix + field.label, _word(field, value)


def _word(field: Field, value) -> str:
    if field.type == "decimal":
        return shown(Decimal(value))
    if field.type == "boolean":
        return "是" if value else "否"
    return dict(field.choices).get(value, str(value))
