"""From blocks as they were read to the lines an office wrote: cleaned, broken ones joined, tables in between."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from eco_demo.lib.document_text import Block, Paragraph, Table

from . import cleaning
from .characters import half_width, simplify
from .markers import BULLET, NUMERAL, PART, POINT, SECTION, marker_of, number_of
from .unit_lists import could_be_units
from .words.roles import LABELS

LABEL = re.compile(rf"(?:{'|'.join(label for labels in LABELS.values() for label in labels)})\s*:")
ENDS_WITH_ROLES = re.compile(
    r"[(\[〔【][^()\[\]〔〕【】]{0,30}(?:单位|部门|牵头|责任)(?:[^()\[\]〔〕【】]|[(\[〔][^()\[\]〔〕]*[)\]〕])*[)\]〕】]$"
)
SIGNATURE = re.compile(
    r"[一-鿿]{1,8}[省市区县州旗镇乡][一-鿿]{2,24}(?:委员会|办公室|人民政府|指挥部|领导小组|局|办)"
)
ENDS_WITH_LABEL = re.compile(rf"(?<=[。;,(\[【〔]){LABEL.pattern}$")
CUT_LABEL = re.compile(r"(?<=[。;,(\[【〔])[一-鿿]{1,4}$")
ENDED = re.compile(r"(?:[。!?;:…]|\.{3})[”’\"')\]》]*$")
# A letter or figure needs its blank, Chinese does not.
NEEDLESS_BLANK = re.compile(
    r"(?<=[^\x00-\x7f])\s+(?=\S)|(?<=\S)\s+(?=[^\x00-\x7f])"
    r"|(?<=[,;:()<>\[\]%])[ \t]+|[ \t]+(?=[,;:()<>\[\]%])"
)
CUT_NUMBER = re.compile(r"^(\d{1,3})\s+([.、])")
DAY_NUMBER = r"[\d一二三四五六七八九十]{1,3}"
YEAR_OF_DATE = r"(?:\d{4}|二[〇零○O][一二三四五六七八九〇零○O]{2})年"
DATE_LINE = re.compile(
    rf"\d{{4}}([-./])\d{{1,2}}\1\d{{1,2}}|\(?{YEAR_OF_DATE}{DAY_NUMBER}月{DAY_NUMBER}日(?:印发)?\)?"
)
ANNEX_LINE = re.compile(r"附\s*(?:件|表)\s*[\d一二三四五六七八九十]*\s*(?:[::].*|.{0,40})")
NEXT_ITEM = re.compile(r"(?<=[)\]〕】。;])\s*(?=(\d{1,3})[.、](?!\d)[一-鿿A-Z“《])")
NEXT_POINT = re.compile(rf"(?<=[;。,])\s*(?=(?:第|其)?({NUMERAL})(?:是(?!否)|要|[,、]))")
OPEN_ROLES = re.compile(r"[(\[〔【][^()\[\]〔〕【】]{0,30}(?:单位|部门|牵头|责任)")
LONG_LABELS = "|".join(label for labels in LABELS.values() for label in labels if len(label) > 3)
ANY_LABEL = "|".join(sorted((label for labels in LABELS.values() for label in labels), key=len, reverse=True))
BOXED_LABEL = re.compile(rf"(?:【(?P<label>{ANY_LABEL})】|[〔\[](?P<long>{LONG_LABELS})[〕\]])\s*:?\s*(?=[^\s、,。)])")
BULLET_LABEL = re.compile(rf"^\s*[●•■◆▲◇○□➤✓❖※★☆·—-]+\s*(?=(?:{ANY_LABEL})\s*:)")
# Tabs part cells; only a line of two cells is a label with its value.
SPACED_LABEL = re.compile(rf"^ *(?P<label>{LONG_LABELS})(?: +| *\t(?!.*\t) *| *[-—]+ *)(?=[一-鿿\d])")
DECIMAL_NUMBER = re.compile(r"\s*\d{1,2}\.\d{1,2}(?:\s+|[、.])?(?=[一-鿿])")
BARE_NUMBER = re.compile(r"^ *(?P<n>\d{1,2}) +(?=[一-鿿])(?!.*\t)")
LEAST_DECIMALS, LEAST_IN_ORDER, MOSTLY = 2, 2, 0.6
LONGEST_LINE, LONGEST_BRACKET = 2_000, 300
PIECES = re.compile(rf"(?s).{{1,{LONGEST_LINE}}}(?:。|$)|.{{1,{LONGEST_LINE}}}")
LONG = 20
WIDEST_WRAP, NEAR_FULL = 60, 4


@dataclass(frozen=True)
class Line:
    """`number` to `last` in the source. `is_junk`: of the portal, kept only for the facts it may hold."""

    number: int
    text: str
    last: int = 0
    is_junk: bool = False
    after_gap: bool = False
    width: int = 0


@dataclass(frozen=True)
class Grid:
    """A table with cleaned cells; `places` are the lines of its rows where these do not simply follow each other."""

    number: int
    rows: list[list[str]] = field(default_factory=list)
    is_pasted: bool = False
    places: list[int] = field(default_factory=list)

    def line_of(self, row: int) -> int:
        return self.places[row] if self.places else self.number + row


def clean_lines(blocks: list[Block]) -> list[Line | Grid]:
    """Every stage that looks at characters and lines, none that looks at meaning."""
    cleaned = _clean_characters(blocks)
    return [part for found in join_broken(_mark_junk(cleaned)) for part in _split_run_on(found)]


def squeeze(text: str) -> str:
    """三 中全会 → 三中全会; 18 . → 18."""
    return CUT_NUMBER.sub(r"\1\2", NEEDLESS_BLANK.sub("", text.strip()))


def _clean_characters(blocks: list[Block]) -> list[Line | Grid]:
    blocks = [part for block in blocks for part in _in_pieces(block)]
    texts = [half_width(cleaning.drop_tags(text)) for block in blocks for text in _texts(block)]
    texts = _number_chapters(texts)
    texts = iter(simplify([cleaning.drop_advertising(text) for text in cleaning.drop_pinyin(texts)]))
    return [
        Line(block.line, _with_colons(next(texts)), block.line, width=_width(block.text))
        if isinstance(block, Paragraph)
        else Grid(block.line, [[_cell(next(texts)) for _ in row] for row in block.rows])
        for block in blocks
    ]


def _width(text: str) -> int:
    """As printed, in Chinese characters; letters and figures take half."""
    plain = text.strip()
    return len(plain) - sum(letter.isascii() for letter in plain) // 2


def _with_colons(text: str) -> str:
    """【牵头单位】区水利局 and 牵头单位  区水利局 → 牵头单位:区水利局."""
    text = BOXED_LABEL.sub(lambda match: f"{match['label'] or match['long']}:", text)
    text = SPACED_LABEL.sub(r"\g<label>:", BULLET_LABEL.sub("", text))
    label = LABEL.match(text.lstrip())
    return label[0] + _listed(text.lstrip()[label.end() :]) if label else text


def _listed(text: str) -> str:
    """区住建局 区城管局: blanks between names of units part them."""
    names = text.split()
    return "、".join(names) if len(names) > 1 and all(map(could_be_units, names)) else text


def _number_chapters(texts: list[str]) -> list[str]:
    """1 生态制度 and 01 生态制度: numbers with nothing but a blank behind them, where they count on."""
    has_decimals = sum(bool(DECIMAL_NUMBER.match(text)) for text in texts) >= LEAST_DECIMALS
    bare = [int(match["n"]) for text in texts if (match := BARE_NUMBER.match(text))]
    counts_on = sum(later == earlier + 1 for earlier, later in pairwise(bare))
    if not has_decimals and (counts_on < LEAST_IN_ORDER or counts_on < len(bare) * MOSTLY):
        return texts
    return [BARE_NUMBER.sub(r"\g<n>、", text) for text in texts]


def _in_pieces(block: Block) -> list[Block]:
    """A document in one endless line is cut at full stops; some patterns take the square of a line's length."""
    if isinstance(block, Table):
        return [replace(block, rows=[[cell[:LONGEST_LINE] for cell in row] for row in block.rows])]
    if len(block.text) <= LONGEST_LINE:
        return [block]
    return [replace(block, text=match[0]) for match in PIECES.finditer(block.text)]


