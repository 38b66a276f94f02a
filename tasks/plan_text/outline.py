"""The lines as a tree: sections, parts, items, steps; which sections hold tasks and which do not."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from .facts import is_letterhead
from .lines import ANNEX_LINE, DATE_LINE, Grid, Line
from .markers import CHAPTER, DECIMAL, ITEM, PART, SECTION, Marker, marker_of
from .parsed import Facts
from .unit_lists import looks_like_units
from .words.sections import ALWAYS_SKIPPED, COUNTED_TASKS, GOAL_SECTIONS, ONLY_ASSURES, SKIPPED_SECTIONS, TASK_SECTIONS
from .words.units import GROUPS

ROOT = -1
# 能源消耗完成市下达目标 is a task, 年度目标 a section.
REACHES_GOAL = re.compile(r"(?:完成|达到|实现)[^,;。]{1,12}目标$")
TASK, OTHER, GOAL, ANNEX, SKIPPED = "task", "other", "goal", "annex", "skipped"
LONGEST_HEADING = 40
ANNEX_LIST = re.compile(r"附\s*件\s*[::].+")
ASSURES = re.compile(r"(?:强化|加强|落实|健全).{0,14}保障$")
ADDRESSED = re.compile(r"[省市州区县旗镇]级各")
CLOSING = re.compile(
    r"(?:以上|上述)(?:各项)?(?:任务|工作|事项)|请?各(?:责任|牵头|有关|相关|成员)单位(?:要|应|须|请|于|每)|(?:希望|请)各"
)
STEP = re.compile(
    r"(?:准备|动员|启动|部署|宣传发动|实施|攻坚|推进|总结|验收|巩固|提升|申报|迎检|考核|自查|整改|创建)[一-鿿]{0,6}阶段"
    r"|^第[一二三四五]阶段"
)


@dataclass(eq=False)
class Node:
    rank: float
    marker: Marker | None = None
    lines: list[Line] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    parent: "Node | None" = None
    status: str = OTHER

    @property
    def heading(self) -> str:
        """What stands behind the number, up to the first full stop."""
        if not self.lines or self.rank == ROOT:
            return ""
        return re.split(r"[。\n]", self.lines[0].text[self.marker.length if self.marker else 0 :], maxsplit=1)[0]

    @property
    def is_chapter(self) -> bool:
        """1 生态制度 with 1.1 and 1.2 below it."""
        return self.rank == ITEM and bool(self.children) and all(child.rank == DECIMAL for child in self.children)

    @property
    def is_of_units(self) -> bool:
        return self.rank == PART and self.marker is None

    @property
    def has_body(self) -> bool:
        if len(self.lines) > 1:
            return True
        return bool(self.lines) and len(self.own_text) > len(self.heading) + 1

    @property
    def own_text(self) -> str:
        if not self.lines:
            return ""
        start = self.marker.length if self.marker else 0
        return "\n".join([self.lines[0].text[start:], *(line.text for line in self.lines[1:])])

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def build_outline(found: list[Line | Grid], facts: Facts) -> Node:
    root = Node(ROOT)
    stack = [root]
    found = [part for part in found if isinstance(part, Grid) or not part.is_junk]
    for line, below in zip_longest(found, found[1:]):
        if isinstance(line, Grid):
            stack[-1].grids.append(line)
        elif _is_unit_heading(line, below, stack, facts):
            _place_units(line, stack)
        else:
            _place(line, stack, facts)
    _give_status(root)
    return root


def _place(line: Line, stack: list[Node], facts: Facts) -> None:
    if is_letterhead(line, facts):
        # Whatever follows a signature belongs to no task before it.
        if DATE_LINE.fullmatch(line.text) or line.text == facts.title:
            del stack[1:]
        return
    if ANNEX_LINE.fullmatch(line.text) and len(line.text) < 80:
        del stack[1:]
        _push(stack, Node(CHAPTER, None, [line], status=SKIPPED if ANNEX_LIST.fullmatch(line.text) else ANNEX))
        return
    marker = marker_of(line.text)
    if marker is None:
        if CLOSING.match(line.text):
            del stack[1:]
        stack[-1].lines.append(line)
        return
    while stack[-1].rank >= marker.rank:
        stack.pop()
    _push(stack, Node(marker.rank, marker, [line]))


def _place_units(line: Line, stack: list[Node]) -> None:
    while stack[-1].rank >= PART:
        stack.pop()
    _push(stack, Node(PART, None, [line]))


def _is_unit_heading(line: Line, below: Line | Grid | None, stack: list[Node], facts: Facts) -> bool:
    """区住建局: on a line of its own, with that unit's tasks below. The first such line may be whom a letter is for."""
    text = line.text.rstrip(":")
    if not 2 < len(text) <= LONGEST_HEADING or text == facts.issuer or not looks_like_units(text):
        return False
    if text.startswith(GROUPS) or ADDRESSED.match(text):
        return any(node.is_of_units for node in stack)
    marker = marker_of(below.text) if isinstance(below, Line) else None
    return line.text.endswith(":") or bool(marker and marker.rank >= ITEM and marker.number == 1)


def _push(stack: list[Node], node: Node) -> None:
    node.parent = stack[-1]
    stack[-1].children.append(node)
    stack.append(node)


def _give_status(node: Node) -> None:
    for child in node.children:
        if child.rank == CHAPTER and child.marker is None:
            child.status = child.status if child.status == SKIPPED else ANNEX
        else:
            child.status = _status(child, node.status)
        _give_status(child)


def _status(node: Node, above: str) -> str:
    if (node.rank >= ITEM and not node.is_chapter) or above == SKIPPED:
        return SKIPPED if STEP.search(node.heading[:16]) and above != TASK else above
    heading = node.heading if len(node.heading) <= LONGEST_HEADING else ""
    says_task = any(word in heading for word in TASK_SECTIONS) or bool(re.search(COUNTED_TASKS, heading))
    if above == TASK:
        return SKIPPED if any(word in heading for word in ALWAYS_SKIPPED) and not says_task else TASK
    # 强化责任追究 below 一、生态制度 is a task, as a section of its own it is none.
    words = ALWAYS_SKIPPED if node.rank == PART and node.parent.rank == SECTION else SKIPPED_SECTIONS
    skips = any(word in heading for word in words) or bool(ASSURES.search(heading))
    skips = skips or bool(re.search(ONLY_ASSURES, heading)) or _is_step(node)
    if says_task:
        # 指导思想和目标任务, 总体要求和主要任务: its parts say which is which.
        return OTHER if skips and node.children else SKIPPED if skips else TASK
    if skips:
        return SKIPPED
    return GOAL if re.search(GOAL_SECTIONS, heading) and not REACHES_GOAL.search(heading) else above


def _is_step(node: Node) -> bool:
    return node.rank in (SECTION, PART) and bool(STEP.search(node.heading))
