"""Where the words of a draft's rows stand in the document: its lines cut into pieces by row and kind of word. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from ..plan_text.words.roles import LABELS
from .shape import ROLE_WORDS, DraftRow, DraftTarget

TITLE, TARGET, DEADLINE = "title", "target", "deadline"
MARK_WORDS = {TITLE: "标题", TARGET: "目标", **ROLE_WORDS, DEADLINE: "时限"}

# One character for one, so that places in the plain text are places in the printed one.
_PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("[〔【", "(") | dict.fromkeys("]〕】", ")") | {"“": '"', "”": '"', "\u3000": " "}
)
_ROLE_LABEL = re.compile(
    rf"(?:{'|'.join(sorted({word for role in ROLE_WORDS for word in LABELS[role]}, key=len, reverse=True))})\s*:"
)
_MARKER = re.compile(r"(?:[(第]?[一二三四五六七八九十\d]{1,3}(?:是|要|[、.)])|[①-⑳])\s*$")
_PREFIXES = "省市州盟县区旗"
_HEAD = 10
_SHORTEST = 2
# A line of the cleaned text stands for a few of the file, a row for some pages of them; more is a wrong number.
_LONGEST_LINE, _LONGEST_ROW = 1_000, 10_000


@dataclass(frozen=True)
class Span:
    """Printed words; `kind` is one of MARK_WORDS, or empty for the words between."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Segment:
    """A stretch of a line that belongs to rows: mostly to one, to several where they cannot be told apart."""

    rows: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class MarkedLine:
    """`cells`: one for a line of text, several for a row of a table; `starts`: the rows that begin here."""

    number: int
    last: int
    is_table: bool
    cells: tuple[tuple[Segment, ...], ...]
    starts: tuple[str, ...]


@dataclass
class _Piece:
    """A segment in the making. `taken`: the stretches already marked, with their kind."""

    text: str
    rows: tuple[str, ...]
    taken: list[tuple[int, int, str]] = field(default_factory=list)

    @cached_property
    def plain(self) -> str:
        return self.text.translate(_PLAIN)

    def take(self, word: str, kind: str, since: int) -> bool:
        """Mark the first place of the word from `since` on that is still free."""
        at = self.plain.find(word, since)
        while at >= 0:
            end = at + len(word)
            if all(end <= first or last <= at for first, last, _ in self.taken):
                self.taken.append((at, end, kind))
                return True
            at = self.plain.find(word, at + 1)
        return False

    def spans(self) -> tuple[Span, ...]:
        if not self.taken:
            return (Span(self.text),) if self.text else ()
        found, at = [], 0
        for first, last, kind in sorted(self.taken):
            found += [Span(self.text[at:first]), Span(self.text[first:last], kind)]
            at = last
        found.append(Span(self.text[at:]))
        return tuple(span for span in found if span.text)


def mark_file(lines: Sequence[Mapping], rows: Sequence[DraftRow]) -> list[MarkedLine]:
    """`lines` of one file as `ImportFile.lines` keeps them, `rows` of that file in the order of the document."""
    return list(_mark_lines(lines, rows, _touched(lines, rows), range(len(lines))).values())


def mark_rows(lines: Sequence[Mapping], rows: Sequence[DraftRow], keys: Collection[str]) -> dict[int, MarkedLine]:
    """By place in the file, only the lines that the rows of these keys were read from."""
    touched = _touched(lines, rows)
    wanted = [place for row in rows if row.key in keys for place in touched[row.key]]
    return _mark_lines(lines, rows, touched, sorted(set(wanted)))


def _touched(lines: Sequence[Mapping], rows: Sequence[DraftRow]) -> dict[str, list[int]]:
    places = _Places(lines)
    return {row.key: places.of(row) for row in rows}


def _mark_lines(lines: Sequence[Mapping], rows: Sequence[DraftRow], touched: Mapping[str, list[int]],
                wanted: Sequence[int]) -> dict[int, MarkedLine]:
    """Rows are marked over all of their lines, though only some of these are wanted."""
    shown = set(wanted)
    here: dict[int, list[DraftRow]] = {place: [] for place in wanted}
    concerned = [row for row in rows if not shown.isdisjoint(touched[row.key])]
    for row in concerned:
        for place in touched[row.key]:
            here.setdefault(place, []).append(row)
    cut = {place: _cells(lines[place], own) for place, own in sorted(here.items())}
    pieces: dict[str, list[tuple[int, _Piece]]] = {row.key: [] for row in concerned}
    for place, cells in cut.items():
        for piece in (piece for own in cells for piece in own):
            for key in piece.rows:
                pieces[key].append((place, piece))
    for row in concerned:
        if not row.is_dropped:
            _mark(row, [piece for _, piece in pieces[row.key]])
    begins = {key: found[0][0] for key, found in pieces.items() if found}
    return {place: _line(lines[place], cut[place], [row.key for row in here[place] if begins.get(row.key) == place])
            for place in wanted}


