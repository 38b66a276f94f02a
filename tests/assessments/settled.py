"""What counts beside a unit's lines, set by the services: scheme, special entries, absences."""

from dataclasses import replace
from decimal import Decimal

from assessments.models import Absence, SpecialEntry
from assessments.reading.scheme import scheme_of
from assessments.scheme_terms import SCALES, Terms
from assessments.services import absence as absences
from assessments.services.scheme import change_scheme
from assessments.services.special import create_item, enter
from departments.models import Unit
from tasks.models import Plan
from tests.world import World, part_of

REASONS = {"bonus": "省级试点通过验收", "penalty": "二季度整改逾期", "veto": "三月水污染事件", "gate": "测评列全市第九"}


def entered(world: World, plan: Plan, unit: Unit, kind: str, points: str | None = None) -> SpecialEntry:
    """An entry of an item made for it: a veto sets 不合格, a missed gate leaves 良好."""
    grade = {"veto": "不合格", "gate": "良好"}.get(kind, "")
    name = f"{kind}事项{plan.special_items.count()}"
    item = create_item(plan, world.chief, kind=kind, name=name, grade=grade)
    return enter(item, unit, world.chief, reason=REASONS[kind], points=points and Decimal(points))


def absent(world: World, plan: Plan, unit: Unit, number: str, treatment: str = "renormalise", to: str = "") -> Absence:
    """A line that the chief says does not apply."""
    target = part_of(plan, unit, to).task if to else None
    return absences.declare(part_of(plan, unit, number), world.chief, "辖区没有这项工作", treatment, target)


def set_scheme(world: World, plan: Plan, **terms) -> Terms:
    kept, version = scheme_of(plan)
    change_scheme(plan, world.chief, version, replace(kept, **terms))
    return scheme_of(plan)[0]


def with_quota(percent: str) -> tuple:
    """方案A with at most `percent` of a class in 优秀."""
    best, *others = SCALES["方案A"]
    return replace(best, quota_percent=Decimal(percent)), *others
