"""Which nodes of the outline are tasks: numbered ones, paragraphs with units behind them, 一是…二是… in a row."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .lines import LABEL, LONGEST_BRACKET, Line
from .markers import CHAPTER, ITEM, NUMERAL, PART, POINT, SECTION, marker_of
from .outline import ANNEX, GOAL, OTHER, ROOT, SKIPPED, TASK, Node
from .roles import has_roles, take_roles
from .unit_lists import looks_like_units
from .words import COUNTED_TASKS, GOAL_SECTIONS, TASK_SECTIONS

POINTS = re.compile(rf"(?:^|(?<=[:;。,)\]〕】]))\s*(?=(?:{NUMERAL}(?:是(?!否)|要)|第{NUMERAL}[,、]))")
COUNT_OF_TASKS = re.compile(r"\((?:共|计|合计)?\s*\d{1,3}\s*(?:项|条|个|类)[^()]{0,6}\)$")
LEAST_POINTS = 3
MOSTLY = 0.8
DUTY = re.compile(
    r"^(?P<units>[^:。;]{2,60}):(?P<duty>(?:负责|牵头|承担|做好|组织|配合|协助|指导|落实|推进|加强|开展|完成).{4,})"
)
# 各镇要…… is said to everybody and is no task of its own.
HAS_TO = re.compile(r"^(?P<units>(?!各)[^,:。;要]{3,40}?)(?<![主重需首])要(?P<duty>.{4,})")
NEXT_DUTY = re.compile(r"(?:^|(?<=[;。]))(?P<units>(?!各)[^,:。;要]{3,40}?)(?<![主重需首])要")
INTRODUCES = re.compile(r"(?::|如下|下列)[。:]?$")
LAST_BRACKET = re.compile(r"[。;][(\[【〔](?:[^()\[\]【】〔〕]|\([^()]*\))*[)\]】〕]。?$")
LONGEST_PARAGRAPH_HEAD = 24
SHORT_INTRODUCTION = 80


@dataclass
class Draft:
    """The text of one task and where it came from; `outer` numbers are those of the sections around it."""

    text: str
    printed: str
    number: int
    line: int
    last_line: int
    rank: float
    status: str
    outer: list[int] = field(default_factory=list)
    domain: str | None = None
    inherited: str = ""
    units: str = ""


def find_drafts(root: Node) -> list[Draft]:
    """Tasks with their texts; whose they are may be said once, above everything (责任单位:区水利局)."""
    drafts = _find(root)
    owners = [line.text for line in root.lines if LABEL.match(line.text) and has_roles(line.text)]
    if len(owners) == 1 and not any(has_roles(draft.text) for draft in drafts):
        for draft in drafts:
            draft.inherited = draft.inherited or owners[0]
    return drafts


def _find(root: Node) -> list[Draft]:
    """Tasks from sections that say they hold tasks; other sections count where none says so, goals as a last resort."""
    found = _drafts_in(root)
    tasks = [draft for draft in found if draft.status == TASK]
    if tasks or any(node.status == TASK and node.rank <= PART for node in root.walk()):
        before = _counted_on(found)
        rest = found[len(before) :]
        return [*before, *(draft for draft in rest if draft.status == TASK or _counts_elsewhere(draft))]
    others = [draft for draft in found if draft.status == OTHER or (draft.status == ANNEX and has_roles(draft.text))]
    goals = [draft for draft in found if draft.status == GOAL and has_roles(draft.text)]
    return _without_closing(others) or _bare_sections(root) or goals


def _counted_on(drafts: list[Draft]) -> list[Draft]:
    """Goals (一) to (四) before tasks that go on with (五): one row of tasks."""
    first = next((place for place, draft in enumerate(drafts) if draft.status == TASK), 0)
    before = drafts[:first]
    numbers = [draft.number for draft in [*before, *drafts[first : first + 1]]]
    goes_on = len(before) > 0 and numbers == list(range(1, len(numbers) + 1))
    return before if goes_on and len({draft.rank for draft in [*before, drafts[first]]}) == 1 else []


def _without_closing(drafts: list[Draft]) -> list[Draft]:
    """Where tasks name their units, the last sections that name none tell how to report and whom to call."""
    named = [has_roles(draft.text) or bool(draft.inherited or draft.units) for draft in drafts]
    last = max((place for place, is_named in enumerate(named) if is_named), default=-1)
    if last < 2 or sum(named) < (last + 1) * MOSTLY:
        return drafts
    return [draft for place, draft in enumerate(drafts) if place <= last or draft.outer[:1] == drafts[last].outer[:1]]


def _counts_elsewhere(draft: Draft) -> bool:
    return draft.status in (OTHER, ANNEX) and has_roles(draft.text)


def _drafts_in(node: Node) -> list[Draft]:
    if node.status == SKIPPED:
        return []
    if _is_task(node):
        return [_draft(node)]
    found = _in_paragraphs(node)
    for child in node.children:
        found.extend(_drafts_in(child))
    return _hand_down(node, found)


def _is_task(node: Node) -> bool:
    if node.rank == ROOT or node.marker is None or node.grids:
        return False
    own = has_roles(node.own_text)
    if not node.children:
        if node.rank >= ITEM:
            return True
        if own:
            return len(_role_paragraphs(node)) <= 1 and not (node.rank < ITEM and _own_points(node))
        return node.rank == PART and not _points_of(node)
    if any(has_roles(_whole_text(child)) for child in node.children):
        return _roles_follow_steps(node) and not own
    if own and _leads_a_group(node):
        return False
    is_told = node.rank == PART and len(node.own_text) - len(node.heading) > SHORT_INTRODUCTION
    return own or node.rank >= ITEM or is_told


def _leads_a_group(node: Node) -> bool:
    """一、大气污染防治(牵头单位:…) with 1. 2. below, which count on into the next group: the units are the tasks'."""
    if not has_roles(node.heading) or len(node.lines) > 1 or len(node.own_text) > len(node.heading) + 1:
        return False
    if node.rank == SECTION:
        return len(node.children) > 1
    place = node.parent.children.index(node)
    siblings = node.parent.children
    before, own, after = (
        [child.marker.number for sibling in group for child in sibling.children if child.marker]
        for group in (siblings[max(place - 1, 0) : place], [node], siblings[place + 1 : place + 2])
    )
    return any(one and other and other[0] == one[-1] + 1 for one, other in ((before, own), (own, after)))


