"""A unit's total: its modules and their lines, bonus and penalty, rounding, the grade and what changed it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext

from ..reports.snapshot_line_data import LineRow
from ..reports.snapshot_outcome import CountedRow, ModuleRow, OutcomeRow
from ..totals import Absent
from .line import absent_line, line_tree
from .node import EXACT, WHOLE, ZERO, Kind, Node, Share, amount, sum_of

HUNDRED = Decimal(100)
# {task: participation}, for links to the pages of single lines.
Parts = Mapping[int, int]


def unit_tree(lines: Iterable[LineRow], outcome: OutcomeRow, *, names: bool = False,
              parts: Parts | None = None) -> Node:
    """The whole tree, down to every step and deduction."""
    grade = tuple(_grade(outcome))
    modules = tuple(_modules({line.task: line for line in lines}, outcome, names, parts or {}))
    if outcome.score is None:
        return Node("没有可以计分的任务，算不出总分", None, Kind.TOTAL, (*modules, *grade))
    terms = (_subtotal(outcome, modules), *_bonuses(outcome), *_penalties(outcome))
    terms += tuple(_bounded(outcome, terms))
    text = "考核得分（百分制）" if outcome.is_complete else "暂计得分（百分制），还有任务没有审定"
    told = (*_rounding(outcome, terms), *grade)
    return Node(text, outcome.score, Kind.TOTAL, (*terms, *told), is_rounded=True)


def domain_groups(lines: Iterable[LineRow], absences: Iterable[Absent] = (), *, names: bool = False,
                  parts: Parts | None = None) -> tuple[Node, ...]:
    """The lines by domain without any sum: what a unit sees before its total is published."""
    found: dict[str, list[Node]] = {}
    absent = {absence.task: absence for absence in absences}
    for line in lines:
        part, absence = (parts or {}).get(line.task), absent.get(line.task)
        tree = absent_line(line, absence, part) if absence else line_tree(line, names=names, part=part)
        found.setdefault(line.domain, []).append(tree)
    return tuple(Node(name, None, Kind.DOMAIN, tuple(lines)) for name, lines in found.items())


def lost_by_module(outcome: OutcomeRow) -> list[tuple[str, Decimal]]:
    """Points that each module lost in the total, per hundred as it counts them, in the order of the modules."""
    with localcontext(EXACT):
        whole = sum((module.possible for module in outcome.modules), ZERO)
        return [(module.name, _lost(module, outcome, whole)) for module in outcome.modules if module.possible]


def _lost(module: ModuleRow, outcome: OutcomeRow, whole: Decimal) -> Decimal:
    scale = _weight_share(module, outcome).times if outcome.is_weighted else HUNDRED
    return (module.possible - module.earned) * scale / (module.possible if outcome.is_weighted else whole)


def _subtotal(outcome: OutcomeRow, modules: tuple[Node, ...]) -> Node:
    if outcome.is_weighted:
        return Node("各模块按权重合计", outcome.subtotal, Kind.SUBTOTAL, modules, WHOLE)
    possible = sum((module.possible for module in outcome.modules), ZERO)
    text = f"各项任务实得分（应得{amount(possible)}分），折成百分制"
    return Node(text, sum_of(modules), Kind.SUBTOTAL, modules, Share(HUNDRED, possible))


def _modules(lines: Mapping[int, LineRow], outcome: OutcomeRow, names: bool, parts: Parts) -> Iterable[Node]:
    for module in outcome.modules:
        trees = tuple(_line(lines[row.task], row, names, parts.get(row.task)) for row in module.lines)
        text = f"{module.name or '各项任务'}（应得{amount(module.possible)}分）"
        if outcome.is_weighted:
            yield _weighted(module, outcome, text, trees)
        else:
            yield Node(text, module.earned, Kind.MODULE, trees, WHOLE)


def _weighted(module: ModuleRow, outcome: OutcomeRow, text: str, lines: tuple[Node, ...]) -> Node:
    if not module.weight or not module.possible:
        reason = "没有设权重，不计入总分" if module.possible else "没有计分的任务"
        return Node(f"{text}，{reason}", module.earned, Kind.MODULE, lines)
    return Node(
        text, module.earned, Kind.MODULE, lines, _weight_share(module, outcome),
        (("权重", f"{amount(module.weight)}%"),),
    )


def _weight_share(module: ModuleRow, outcome: OutcomeRow) -> Share:
    """Earned ÷ possible × the weight, brought to a hundred among the modules that count for this unit."""
    whole = sum((row.weight for row in outcome.modules if row.weight and row.possible), ZERO)
    if not module.weight or not whole:
        return Share(ZERO, module.possible)
    with localcontext(EXACT):
        return Share(module.weight * HUNDRED / whole, module.possible)


def _line(line: LineRow, row: CountedRow, names: bool, part: int | None) -> Node:
    if row.treatment:
        tree = absent_line(line, row, part)
        return replace(tree, value=row.points, share=WHOLE) if row.counts else tree
    if line.score is None:
        return line_tree(line, names=names, share=WHOLE, part=part)
    share = Share(row.marks, line.full_marks) if row.moved else Share(line.weight)
    tree = line_tree(line, names=names, share=share, part=part)
    if not row.moved:
        return tree
    moved = Node(f"另一项不适用，并入{amount(row.moved)}分，分值{amount(row.marks)}分，按同一得分率计分")
    return replace(tree, children=(*tree.children, moved))


def _bonuses(outcome: OutcomeRow) -> Iterable[Node]:
    wanted = ZERO
    for row in outcome.bonuses:
        wanted += row.counted
        yield Node(f"加分：{row.text}{_capped(row)}", row.counted, Kind.BONUS, share=WHOLE)
    if wanted > outcome.bonus:
        text = f"加分合计{amount(wanted)}分，最多计{amount(outcome.bonus)}分"
        yield Node(text, outcome.bonus - wanted, Kind.BALANCE, share=WHOLE)


def _penalties(outcome: OutcomeRow) -> Iterable[Node]:
    return (Node(f"扣分：{row.text}{_capped(row)}", -row.counted, Kind.DEDUCTION, share=WHOLE)
            for row in outcome.penalties)


def _capped(row) -> str:
    return f"，登记{amount(row.points)}分，按上限计" if row.points is not None and row.points != row.counted else ""


def _bounded(outcome: OutcomeRow, terms: tuple[Node, ...]) -> Iterable[Node]:
    total = sum_of(terms)
    if total < 0:
        yield Node("扣完为止，最低0分", -total, Kind.BALANCE, share=WHOLE)
    elif total > outcome.ceiling:
        yield Node(f"封顶，最高{amount(outcome.ceiling)}分", outcome.ceiling - total, Kind.BALANCE, share=WHOLE)


def _rounding(outcome: OutcomeRow, terms: tuple[Node, ...]) -> Iterable[Node]:
    if sum_of(terms) != outcome.score:
        yield Node(f"总分{outcome.rounding}")


def _grade(outcome: OutcomeRow) -> Iterable[Node]:
    if not outcome.grade:
        return
    changes = tuple(Node(text, kind=Kind.GRADE) for text in outcome.changes)
    by_score = Node(f"得分{outcome.score}分，按等次表为{outcome.raw_grade}", kind=Kind.GRADE)
    yield Node(f"等次：{outcome.grade}", kind=Kind.GRADE, children=(by_score, *changes))
