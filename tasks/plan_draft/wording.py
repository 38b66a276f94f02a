"""What a task asks for in words: its text without the name, the target and the units. Pure."""

import re
from collections.abc import Iterable, Sequence

from eco_demo.lib.punctuation import full_width

from ..plan_text import Item
from ..plan_text.headings import ATTRIBUTE, cut_heading
from ..plan_text.roles import read_roles, take_roles

# Brackets of roles are looked for within a bounded text, as the parser does.
LONGEST_TASK = 8_000
LONGEST_PHRASE = 30
CHINESE = re.compile(r"[一-鿿]")
MARKS = re.compile(r"[\s,;:。、.()\[\]〔〕【】“”《》—\-]+")
# So many characters beside name and target say something; a cell without the name may be a group's heading.
WORTH_SAYING, WORTH_SAYING_ALONE = 4, 8


def requirement_of(item: Item, rows: Sequence[Sequence[str]] = ()) -> str:
    """`rows`: the cells the item was read from, empty where it stood in running text."""
    return full_width(_of_cells(item, rows) if rows else _of_text(item))


def phrase_of(requirement: str) -> str:
    """A requirement of one short sentence is itself what must be reached: 全面推行河长制."""
    sentence = requirement.rstrip("。；")
    is_one = not re.search(r"[。；\n]", sentence)
    return sentence if is_one and len(sentence) <= LONGEST_PHRASE else ""


def _of_text(item: Item) -> str:
    if len(item.source) > LONGEST_TASK:
        return item.source
    rest = ATTRIBUTE.sub("", take_roles(item.source).rest)
    heading, body = cut_heading(rest)
    return rest.strip() if len(_left(heading, _said(item))) >= WORTH_SAYING else body


def _of_cells(item: Item, rows: Sequence[Sequence[str]]) -> str:
    said = _said(item)
    kept = [cell for cell in dict.fromkeys(cell for row in rows for cell in row) if _is_wording(cell, item, said)]
    return "\n".join(kept)


def _is_wording(cell: str, item: Item, said: Sequence[str]) -> bool:
    if not CHINESE.search(cell) or _names_units_only(cell, item):
        return False
    enough = WORTH_SAYING if item.title and item.title in cell else WORTH_SAYING_ALONE
    return len(_left(cell, said)) >= enough


def _names_units_only(cell: str, item: Item) -> bool:
    read = read_roles(cell, "resp")
    named = {*read.lead, *read.coop, *read.resp}
    return bool(named) and named <= {*item.roles.lead, *item.roles.coop, *item.roles.resp, *item.implicit_coop}


def _said(item: Item) -> list[str]:
    """What the row's own fields tell already, longest first so that no piece of a longer one is left over."""
    conditions = [item.main, *item.sub, *item.also]
    texts = [
        item.title, item.domain, item.attr, item.deadline, item.roles.leader,
        item.current if isinstance(item.current, str) else "",
        *(text for condition in conditions for text in (condition.title, condition.text, condition.unit)),
    ]
    return sorted(filter(None, texts), key=len, reverse=True)


def _left(text: str, said: Iterable[str]) -> str:
    for piece in said:
        text = text.replace(piece, " ")
    return MARKS.sub("", text)
