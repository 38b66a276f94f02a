"""Tasks that have no number of their own: paragraphs with units, 一是…二是…, duties of units, headed paragraphs."""

import re
from itertools import pairwise

from .drafts import Draft, is_general, outer_of, own_domain
from .lines import LABEL, Line
from .markers import ITEM, NUMERAL, PART, POINT, marker_of
from .outline import OTHER, ROOT, TASK, Node
from .roles import has_roles
from .unit_lists import looks_like_units

POINTS = re.compile(rf"(?:^|(?<=[:;。,)\]〕】]))\s*(?=(?:{NUMERAL}(?:是(?!否)|要)|第{NUMERAL}[,、]))")
LEAST_POINTS = 3
DUTY = re.compile(
    r"^(?P<units>[^:。;]{2,60}):(?P<duty>(?:负责|牵头|承担|做好|组织|配合|协助|指导|落实|推进|加强|开展|完成).{4,})"
)
# 各镇要…… is said to everybody and is no task of its own.
HAS_TO = re.compile(r"^(?P<units>(?!各)[^,:。;要]{3,40}?)(?<![主重需首])要(?P<duty>.{4,})")
NEXT_DUTY = re.compile(r"(?:^|(?<=[;。]))(?P<units>(?!各)[^,:。;要]{3,40}?)(?<![主重需首])要")
INTRODUCES = re.compile(r"(?::|如下|下列)[。:]?$")
LONGEST_PARAGRAPH_HEAD = 24


def in_paragraphs(node: Node) -> list[Draft]:
    """Tasks that have no number of their own."""
    points = points_of(node)
    if points:
        return points
    if node.is_of_units and not node.children:
        return [_of_units(line, node) for line in _body_lines(node)]
    found: list[Draft] = []
    for lines in role_paragraphs(node):
        text = "\n".join(line.text for line in lines)
        found.append(_unnumbered(text, lines[0], lines[-1], node))
    if found and not node.children:
        return found
    return found if len(found) > 1 else _duties(node) or _headed(node)


def points_of(node: Node) -> list[Draft]:
    if node.status != TASK and not has_roles(node.own_text):
        return []
    if node.rank >= ITEM or (node.rank == PART and not is_general(node.heading) and not has_roles(node.own_text)):
        return []
    if node.rank < ITEM and own_points(node):
        return own_points(node)
    for line in _body_lines(node):
        pieces = POINTS.split(line.text)
        if len(pieces) > LEAST_POINTS or (len(pieces) == LEAST_POINTS and has_roles(pieces[1])):
            return [_point(piece, line, node) for piece in pieces if _is_point(piece)]
    return []


def own_points(node: Node) -> list[Draft]:
    """一是…(甲局牵头);二是…(乙局负责): each point names its own units."""
    for line in _body_lines(node):
        pieces = [piece for piece in POINTS.split(line.text) if _is_point(piece)]
        if len(pieces) > 1 and sum(map(has_roles, pieces)) >= len(pieces) - 1 and sum(map(has_roles, pieces)) > 1:
            return [_point(piece, line, node) for piece in pieces]
    return []


def _is_point(piece: str) -> bool:
    marker = marker_of(piece)
    return marker is not None and marker.rank == POINT


def _point(piece: str, line: Line, node: Node) -> Draft:
    marker = marker_of(piece)
    text = piece[marker.length :].strip(" ;。")
    return Draft(text, marker.printed, marker.number, line.number, line.last, POINT, node.status, outer_of(node),
                 own_domain(node))  # fmt: skip


def role_paragraphs(node: Node) -> list[list[Line]]:
    """Paragraphs that end with units; a label line belongs to the paragraphs before it."""
    found: list[list[Line]] = []
    waiting: list[Line] = []
    for line in _body_lines(node):
        is_label = bool(LABEL.match(line.text))
        if not has_roles(line.text):
            if is_label and found and not waiting:
                found[-1].append(line)
            elif not INTRODUCES.search(line.text):
                waiting.append(line)
        elif is_label and found and not waiting:
            found[-1].append(line)
        else:
            found.append([*(waiting if is_label else []), line])
            waiting = []
    return found


def _headed(node: Node) -> list[Draft]:
    """推进大气污染防治。开展…… in paragraphs without number or unit, where the section says that it holds tasks."""
    lines = [line for line in _body_lines(node) if not INTRODUCES.search(line.text)]
    if node.status != TASK or node.children or node.rank == ROOT or len(lines) < 2:
        return []
    return [_unnumbered(line.text, line, line, node) for line in lines] if all(map(_is_headed, lines)) else []


def _is_headed(line: Line) -> bool:
    heading = re.split(r"[。:]", line.text, maxsplit=1)[0]
    return 4 <= len(heading) <= LONGEST_PARAGRAPH_HEAD and len(line.text) > len(heading) + 6


def _duties(node: Node) -> list[Draft]:
    """市住建局:负责…… , one line for each unit."""
    if node.status not in (TASK, OTHER) or node.children:
        return []
    found = []
    for line in _body_lines(node):
        for piece in _duties_of(line.text):
            duty = DUTY.match(piece) or HAS_TO.match(piece)
            if duty and looks_like_units(duty["units"]):
                text = re.sub(r"^(?:负责|承担|牵头|做好)", "", duty["duty"]).rstrip(";。")
                draft = _unnumbered(text, line, line, node)
                draft.units = duty["units"]
                found.append(draft)
    return found


def _of_units(line: Line, node: Node) -> Draft:
    draft = _unnumbered(line.text, line, line, node)
    draft.units = node.heading.rstrip(":")
    return draft


def _duties_of(text: str) -> list[str]:
    """区住建局要抓好……;区交通局要抓好……: each unit's part of the sentence."""
    starts = [match.start() for match in NEXT_DUTY.finditer(text) if looks_like_units(match["units"])]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])] if starts else [text]


def _unnumbered(text: str, first: Line, last: Line, node: Node) -> Draft:
    end = last.last or last.number
    return Draft(text, "", 0, first.number, end, ITEM, node.status, outer_of(node), own_domain(node))


def _body_lines(node: Node) -> list[Line]:
    if not node.lines:
        return []
    if node.rank == ROOT:
        return node.lines
    first = node.lines[0]
    rest = first.text[(node.marker.length if node.marker else 0) + len(node.heading) :].strip("。 ")
    return ([Line(first.number, rest, first.last)] if rest else []) + node.lines[1:]
