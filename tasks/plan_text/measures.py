"""How the plan is to be carried through: the headed points of its sections on measures, safeguards and demands."""

import re
from itertools import pairwise

from .buried import mask_quoted
from .markers import CHAPTER, NUMERAL, POINT, marker_of
from .outline import ROOT, SKIPPED, Node
from .parsed import Measure
from .words.sections import MEASURE_SECTIONS

SECTION_OF_MEASURES = re.compile("|".join(MEASURE_SECTIONS))
POINTS = re.compile(rf"(?:^|(?<=[:;。]))\s*(?=(?:{NUMERAL}(?:是(?!否)|要)|第{NUMERAL}[,、]))")
ENDS_TITLE = re.compile(r"[。:\n]")
LONGEST_TITLE = 40
LONGEST_TEXT = 2_000


def read_measures(root: Node, tasks: set[int]) -> list[Measure]:
    """`tasks` are the lines taken by tasks; a section of measures that holds tasks is none."""
    found: list[Measure] = []
    for node in root.children:
        _read(node, tasks, found)
    return found


def _read(node: Node, tasks: set[int], found: list[Measure]) -> None:
    is_section = node.marker is not None and bool(SECTION_OF_MEASURES.search(node.heading[:LONGEST_TITLE]))
    if is_section and not _holds_tasks(node, tasks):
        found.extend(_measures_of(node))
        return
    if node.status != SKIPPED or node.rank in (ROOT, CHAPTER):
        for child in node.children:
            _read(child, tasks, found)


def _holds_tasks(node: Node, tasks: set[int]) -> bool:
    return any(line.number in tasks for one in node.walk() for line in one.lines)


def _measures_of(node: Node) -> list[Measure]:
    numbered = [child for child in node.children if child.marker is not None]
    if numbered:
        return [_measure(_text_of(child), child.lines[0].number) for child in numbered]
    points = [measure for line in node.lines for measure in _points_in(_without_number(line.text), line.number)]
    if points:
        return points
    if len(node.lines) > 1 and all(_is_headed(line.text) for line in node.lines[1:]):
        return [_measure(line.text, line.number) for line in node.lines[1:]]
    return [_measure(node.own_text, node.lines[0].number)] if node.has_body else []


def _points_in(text: str, line: int) -> list[Measure]:
    """一是加强领导。……;二是…… in one paragraph."""
    starts = [match.end() for match in POINTS.finditer(text)]
    if len(starts) < 2:
        return []
    return [_measure(text[start:end], line) for start, end in pairwise([*starts, len(text)])]


def _is_headed(text: str) -> bool:
    title = re.split(r"[。:]", text, maxsplit=1)[0]
    return len(title) < len(text) - 1 and len(title) <= LONGEST_TITLE // 2


def _measure(text: str, line: int) -> Measure:
    text = _without_number(text).strip(" ;\n")
    cut = ENDS_TITLE.search(mask_quoted(text))
    title, body = (text[: cut.start()], text[cut.end() :]) if cut else (text.rstrip("。;"), "")
    if len(title) > LONGEST_TITLE:
        title, body = re.split(r"[,;]", title, maxsplit=1)[0][:LONGEST_TITLE], text
    return Measure(title.strip(), body.strip()[:LONGEST_TEXT], line)


def _without_number(text: str) -> str:
    marker = marker_of(text)
    return text[marker.length :] if marker and marker.rank <= POINT else text


def _text_of(node: Node) -> str:
    """With its steps below it, their numbers kept."""
    return "\n".join(line.text for one in node.walk() for line in one.lines)
