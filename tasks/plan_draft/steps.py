"""The corrections a person can make to a draft: each takes a draft and gives the next one. Pure.

Every one raises `DraftError` with a sentence when it makes no sense. A row's `rev` rises whenever the row changes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..unit_forms import Place
from ..unit_names import plain_name
from ..unit_phrases import read_phrase
from .dividing import divided, merged, pieces_of
from .lengths import NUMBER, UNIT_NAME
from .shape import (
    CREATE_GROUP,
    CREATE_UNIT,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    Draft,
    DraftRow,
    NameDecision,
)
from .values import DraftError, clean, too_long, with_words

__all__ = ["DraftError", "pieces_of"]

MOST_ROWS = 3_000
TOWNSHIP_ENDINGS = ("镇", "乡", "街道", "办事处", "苏木")
NEW_UNIT_LEVELS = {"department": "部门", "township": "街道（乡镇）"}
_SOMEWHERE = Place(())  # whether a phrase speaks of several does not hang on the territory
_MEMBERS_OF = {"townships": "townships", "districts": "townships", "all": "all"}
GROUP_MEMBERS = {"townships": "各街道（乡镇）", "departments": "各部门", "all": "全部单位"}


def change_row(draft: Draft, key: str, values: Mapping) -> Draft:
    """New values of a row's fields; the same ones leave the draft as it is."""
    row = _kept_row(draft, key)
    wanted = {field: clean(field, value) for field, value in values.items()}
    if "targets" in wanted:
        wanted["targets"] = with_words(wanted["targets"], row.targets)
    changed = {field: value for field, value in wanted.items() if value != getattr(row, field)}
    return _with(draft, row, replace(row, **changed, rev=row.rev + 1)) if changed else draft


def check_row(draft: Draft, key: str) -> Draft:
    row = _kept_row(draft, key)
    return draft if row.is_checked else _with(draft, row, replace(row, is_checked=True, rev=row.rev + 1))


def drop_row(draft: Draft, key: str) -> Draft:
    row = row_of(draft, key)
    return draft if row.is_dropped else _with(draft, row, replace(row, is_dropped=True, rev=row.rev + 1))


def restore_row(draft: Draft, key: str) -> Draft:
    row = row_of(draft, key)
    return _with(draft, row, replace(row, is_dropped=False, rev=row.rev + 1)) if row.is_dropped else draft


def merge_row(draft: Draft, key: str) -> Draft:
    """The row goes into the kept row above it."""
    row = _kept_row(draft, key)
    above = draft.kept[: draft.kept.index(row)]
    if not above:
        raise DraftError("这是第一项，上面没有可以合并的任务。")
    rows = tuple(merged(above[-1], row) if each is above[-1] else each for each in draft.rows if each is not row)
    return replace(draft, rows=rows)


def split_row(draft: Draft, key: str, at: int, taken: Collection[str] = ()) -> Draft:
    """Piece `at` of the row's source and what follows become a row of their own, directly after it."""
    row = _kept_row(draft, key)
    _check_room(draft)
    return _with(_counted(draft), row, *divided(row, at, _new_key(draft), _number_beside(draft, row, taken)))


def add_row(draft: Draft, after: str, taken: Collection[str] = ()) -> Draft:
    """An empty row after the row `after`, or at the start; it takes the next free number and the domain above."""
    _check_room(draft)
    above = row_of(draft, after) if after else None
    new = DraftRow(_new_key(draft), number=next_number(draft, taken), domain=above.domain if above else "",
                   file=above.file if above else 1)
    if above is None:
        return replace(_counted(draft), rows=(new, *draft.rows))
    return _with(_counted(draft), above, above, new)


def decide_name(draft: Draft, name: str, decision: NameDecision | None) -> Draft:
    """Whom the document means by `name`; None leaves it to the matching again."""
    plain = plain_name(name)
    if all(plain_name(unit.name) != plain for row in draft.rows for unit in row.units):
        raise DraftError(f"任务中已没有“{name}”这个单位，请刷新页面。")
    names = {known: value for known, value in draft.names.items() if known != plain}
    if decision is not None:
        names[plain] = _decision(name, decision)
    return draft if names == draft.names else replace(draft, names=names)


def decide_names(draft: Draft, names: Iterable[str], do: str) -> Draft:
    """The same for each of the names: CREATE_UNIT, which makes a group of 各街道 and the like, or IGNORE."""
    if do not in (CREATE_UNIT, IGNORE):
        raise DraftError("请选择把找不到的单位新建，还是不列入。")
    decided = {
        plain_name(name): _decision(name, newcomer(name) if do == CREATE_UNIT else NameDecision(IGNORE))
        for name in names
    }
    return replace(draft, names={**draft.names, **decided})


