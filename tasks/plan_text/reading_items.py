"""A draft's text read into an item: roles out, then name and targets, then the date."""

import re
from dataclasses import replace

from .deadlines import find_deadline, read_deadline
from .drafts import Draft
from .headings import find_parts, split_text
from .parsed import Condition, Item, Roles
from .roles import Taken, take_roles
from .targets import number, read_phrase
from .unit_lists import split_units
from .years import for_year

DUTY = re.compile(r"(?P<how>负责牵头|牵头负责|牵头|负责|承担|配合|协助)(?:做好|抓好|开展)?(?=[一-鿿])")
LONGEST_TASK = 8_000


def read_item(draft: Draft, year: int | None) -> tuple[Item, Taken, list[str]]:
    """The item, what its brackets held beside the roles, and sentences about contradictions."""
    taken = take_roles(_bounded(draft.text))
    if draft.inherited:
        _inherit(taken.roles, take_roles(draft.inherited).roles)
    text = taken.rest
    if not (taken.roles.lead or taken.roles.resp) and draft.units:
        text = _take_duty(text, split_units(draft.units), taken.roles)
    if "title" in taken.fields:
        text = taken.fields["title"] + "。" + text
    elif not text and "body" in taken.fields:
        text = taken.fields["body"]
    text = for_year(text, year)
    split = split_text(text)
    item = Item(draft.printed, split.title, split.main, split.sub, split.also, taken.roles, domain=draft.domain,
                attr=split.attr, line=draft.line, last_line=draft.last_line, source=draft.text)  # fmt: skip
    item.current = read_current(split.current) if split.current else None
    _use_fields(item, taken.fields, text, year)
    return item, taken, split.conflicts


def _take_duty(text: str, units: list[str], roles: Roles) -> str:
    """Below 区住建局: — 牵头编制规划 makes it lead, 配合…… makes it help, anything else is simply its own."""
    duty = DUTY.match(text)
    how = duty["how"] if duty else ""
    role = "lead" if "牵头" in how else "coop" if how in ("配合", "协助") else "resp"
    getattr(roles, role).extend(units)
    return text[duty.end() :] if duty else text


def _inherit(own: Roles, above: Roles) -> None:
    """What a heading says of its group holds where the task itself names nobody for it."""
    if own.lead:
        return
    own.resp = own.resp if own else above.resp
    own.lead, own.coop = above.lead, own.coop or above.coop


def _bounded(text: str) -> str:
    """Name and targets stand at the beginning of a task, units at its end; what is longer than pages is no task."""
    half = LONGEST_TASK // 2
    return text if len(text) <= LONGEST_TASK else text[:half] + "\n" + text[-half:]


def share_lead(roles: Roles, *, others_cooperate: bool) -> None:
    """The plan says that the first named unit leads."""
    if roles.lead or not roles.resp:
        return
    roles.lead, rest = roles.resp[:1], roles.resp[1:]
    if others_cooperate:
        roles.coop, roles.resp = [*roles.coop, *rest], []
    else:
        roles.resp = rest


def _use_fields(item: Item, fields: dict[str, str], text: str, year: int | None) -> None:
    item.roles.leader = item.roles.leader or fields.get("leader")
    item.attr = item.attr or fields.get("attr")
    if "deadline" in fields:
        item.deadline, item.deadline_iso = read_deadline(fields["deadline"], year)
    else:
        item.deadline, item.deadline_iso = find_deadline(text, year)
    if "target" in fields:
        use_target(item, for_year(fields["target"], year), None)
    if "current" in fields:
        item.current = read_current(fields["current"])


def use_target(item: Item, text: str, unit: str | None) -> None:
    """A target given apart from the name, in a column or behind a label."""
    conditions = find_parts(text, unit)
    if not conditions:
        item.main, item.sub, item.also = Condition("qualitative", unit=unit, text=text), [], []
        return
    named = [condition for condition in conditions if condition.title]
    if len(named) > 1 and len(named) == len(conditions):
        item.main, item.sub, item.also = Condition("composite"), named, []
    else:
        item.main, item.sub, item.also = _of_change(conditions[0], item.title), [], conditions[1:]
        if item.main.title:
            item.sub, item.main = [item.main], replace(item.main, title="")


def _of_change(condition: Condition, title: str) -> Condition:
    """提高幅度: 提高2% — the change itself is what is measured."""
    changes = condition.comparator in ("increase", "decrease") and condition.target is not None
    if changes and re.search(r"(?:幅度?|(?:下降|降低|提高|增长|上升|削减)(?:率|比例))$", title):
        return replace(condition, comparator=">=")
    return condition


def read_current(text: str):
    plain = read_phrase(text)
    if plain and plain.target is not None and plain.comparator == "=":
        return plain.target
    try:
        return number(text)
    except ArithmeticError:
        return text or None