def _texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, Paragraph) else [text for row in block.rows for text in row]


def _cell(text: str) -> str:
    return "\n".join(filter(None, (squeeze(_listed(line)) for line in text.splitlines())))


def _mark_junk(found: list[Line | Grid]) -> list[Line | Grid]:
    """Blank lines become a gap before the next one; a page mark leaves no gap, it may stand inside a sentence."""
    kept: list[Line | Grid] = []
    gap = at_mark = False
    for line in found:
        if isinstance(line, Grid):
            kept.append(line)
        elif cleaning.is_page_mark(line.text):
            at_mark = True
            continue
        elif not line.text.strip():
            gap = True
            continue
        else:
            junk = cleaning.is_portal_junk(line.text)
            kept.append(replace(line, is_junk=junk, after_gap=gap and not at_mark))
        gap = at_mark = False
    return kept


def join_broken(found: list[Line | Grid]) -> list[Line | Grid]:
    wrap = _wrap_width([line for line in found if isinstance(line, Line)])
    joined: list[Line | Grid] = []
    for line in found:
        if isinstance(line, Grid):
            joined.append(line)
            continue
        text = line.text if "\t" in line.text or "|" in line.text else squeeze(line.text)
        before = joined[-1] if joined else None
        if isinstance(before, Line) and not before.is_junk and not line.is_junk and _goes_on(before, text, line, wrap):
            joined[-1] = replace(before, text=squeeze(before.text + text), last=line.last, width=line.width)
        else:
            joined.append(replace(line, text=text))
    return joined


