"""Requests and answers as JSON: `{"kind", "full_marks", "parameters", "inputs"}` in, the score explained out."""

import json
from decimal import Decimal, InvalidOperation

from .errors import RuleError
from .evaluation import Result, evaluate
from .kind import Kind
from .reading import read_rule
from .registry import KINDS

MAX_BYTES = 1_000_000
MAX_NUMBER = 60
NAMES = ("kind", "full_marks", "parameters", "inputs")


def answer(request: object) -> Result:
    """The result of one request. Raises RuleError."""
    if not isinstance(request, dict):
        raise RuleError("json", "请求必须是一个对象，含 kind、full_marks、parameters、inputs")
    for name in request:
        if name not in NAMES:
            raise RuleError(name, f"没有这一项，请求只有 {'、'.join(NAMES)}")
    rule = read_rule({name: value for name, value in request.items() if name != "inputs"})
    return evaluate(rule, request.get("inputs"))


def load(raw: bytes) -> object:
    """JSON with every number exact and no name given twice. Raises RuleError."""
    if len(raw) > MAX_BYTES:
        raise RuleError("json", f"内容太长，最多{MAX_BYTES}字节")
    try:
        return json.loads(
            raw.decode("utf-8-sig"), parse_float=_number, parse_int=_number, parse_constant=str,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        raise RuleError("json", "内容不是 UTF-8 编码") from None
    except json.JSONDecodeError as error:
        raise RuleError("json", f"不是有效的 JSON：第{error.lineno}行第{error.colno}个字符处有误") from None
    except RecursionError:
        raise RuleError("json", "嵌套太深") from None


def listing(kind: Kind) -> dict:
    """A kind as an outside caller or the rule editor needs it; the example is a whole request."""
    rule = read_rule({name: value for name, value in kind.example.items() if name != "inputs"})
    return {
        "kind": kind.name,
        "label": kind.label,
        "help": kind.help,
        "sentence": rule.sentence,
        "parameters": [field.as_json() for field in kind.all_parameters],
        "inputs": [field.as_json() for field in kind.inputs],
        "example": kind.example,
        "example_result": answer(kind.example).as_json(),
    }


def listings() -> list[dict]:
    return [listing(kind) for kind in KINDS.values()]


def _number(text: str) -> Decimal | str:
    """What cannot be a Decimal stays text, and is refused where it stands."""
    try:
        return Decimal(text) if len(text) <= MAX_NUMBER else text
    except InvalidOperation:
        return text


def _once(pairs: list[tuple[str, object]]) -> dict:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise RuleError(name, "同一个名称写了两次")
    return dict(pairs)
