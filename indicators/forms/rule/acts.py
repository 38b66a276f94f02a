"""Steps that change the shape of the form: another kind, one more row, one row less."""

from indicators.rules import KINDS, Field
from indicators.rules.amounts import shown

# What a fresh rule of one's own kind begins with.
_BLANK: dict = {}


def act_on(data: dict, act: str) -> dict:
    """The rule's data after an `act` such as `kind:tiers`, `add:parameters.tiers`, `remove:parameters.tiers.1`."""
    verb, _, subject = act.partition(":")
    step = {"kind": _choose, "example": _example, "add": _add, "remove": _remove}.get(verb)
    return step(data, subject) if step else data


def with_first_rows(data: dict) -> dict:
    """A list that must not be empty begins with a row, one that has usual entries with those."""
    kind = KINDS.get(data.get("kind", ""))
    if kind is None:
        return data
    parameters = dict(data.get("parameters") or {})
    for field in kind.parameters:
        if field.type == "list" and not parameters.get(field.name):
            rows = _usual_rows(field)
            parameters |= {field.name: rows} if rows else {}
    return data | {"parameters": parameters}


def _usual_rows(field: Field) -> list[dict]:
    if field.default:
        return [{name: _plain(value) for name, value in entry.items()} for entry in field.default]
    return [dict(_BLANK)] if field.required else []


def _plain(value) -> str:
    return value if isinstance(value, str) else shown(value)


def _choose(data: dict, name: str) -> dict:
    """Parameters of the same name stay; those the new kind does not know go."""
    if name not in KINDS:
        return data
    known = {field.name: field for field in KINDS[name].all_parameters}
    kept = {key: value for key, value in (data.get("parameters") or {}).items() if key in known}
    return with_first_rows({"kind": name, "parameters": kept})


def _example(data: dict, _subject: str) -> dict:
    kind = KINDS.get(data.get("kind", ""))
    return with_first_rows({"kind": kind.name, "parameters": kind.example["parameters"]}) if kind else data


def _add(data: dict, path: str) -> dict:
    names = path.split(".")
    holder = _inside(data, names[:-1])
    if isinstance(holder, dict):
        holder[names[-1]] = [*(holder.get(names[-1]) or []), dict(_BLANK)]
    return data


def _remove(data: dict, path: str) -> dict:
    names = path.split(".")
    rows = _inside(data, names[:-1])
    if isinstance(rows, list) and names[-1].isdecimal():
        del rows[int(names[-1]):int(names[-1]) + 1]
    return data


def _inside(data, names: list[str]):
    """What stands at the end of the path, None where it leads nowhere."""
    for name in names:
        if isinstance(data, list):
            data = data[int(name)] if name.isdecimal() and int(name) < len(data) else None
        else:
            data = data.setdefault(name, {}) if isinstance(data, dict) else None
    return data