def _roles_follow_steps(node: Node) -> bool:
    """(一)… 1.… 2.… and the units on a line of their own at the end: they answer for all the steps."""
    *earlier, last = list(node.walk())[1:]
    if len(node.children) < 2 or any(has_roles(child.own_text) for child in earlier):
        return False
    if last.rank == POINT and node.rank >= PART:
        return bool(_ends_with_roles(last.own_text))
    labels = [line.text for line in last.lines if has_roles(line.text) or LABEL.match(line.text)]
    before = [line.text for line in last.lines[: len(last.lines) - len(labels)]]
    return bool(before and labels) and not has_roles("\n".join(before)) and not take_roles("\n".join(labels)).rest


def _ends_with_roles(text: str) -> bool:
    """一是…;二是…。(责任单位:…): a bracket behind the last full stop is said of all points."""
    return bool(LAST_BRACKET.search(text[-LONGEST_BRACKET:])) and has_roles(text)


def _draft(node: Node) -> Draft:
    nodes = list(node.walk())
    text = "\n".join(filter(None, [node.own_text, *(child.own_text for child in nodes[1:])]))
    last = max(line.last or line.number for one in nodes for line in one.lines)
    return Draft(text, node.marker.printed, node.marker.number, node.lines[0].number, last, node.rank, node.status,
                 _outer(node), _domain(node), units=_units_above(node))  # fmt: skip


def _in_paragraphs(node: Node) -> list[Draft]:
    """Tasks that have no number of their own."""
    points = _points_of(node)
    if points:
        return points
    if node.is_of_units and not node.children:
        return [_of_units(line, node) for line in _body_lines(node)]
    found: list[Draft] = []
    for lines in _role_paragraphs(node):
        text = "\n".join(line.text for line in lines)
        found.append(_unnumbered(text, lines[0], lines[-1], node))
    if found and not node.children:
        return found
    return found if len(found) > 1 else _duties(node) or _headed(node)


