"""Which nodes of the outline are tasks: numbered ones, paragraphs with units behind them, 一是…二是… in a row."""

import re

from .drafts import Draft, domain, outer
from .lines import LABEL, LONGEST_BRACKET
from .markers import CHAPTER, ITEM, PART, POINT, SECTION
from .outline import ANNEX, GOAL, OTHER, ROOT, SKIPPED, TASK, Node
from .roles import has_roles, take_roles
from .unit_lists import looks_like_units
from .unnumbered import in_paragraphs, own_points, points_of, role_paragraphs

MOSTLY = 0.8
LAST_BRACKET = re.compile(r"[。;][(\[【〔](?:[^()\[\]【】〔〕]|\([^()]*\))*[)\]】〕]。?$")
SHORT_INTRODUCTION = 80


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
    found = in_paragraphs(node)
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
            return len(role_paragraphs(node)) <= 1 and not (node.rank < ITEM and own_points(node))
        return node.rank == PART and not points_of(node)
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
                 outer(node), domain(node), units=_units_above(node))  # fmt: skip


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