def _wrap_width(lines: list[Line]) -> int:
    """The length at which lines were broken by force; 0 when they were not."""
    if len(lines) < 8:
        return 0
    width = sorted(line.width for line in lines)[int(len(lines) * 0.9)]
    full = [line for line in lines if width - 3 <= line.width <= width + 3]
    cut = sum(not ENDED.search(line.text.strip()) for line in full)
    is_wrapped = len(full) >= len(lines) * 0.3 and cut >= len(full) * 0.5
    return width if LONG <= width <= WIDEST_WRAP and is_wrapped else 0


def _goes_on(before: Line, text: str, line: Line, wrap: int) -> bool:
    marker = marker_of(text)
    own = marker_of(before.text)
    if own and own.length == len(before.text) and own.rank < POINT:
        return marker is None
    if _cuts_label(before.text, text):
        return True
    if _has_cells(before.text) or _starts_anew(text, marker) or len(before.text) > LONGEST_LINE:
        return False
    if _is_open(before.text):
        return True
    if ENDS_WITH_LABEL.search(before.text) and not line.after_gap:
        return True
    if line.after_gap or ENDS_WITH_ROLES.search(before.text[-LONGEST_BRACKET:]) or ENDED.search(before.text):
        return False
    if before.text.endswith((",", "、", "(", "“", "《")):
        return True
    if not wrap and (LABEL.match(before.text) or (LABEL.search(before.text) and SIGNATURE.fullmatch(text))):
        return False
    if wrap:
        return before.width >= wrap - NEAR_FULL
    return before.width >= LONG and bool(re.search(r"[,;、。]", before.text))


def _starts_anew(text: str, marker) -> bool:
    if marker and (marker.rank < POINT or marker.rank == BULLET or marker.rank == POINT):
        return True
    return bool(LABEL.match(text) or DATE_LINE.fullmatch(text) or ANNEX_LINE.fullmatch(text) or _has_cells(text))


def _cuts_label(before: str, text: str) -> bool:
    """…;完成 over 时限:2022年: the second half of a label is a label too."""
    label = LABEL.match(text)
    cut = CUT_LABEL.search(before) if label else None
    return bool(cut) and bool(LABEL.fullmatch(cut[0] + label[0]))


def _has_cells(text: str) -> bool:
    return "\t" in text or text.count("|") > 1


def _is_open(text: str) -> bool:
    """The last bracket with roles in it was not closed yet."""
    start = max((match.start() for match in OPEN_ROLES.finditer(text)), default=-1)
    if start < 0 or re.search(r"[。;]\s*$", text):
        return False
    rest = text[start:]
    return sum(rest.count(c) for c in "([〔【") > sum(rest.count(c) for c in ")]〕】")


def _split_run_on(line: Line | Grid) -> list[Line | Grid]:
    """1.…(牵头单位:…)2.… or 一是…;二是… in one paragraph; only where the numbers follow each other."""
    marker = marker_of(line.text) if isinstance(line, Line) else None
    if marker is None or marker.number == 0:
        return [line]
    holds_tasks = marker.rank in (SECTION, PART)
    shape = NEXT_POINT if marker.rank == POINT else NEXT_ITEM
    cuts = _cuts(line.text, shape, 0 if holds_tasks else marker.number)
    if holds_tasks and (len(cuts) < 2 or not LABEL.search(line.text)):
        return [line]
    edges = [0, *cuts, len(line.text)]
    return [replace(line, text=line.text[start:end].strip(" ;")) for start, end in pairwise(edges)]


def _cuts(text: str, shape: re.Pattern, number: int) -> list[int]:
    """Where the next numbers stand, counted on from `number`."""
    cuts = []
    for match in shape.finditer(text):
        if number_of(match[1]) == number + 1:
            cuts.append(match.end())
            number += 1
    return cuts
