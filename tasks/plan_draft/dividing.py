"""One row of a draft made two, or two made one. Pure."""

import re
from dataclasses import replace
from itertools import chain, pairwise

from ..plan_text.markers import ITEM, marker_of
from ..plan_text.outline import TASK
from ..plan_text.reading_items import read_item
from ..plan_text.splitting import Draft as ItemText
from ..plan_text.unit_lists import looks_like_units
from ..plan_text.words.roles import LABELS
from ..unit_names import plain_name
from .lengths import TARGET_NAME
from .shape import DraftRow, DraftTarget, DraftUnit
from .targets import targets_of
from .values import TEXTS, DraftError
from .wording import requirement_of

LONGEST_FIRST_TITLE = 40
_WITHIN = re.compile(
    r"\([^()]{0,400}(?:\([^()]{0,400}\)[^()]{0,400}){0,20}\)|（[^（）]{0,400}）|\[[^\[\]]{0,400}\]|【[^【】]{0,400}】"
    r"|〔[^〔〕]{0,400}〕|《[^《》]{0,400}》|“[^“”]{0,400}”"
)
_STOP = re.compile(r"[。；;\n]+[”\s]*")
_POINT = re.compile(
    r"[①-⑳]|(?<=[,，:：\s])(?:[一二三四五六七八九十]是|第[一二三四五六七八九十][,，、]|\d{1,2}[.、．](?!\d)|[(（]\d{1,2}[)）])"
)
_CLAUSE_END = re.compile(r"[,，;；。:：\n]")
_SAID = re.compile(r"\w")
# What only says who, until when and how much goes with the text before it.
_LABEL = re.compile(rf"\s*(?:{'|'.join(sorted(chain.from_iterable(LABELS.values()), key=len, reverse=True))})\s*[:：]")
_SHORTEST_LINE = 6  # a shorter line is a cell of a table
_HEAD = 16  # so much of a text tells where it begins in another one


def pieces_of(source: str) -> tuple[str, ...]:
    """The parts a row can be cut between: sentences and numbered points; together they are the source."""
    masked = _masked(source)
    cuts = {match.end() for match in _STOP.finditer(masked)}
    cuts |= {match.start() for match in _POINT.finditer(source) if _stands_free(match, masked)}
    starts = [0, *(cut for cut in sorted(cuts) if 0 < cut < len(source) and _SAID.search(source[:cut]))]
    kept = [
        cut for cut, end in pairwise([*starts, len(source)])
        if cut == 0 or _is_piece(source[cut:end], masked[cut:end], source[cut - 1])
    ]
    return tuple(source[start:end] for start, end in pairwise([*kept, len(source)]) if source[start:end])


def divided(row: DraftRow, at: int, key: str, number: str) -> tuple[DraftRow, DraftRow]:
    """The row up to piece `at`, and a new one from there on with the same units. Raises DraftError."""
    pieces = pieces_of(row.source)
    if len(pieces) < 2:
        raise DraftError("这一项的原文只有一句，不能拆分；可以增加一行再填写。")
    if not 0 < at < len(pieces):
        raise DraftError("请选择从哪一句起拆成第二项。")
    upper, lower = "".join(pieces[:at]), "".join(pieces[at:])
    stay, move = _divided_targets(row.targets, upper, lower)
    read = _read(lower, row)
    requirements = _divided_requirement(row.requirement, lower) or (row.requirement, read.requirement)
    lines = _divided_lines(row, upper)
    second = replace(
        read, key=key, number=number, requirement=requirements[1], first_line=lines[1],
        targets=_read_before(move, read),
    )
    first = replace(row, requirement=requirements[0], targets=stay, last_line=lines[0], source=upper.strip(),
                    is_checked=False, rev=row.rev + 1)
    return first, second


def merged(upper: DraftRow, lower: DraftRow) -> DraftRow:
    """`lower` taken into `upper`, which keeps its number, title, marks and indicator."""
    return replace(
        upper,
        requirement=_joined(upper.requirement, lower.requirement, TEXTS["requirement"][1]),
        source=_joined(upper.source, lower.source),
        **_all_lines(upper, lower),
        targets=_united(upper.targets, _under_own_name(upper, lower)),
        units=_all_units(upper, lower),
        warnings=tuple(dict.fromkeys((*upper.warnings, *lower.warnings))),
        domain=upper.domain or lower.domain, leader=upper.leader or lower.leader,
        deadline=upper.deadline or lower.deadline, due=upper.due or lower.due,
        attribute=upper.attribute or lower.attribute,
        full_marks=lower.full_marks if upper.full_marks is None else upper.full_marks,
        is_checked=False, rev=upper.rev + 1,
    )


def _is_piece(text: str, masked: str, before: str) -> bool:
    """A bracket that stands alone names the units of what is before it; so does the cell of a table."""
    said = _SAID.findall(masked)
    if not said or _LABEL.match(text):
        return False
    return before != "\n" or (len(said) >= _SHORTEST_LINE and not looks_like_units(text.strip()))