def taken_back(now: Draft, before: Draft, at: int) -> Draft:
    """`before` again, at version `at` of the batch.

    Keys given since stay given and revisions go on, so that what others still look at is known to be old.
    """
    present = {row.key: row for row in now.rows}
    return replace(
        before,
        rows=tuple(_again(row, present.get(row.key)) for row in before.rows),
        next_key=max(now.next_key, before.next_key),
        head_at=now.head_at if before.head == now.head else at,
        timetable_at=now.timetable_at if timetable_of(before) == timetable_of(now) else at,
    )


def timetable_of(draft: Draft) -> tuple:
    return draft.stages, draft.places, draft.reporting, draft.measures


def row_of(draft: Draft, key: str) -> DraftRow:
    row = draft.row(key)
    if row is None:
        raise DraftError("这一项已不在清单中，可能已被合并或撤销，请刷新页面。")
    return row


def next_number(draft: Draft, taken: Collection[str] = ()) -> str:
    """One more than the highest whole number in use."""
    used = [row.number for row in draft.kept] + list(taken)
    return str(max((int(number) for number in used if number.isascii() and number.isdecimal() and len(number) < 10),
                   default=0) + 1)


def newcomer(name: str) -> NameDecision:
    """What to make of a name that is not in the tree: a group where it speaks of several units."""
    phrase = read_phrase(name, _SOMEWHERE)
    if phrase is None:
        return NameDecision(CREATE_UNIT, name=name, level=level_of(name))
    return NameDecision(CREATE_GROUP, name=name, members=_MEMBERS_OF.get(phrase.kind, "departments"))


def level_of(name: str) -> str:
    """What a new unit of this name would be."""
    return "township" if name.rstrip("）)").endswith(TOWNSHIP_ENDINGS) else "department"


def _again(old: DraftRow, present: DraftRow | None) -> DraftRow:
    if present is None:
        return old
    same = replace(old, rev=present.rev)
    return same if same == present else replace(old, rev=present.rev + 1)


def _kept_row(draft: Draft, key: str) -> DraftRow:
    row = row_of(draft, key)
    if row.is_dropped:
        raise DraftError("这一项已删除，请先恢复再修改。")
    return row


def _with(draft: Draft, row: DraftRow, *instead: DraftRow) -> Draft:
    place = draft.rows.index(row)
    return replace(draft, rows=(*draft.rows[:place], *instead, *draft.rows[place + 1 :]))


def _check_room(draft: Draft) -> None:
    if len(draft.rows) >= MOST_ROWS:
        raise DraftError(f"一次导入最多{MOST_ROWS}项，不能再增加。")


def _new_key(draft: Draft) -> str:
    return f"r{_next_key(draft)}"


def _counted(draft: Draft) -> Draft:
    return replace(draft, next_key=_next_key(draft) + 1)


def _next_key(draft: Draft) -> int:
    """A number no row has."""
    keys, number = {row.key for row in draft.rows}, draft.next_key
    while f"r{number}" in keys:
        number += 1
    return number


def _number_beside(draft: Draft, row: DraftRow, taken: Collection[str]) -> str:
    """3 → 3-2, the next part of the same number that is free."""
    used = {each.number for each in draft.kept} | set(taken)
    if not row.number:
        return next_number(draft, taken)
    number = next(f"{row.number}-{part}" for part in range(2, len(used) + 3) if f"{row.number}-{part}" not in used)
    return number if len(number) <= NUMBER else next_number(draft, taken)


def _decision(name: str, decision: NameDecision) -> NameDecision:
    if decision.do in (MAP_UNIT, MAP_GROUP):
        if not isinstance(decision.id, int):
            raise DraftError(f"请选择“{name}”对应的单位。")
        return NameDecision(decision.do, id=decision.id)
    if decision.do == IGNORE:
        return NameDecision(IGNORE)
    new = " ".join((decision.name or name).split())
    if fault := too_long("单位名称", new, UNIT_NAME):
        raise DraftError(fault)
    if decision.do == CREATE_UNIT:
        level = decision.level or level_of(new)
        if level not in NEW_UNIT_LEVELS:
            raise DraftError(f"“{new}”应新建为部门或街道（乡镇），请重新选择。")
        return NameDecision(CREATE_UNIT, name=new, level=level)
    if decision.do == CREATE_GROUP:
        if decision.members not in GROUP_MEMBERS:
            raise DraftError(f"请选择单位组“{new}”包括哪些单位。")
        return NameDecision(CREATE_GROUP, name=new, members=decision.members)
    raise DraftError(f"请选择“{name}”的处理方式。")
