"""A rule that was read, written as data again."""

from collections.abc import Mapping
from decimal import Decimal

from .rules import Field, Rule


def parameters_of(rule: Rule) -> dict:
    """The one way to write these parameters: plain numbers, defaults spelt out, nothing that was left open."""
    return _fields(rule.kind.all_parameters, rule.parameters, rule.full_marks)


def _fields(fields: tuple[Field, ...], values: Mapping, around: Decimal) -> dict:
    written = ((field.name, _value(field, values.get(field.name), around)) for field in fields)
    return {name: value for name, value in written if value not in (None, "", [])}


def _value(field: Field, value, around: Decimal):
    if value is None:
        return None
    if field.type == "decimal":
        return f"{Decimal(value).normalize():f}"
    if field.type == "list":
        return [_fields(field.fields, entry, around) for entry in value]
    return _nested(value, around) if field.type == "rule" else value


def _nested(rule: Rule, around: Decimal) -> dict:
    """Its full marks are left out where it takes those of the rule around it."""
    own = {} if rule.full_marks == around else {"full_marks": f"{rule.full_marks.normalize():f}"}
    return {"kind": rule.kind.name, **own, "parameters": parameters_of(rule)}
