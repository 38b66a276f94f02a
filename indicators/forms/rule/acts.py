"""Steps that change the shape of the form: another kind, one more row, one row less."""

from indicators.rules import KINDS, Field
from indicators.rules.amounts import shown

from .slots import Row, Slot, places_of, rule_slots


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
    return [{}] if field.required else []


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
    """One more row, if the path is that of a list."""
    holder = _holder(data, path)
    if isinstance(holder, Slot) and holder.field.type == "list":
        *above, name = path.split(".")
        inside = _inside(data, above)
        inside[name] = [*(inside.get(name) or []), {}]
    return data


def _remove(data: dict, path: str) -> dict:
    if isinstance(_holder(data, path), Row):
        *above, place = path.split(".")
        del _inside(data, above)[int(place)]
    return data


def _holder(data: dict, path: str):
    """What the form shows at this path."""
    return next((place.holder for place in places_of(rule_slots(data)) if place.path == path), None)


def _inside(data, names: list[str]):
    for name in names:
        data = data[int(name)] if isinstance(data, list) else data.setdefault(name, {})
    return data