def _points_of(node: Node) -> list[Draft]:
    if node.status != TASK and not has_roles(node.own_text):
        return []
    if node.rank >= ITEM or (node.rank == PART and not _is_general(node.heading) and not has_roles(node.own_text)):
        return []
    if node.rank < ITEM and _own_points(node):
        return _own_points(node)
    for line in _body_lines(node):
        pieces = POINTS.split(line.text)
        if len(pieces) > LEAST_POINTS or (len(pieces) == LEAST_POINTS and has_roles(pieces[1])):
            return [_point(piece, line, node) for piece in pieces if _is_point(piece)]
    return []


def _own_points(node: Node) -> list[Draft]:
    """一是…(甲局牵头);二是…(乙局负责): each point names its own units."""
    for line in _body_lines(node):
        pieces = [piece for piece in POINTS.split(line.text) if _is_point(piece)]
        if len(pieces) > 1 and sum(map(has_roles, pieces)) >= len(pieces) - 1 and sum(map(has_roles, pieces)) > 1:
            return [_point(piece, line, node) for piece in pieces]
    return []


def _is_point(piece: str) -> bool:
    marker = marker_of(piece)
    return marker is not None and marker.rank == POINT


def _is_general(heading: str) -> bool:
    return any(word in heading for word in TASK_SECTIONS) or bool(re.search(COUNTED_TASKS, heading))


def _point(piece: str, line: Line, node: Node) -> Draft:
    marker = marker_of(piece)
    text = piece[marker.length :].strip(" ;。")
    return Draft(text, marker.printed, marker.number, line.number, line.last, POINT, node.status, _outer_of(node),
                 _own_domain(node))  # fmt: skip


def _role_paragraphs(node: Node) -> list[list[Line]]:
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
    return Draft(text, "", 0, first.number, end, ITEM, node.status, _outer_of(node), _own_domain(node))


def _body_lines(node: Node) -> list[Line]:
    if not node.lines:
        return []
    if node.rank == ROOT:
        return node.lines
    first = node.lines[0]
    rest = first.text[(node.marker.length if node.marker else 0) + len(node.heading) :].strip("。 ")
    return ([Line(first.number, rest, first.last)] if rest else []) + node.lines[1:]


def _bare_sections(root: Node) -> list[Draft]:
    """一、…… 二、…… with nothing numbered below: the sections are the tasks."""
    return [_draft(node) for node in root.children
            if node.rank == SECTION and node.status == OTHER and node.has_body and not node.children]  # fmt: skip


def _hand_down(node: Node, found: list[Draft]) -> list[Draft]:
    """Units named in the heading of a group go to its tasks that name none."""
    if node.rank not in (ROOT, CHAPTER) and node.children and has_roles(node.heading):
        for draft in found:
            draft.inherited = draft.inherited or node.heading
    return found


def _units_above(node: Node) -> str:
    """A heading that is nothing but units: the tasks below are theirs."""
    above = node.parent
    heading = above.heading.rstrip(":。") if above and above.rank > ROOT else ""
    return heading if heading and len(heading) > 2 and looks_like_units(heading) else ""


def _whole_text(node: Node) -> str:
    return "\n".join(one.own_text for one in node.walk())


def _outer(node: Node) -> list[int]:
    return _outer_of(node.parent) if node.parent else []


def _outer_of(node: Node) -> list[int]:
    """Numbers of the sections around, the outermost first; a section without one counts by its place."""
    numbers = []
    while node.parent is not None:
        place = node.parent.children.index(node) + 1
        numbers.insert(0, node.marker.number if node.marker and node.marker.number else place)
        node = node.parent
    return numbers


def _domain(node: Node) -> str | None:
    return _own_domain(node.parent) if node.parent else None


def _own_domain(node: Node | None) -> str | None:
    """The nearest heading that names a field of work; 三、重点任务 names none."""
    while node is not None and node.rank > ROOT:
        named = field_in(node.heading) if node.marker else None
        if named:
            return named
        node = node.parent
    return None


def field_in(heading: str) -> str | None:
    heading = COUNT_OF_TASKS.sub("", take_roles(heading).rest.strip(" 。:;,"))
    is_general = _is_general(heading) or bool(re.search(GOAL_SECTIONS, heading))
    return heading if 0 < len(heading) <= 40 and not is_general and not _is_unit_heading(heading) else None


def _is_unit_heading(heading: str) -> bool:
    return looks_like_units(heading)
