"""What was typed in the editor, as the data of a rule. Rows are numbered anew, as the page that answers shows them."""

from collections.abc import Mapping

from indicators.rules import KINDS, Field
from indicators.rules.reading import MAX_DEPTH
from indicators.rules.schema import MAX_ENTRIES


def rule_from(posted: Mapping[str, str], at: str = "", depth: int = 0) -> dict:
    """`{"kind", "full_marks"?, "parameters"}` of the rule whose controls begin with `at`."""
    prefix = f"{at}." if at else ""
    kind, full_marks = posted.get(f"{prefix}kind", ""), posted.get(f"{prefix}full_marks", "").strip()
    fields = KINDS[kind].all_parameters if kind in KINDS and depth < MAX_DEPTH else ()
    own = {"full_marks": full_marks} if full_marks and at else {}
    return {"kind": kind, **own, "parameters": _fields(fields, posted, f"{prefix}parameters", depth)}


def named(posted: Mapping[str, str], prefix: str) -> dict[str, str]:
    """`{"actual": "72"}` from controls called `prefix` + "actual"."""
    return {name[len(prefix):]: value.strip() for name, value in posted.items() if name.startswith(prefix)}


def _fields(fields: tuple[Field, ...], posted: Mapping[str, str], at: str, depth: int) -> dict:
    values = {field.name: _value(field, posted, f"{at}.{field.name}", depth) for field in fields}
    return {name: value for name, value in values.items() if value is not None}


def _value(field: Field, posted: Mapping[str, str], at: str, depth: int):
    if field.type == "list":
        rows = [_fields(field.fields, posted, f"{at}.{number}", depth) for number in _numbers(posted, at)]
        return rows or None
    if field.type == "rule":
        return rule_from(posted, at, depth + 1) if posted.get(f"{at}.kind") else None
    if field.type == "boolean":
        return True if at in posted else None
    return posted.get(at, "").strip() or None


def _numbers(posted: Mapping[str, str], at: str) -> list[int]:
    """Which rows the list has; one more than a rule may hold, so that too many are refused and not cut off."""
    rows = {name[len(at) + 1:].partition(".")[0] for name in posted if name.startswith(f"{at}.")}
    return sorted(int(row) for row in rows if row.isascii() and row.isdecimal() and len(row) < 6)[:MAX_ENTRIES + 1]