def _cells(line: Mapping, rows: Sequence[DraftRow]) -> list[list[_Piece]]:
    return [_cut(text, line["number"], rows) for text in line.get("cells") or [line["text"]]]


def _line(line: Mapping, cells: list[list[_Piece]], starts: Sequence[str]) -> MarkedLine:
    said = tuple(tuple(Segment(piece.rows, piece.spans()) for piece in pieces) for pieces in cells)
    return MarkedLine(line["number"], line["last"], bool(line.get("cells")), said, tuple(starts))


class _Places:
    """Finds a row's lines; each sheet of a workbook counts its lines anew, so there the words must agree too."""

    def __init__(self, lines: Sequence[Mapping]):
        self._lines = lines
        self._by_number: dict[int, list[int]] = {}
        for index, line in enumerate(lines):
            for number in range(line["number"], min(line["last"], line["number"] + _LONGEST_LINE) + 1):
                self._by_number.setdefault(number, []).append(index)
        self._restarts = any(later["number"] < line["number"] for line, later in pairwise(lines))

    def of(self, row: DraftRow) -> list[int]:
        if not row.first_line:
            return []
        last = min(row.last_line, row.first_line + _LONGEST_ROW)
        numbers = range(row.first_line, last + 1)
        found = sorted({index for number in numbers for index in self._by_number.get(number, ())})
        return [index for index in found if self._agrees(index, row)] if self._restarts else found

    def _agrees(self, index: int, row: DraftRow) -> bool:
        line = self._lines[index]
        return all(text in row.source for text in line.get("cells") or [line["text"][:_HEAD]])


def _cut(text: str, number: int, rows: Sequence[DraftRow]) -> list[_Piece]:
    """One piece for each row that has a stretch of its own in the text, the words before them a piece of nobody."""
    if len(rows) < 2:
        return [_Piece(text, tuple(row.key for row in rows))]
    plain = text.translate(_PLAIN)
    starts = _starts(plain, number, rows)
    if not starts:
        return [_Piece(text, tuple(row.key for row in rows))]
    cuts = sorted((at, order, key) for order, (key, at) in enumerate(starts.items()))
    pieces = [_Piece(text[: cuts[0][0]], ())] if cuts[0][0] else []
    for place, (at, _, key) in enumerate(cuts):
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(text)
        if end > at:
            pieces.append(_Piece(text[at:end], (key,)))
    return pieces


def _starts(plain: str, number: int, rows: Sequence[DraftRow]) -> dict[str, int]:
    """By row key where its words begin; a row from a line above goes on at the beginning."""
    found: dict[str, int] = {}
    since = 0
    for row in rows:
        source = row.source.translate(_PLAIN).strip()
        head = source.splitlines()[0][:_HEAD] if source else ""
        at = plain.find(head, since) if head else -1
        if at >= 0:
            marker = _MARKER.search(plain, since, at)
            found[row.key] = marker.start() if marker else at
            since = at + len(head)
        elif not found and (row.first_line < number or plain.strip()[:_HEAD] in source):
            found[row.key] = 0
    return found


def _mark(row: DraftRow, pieces: list[_Piece]) -> None:
    _take(pieces, [row.title], TITLE)
    if row.deadline:
        _take(pieces, [row.deadline], DEADLINE)
    label = _label_place(pieces)
    for unit in sorted(row.units, key=lambda unit: -len(unit.name)):
        _take(pieces, _writings(unit.name), unit.role, label) or _take(pieces, _writings(unit.name), unit.role)
    for target in row.targets:
        if target.text != row.title:
            _take(pieces, _printed(target), TARGET)


def _take(pieces: list[_Piece], words: Sequence[str], kind: str, since: tuple[int, int] = (0, 0)) -> bool:
    first, at = since
    for word in words:
        plain = word.translate(_PLAIN).strip()
        if len(plain) < _SHORTEST:
            continue
        if any(piece.take(plain, kind, 0 if place else at) for place, piece in enumerate(pieces[first:])):
            return True
    return False


def _label_place(pieces: list[_Piece]) -> tuple[int, int]:
    """Units are named behind 牵头单位: and its like; the text before may mention them as well."""
    for place, piece in enumerate(pieces):
        match = _ROLE_LABEL.search(piece.plain)
        if match:
            return place, match.end()
    return 0, 0


def _writings(name: str) -> list[str]:
    """市发改局、工信局: the second is called 市工信局 and printed without its prefix."""
    return [name, name[1:]] if name[:1] in _PREFIXES and len(name) > _SHORTEST + 1 else [name]


def _printed(target: DraftTarget) -> list[str]:
    found = [target.name + target.text, target.text]
    if target.target is not None and target.unit:
        found += [f"{_digits(target.target)}{target.unit}"]
    return [word for word in found if word]


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"