def _masked(text: str) -> str:
    return _WITHIN.sub(lambda match: "\0" * len(match[0]), text)


def _stands_free(match: re.Match, masked: str) -> bool:
    """Not inside a bracket; (1) is itself one."""
    return masked[match.start()] != "\0" or (match[0][0] in "(（" and masked[match.start() : match.end()] == "\0"
                                             * len(match[0]) and masked[match.end() : match.end() + 1] != "\0")


def _read(text: str, row: DraftRow) -> DraftRow:
    """The text as a row of its own, beside `row`."""
    plain = _without_number(text)
    item, _, _ = read_item(ItemText(plain, "", 0, row.first_line, row.last_line, ITEM, TASK), row.due and row.due.year)
    targets, warnings = targets_of(item)
    is_measured = bool(targets) and not targets[0].name and 0 < len(item.title) <= LONGEST_FIRST_TITLE
    return replace(
        row, title=item.title if is_measured else _first_clause(plain), requirement=requirement_of(item),
        targets=targets, indicator=None, full_marks=None, source=text.strip(), warnings=tuple(warnings),
        is_checked=False, rev=1,
    )


def _divided_targets(targets, upper: str, lower: str) -> tuple[tuple[DraftTarget, ...], tuple[DraftTarget, ...]]:
    """A target goes with the text it stands in; one that stands in both or in none stays."""
    move = tuple(target for target in targets if _says(lower, target) and not _says(upper, target))
    return tuple(target for target in targets if target not in move), move


def _read_before(moved: tuple[DraftTarget, ...], second: DraftRow) -> tuple[DraftTarget, ...]:
    """Targets that were read already, or corrected by hand, go before those read from the part alone."""
    known = {_sought(target) for target in moved}
    own = tuple(replace(target, name="") if target.name == second.title else target for target in moved)
    return own + tuple(target for target in second.targets if _sought(target) not in known)


def _sought(target: DraftTarget) -> tuple:
    """What is to be reached, whatever it is called; without a number the words say it."""
    number = (target.comparator, target.target, target.upper, target.unit)
    return number if target.target is not None else (target.comparator, target.text)


def _says(text: str, target: DraftTarget) -> bool:
    words = [word for word in (target.name, target.text) if word]
    return bool(words) and all(plain_name(word) in plain_name(text) for word in words)


def _divided_requirement(requirement: str, lower: str) -> tuple[str, str] | None:
    """None where the requirement does not hold the second text."""
    start = requirement.find(_STOP.split(lower.strip())[0][:_HEAD])
    return None if start < 0 else (requirement[:start].strip(), requirement[start:].strip())


def _divided_lines(row: DraftRow, upper: str) -> tuple[int, int]:
    """Last line of the first part, first line of the second; both on one line where the cut is inside it."""
    count = row.last_line - row.first_line
    if not row.first_line or count <= 0:
        return row.last_line, row.first_line
    if row.source.count("\n") == count:
        passed = upper.rstrip().count("\n")
        return row.first_line + passed, row.first_line + upper.count("\n")
    passed = row.first_line + count * len(upper) // max(len(row.source), 1)
    return passed, passed


def _without_number(text: str) -> str:
    text = text.strip()
    marker = marker_of(text)
    return text[marker.length :].strip() if marker else text


def _first_clause(text: str) -> str:
    end = _CLAUSE_END.search(_masked(text), 1)
    return " ".join((text[: end.start()] if end else text).split())[:LONGEST_FIRST_TITLE]


def _joined(upper: str, lower: str, most: int | None = None) -> str:
    parts = (upper, lower) if lower not in upper else (upper,)
    return "\n".join(filter(None, parts))[:most]


def _united(targets, more) -> tuple[DraftTarget, ...]:
    """Both, without those that ask for the same of the same."""
    known: dict[tuple, DraftTarget] = {}
    for target in (*targets, *more):
        known.setdefault((target.name, *_sought(target)), target)
    return tuple(known.values())


def _under_own_name(upper: DraftRow, lower: DraftRow) -> tuple[DraftTarget, ...]:
    """Targets without a name are of their row's title; under another title they must say so."""
    if upper.title == lower.title:
        return lower.targets
    own = lower.title[:TARGET_NAME]
    return tuple(replace(target, name=target.name or own) for target in lower.targets)


def _all_lines(upper: DraftRow, lower: DraftRow) -> dict[str, int]:
    """From the first line of the one to the last of the other, where both stand in the same file."""
    if upper.file != lower.file or not lower.first_line:
        return {}
    if not upper.first_line:
        return {"first_line": lower.first_line, "last_line": lower.last_line}
    return {"first_line": min(upper.first_line, lower.first_line), "last_line": max(upper.last_line, lower.last_line)}


def _all_units(upper: DraftRow, lower: DraftRow) -> tuple[DraftUnit, ...]:
    known = {plain_name(unit.name) for unit in upper.units}
    return upper.units + tuple(unit for unit in lower.units if plain_name(unit.name) not in known)
