"""Answers to what a rule asks: read as people type them, kept as plain data, shown in words."""

from decimal import Decimal
from typing import Any

from eco_demo.lib.numbers import NotANumber, parse_number

from .amounts import ZERO, read_decimal, shown
from .asked import Asked
from .errors import RuleError
from .schema import READERS, Field

YES, NO = "是", "否"
WORDS = {"true": True, "yes": True, "1": True, YES: True, "false": False, "no": False, "0": False, NO: False}


def read_answer(asked: Asked, written: Any) -> str | int | bool | None:
    """The answer as it is kept in JSON (decimals as text); None when it is blank. Raises RuleError at the leaf."""
    if isinstance(written, str):
        written = written.strip()
    if written is None or written == "":
        return None
    if asked.type == "boolean":
        return _yes_or_no(asked, written)
    field = Field(asked.name, asked.full_label, asked.type, minimum=asked.minimum, maximum=asked.maximum,
                  choices=asked.choices)
    if asked.type == "choice" and written not in [value for value, _ in asked.choices]:
        raise RuleError(asked.field, f"“{asked.full_label}”请从所列的选项中选")
    if asked.type in ("decimal", "integer") and isinstance(written, str):
        written = _number(asked, written)
    value = READERS[asked.type](field, written, asked.field, None)
    return f"{value if value else ZERO:f}" if isinstance(value, Decimal) else value


def shown_answer(asked: Asked, value: Any) -> str:
    """As a person reads it: `12.4%`, `3次`, `是`; nothing for a blank answer."""
    if value is None or value == "":
        return ""
    if asked.type == "boolean":
        return YES if value else NO
    if asked.type == "choice":
        return next((label for name, label in asked.choices if name == value), str(value))
    if asked.type == "text":
        return str(value)
    try:
        return shown(read_decimal(value, asked.field), asked.unit)
    except RuleError:
        return str(value)


def _number(asked: Asked, written: str) -> Decimal:
    try:
        return parse_number(written, asked.unit)
    except NotANumber as error:
        raise RuleError(asked.field, str(error)) from None


def _yes_or_no(asked: Asked, written: Any) -> bool:
    answer = written if isinstance(written, bool) else WORDS.get(str(written).lower())
    if answer is None:
        raise RuleError(asked.field, f"“{asked.full_label}”请选是或否")
    return answer
