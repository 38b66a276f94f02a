"""The tree of numbers behind a unit's score: lines by module, subtotal, bonus and penalty, rounding, grade.

The top `points` steps add up to the score before rounding; those of a module to its points.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from indicators.rules.amounts import EXACT, shown
from indicators.rules.steps import POINTS, SCORE, Step, arithmetic, fact, points

from ..choices import Treatment
from .absences import Counted
from .points import HUNDRED, ZERO

if TYPE_CHECKING:
    from .outcome import Module, Outcome


def explained(outcome: "Outcome") -> tuple[Step, ...]:
    """Steps in Chinese, the total first."""
    if outcome.score is None:
        return (fact("没有可以计分的任务，算不出得分", ZERO, _module_steps(outcome)),)
    with localcontext(EXACT):
        steps = [_subtotal(outcome), *_bonuses(outcome), *_penalties(outcome)]
        steps += _within_bounds(outcome, steps)
        return (*steps, _score(outcome, steps), *_grade(outcome))


def _subtotal(outcome: "Outcome") -> Step:
    total, parts = outcome.total, _module_steps(outcome)
    if outcome.method.weights:
        return points(f"各模块按权重合计，小计{shown(outcome.subtotal)}分", outcome.subtotal, parts)
    written = f"{shown(total.earned)}÷{shown(total.possible)}×100"
    return points(f"实得÷应得×100：{written}，小计{shown(outcome.subtotal)}分", outcome.subtotal, parts)


def _module_steps(outcome: "Outcome") -> tuple[Step, ...]:
    weights = sum((row.weight for row in outcome.modules if row.weight and row.total.possible), ZERO)
    return tuple(_module(module, outcome, weights) for module in outcome.modules)


def _module(module: "Module", outcome: "Outcome", weights: Decimal) -> Step:
    lines = tuple(map(_line, module.lines))
    name, total = module.name or "各项任务", module.total
    text = f"{name}：应得{shown(total.possible)}分，实得{shown(total.earned)}分"
    if not total.possible:
        return fact(f"{name}：没有计分的任务", ZERO, lines)
    if not outcome.method.weights:
        return points(text, total.earned, lines)
    if not module.weight:
        return fact(f"{text}，没有设权重，不计入总分", total.earned, lines)
    rate = f"得分率{shown(total.earned * HUNDRED / total.possible)}%"
    rebased = "" if weights == HUNDRED else f"（本单位各模块权重合计{shown(weights)}%，按此折算）"
    weighed = f"{text}，{rate}，权重{shown(module.weight)}%{rebased}，计{shown(module.share)}分"
    return points(weighed, module.share, lines)


def _line(row: Counted) -> Step:
    line = row.line
    name = f"{line.title or line.task}（{'牵头' if line.is_lead else f'配合，按{shown(line.weight)}折算'}）"
    if row.absent:
        return points(f"{name}：不适用（{row.absent.reason}），{Treatment(row.absent.treatment).label}", row.points)
    score = "尚未审定，暂按0分计" if line.score is None else f"得{shown(line.score)}分"
    text = f"{name}：分值{shown(line.full_marks)}分，{score}"
    if row.moved:
        text += f"；并入{shown(row.moved)}分后分值{shown(row.marks)}分，按同一得分率计{shown(row.points)}分"
    elif line.weight != 1:
        text += f"，折算计{shown(row.points)}分（满分{shown(row.marks)}分）"
    return points(text, row.points)


def _bonuses(outcome: "Outcome") -> Iterable[Step]:
    wanted = ZERO
    for special in outcome.bonuses:
        wanted += special.counted
        yield points(f"加分：{special.text}{_capped(special)}", special.counted)
    if wanted > outcome.bonus:
        yield points(f"加分合计{shown(wanted)}分，最多计{shown(outcome.bonus)}分", outcome.bonus - wanted)


def _penalties(outcome: "Outcome") -> Iterable[Step]:
    for special in outcome.penalties:
        yield points(f"扣分：{special.text}{_capped(special)}", -special.counted)


def _capped(special) -> str:
    if special.counted == special.points:
        return ""
    return f"，登记{shown(special.points)}分，每次最多{shown(special.most)}分"


def _within_bounds(outcome: "Outcome", steps: list[Step]) -> list[Step]:
    total, ceiling = _sum(steps), outcome.method.ceiling
    if total < 0:
        return [points("扣完为止，最低0分", -total)]
    if total > ceiling:
        return [points(f"封顶，最高{shown(ceiling)}分", ceiling - total)]
    return []


def _score(outcome: "Outcome", steps: list[Step]) -> Step:
    exact, rounding = _sum(steps), outcome.method.rounding
    text = f"{'得分' if outcome.is_complete else '暂计得分'}：{arithmetic(steps)}分"
    if outcome.score != exact:
        text += f"，{rounding}为{outcome.score:f}分"
    return Step(text, outcome.score, SCORE)


def _grade(outcome: "Outcome") -> Iterable[Step]:
    if not outcome.is_complete:
        waiting = outcome.total.lines - outcome.total.scored
        yield fact(f"还有{waiting}项没有审定，等次待全部审定后确定", outcome.score)
        return
    text = f"得分{outcome.score:f}分，属于{outcome.raw_grade}"
    yield replace(fact(text, outcome.score), grade=outcome.raw_grade)
    for change in outcome.changes:
        yield replace(fact(change, outcome.score), grade=outcome.grade)


def _sum(steps: Iterable[Step]) -> Decimal:
    return sum((step.value for step in steps if step.role == POINTS), ZERO)
