"""A plan's scheme, stages and special items as they stand, for pages, checks and copies."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments import phases
from assessments.choices import Phase
from assessments.models import GradeBand, ModuleWeight, ReviewStage, Scheme, SpecialItem, StageMark
from assessments.scheme_terms import BandTerms, StageTerms, Terms, WeightTerms, scale_of
from departments.choices import Role, UnitClass
from departments.models import Membership, Unit
from eco_demo.lib import clock
from eco_demo.lib.numbers import format_number
from indicators.models import Domain
from indicators.rules.grading import quota_of
from tasks.access import units_assignable
from tasks.choices import PlanStatus
from tasks.models import AnnualTask, Plan, TaskUnit


@dataclass(frozen=True)
class ClassSize:
    """How many units of a class are compared with one another."""

    name: str
    units: int


@dataclass(frozen=True)
class Quota:
    """The most units of a class that may get a grade."""

    unit_class: ClassSize
    most: int

    def __str__(self):
        return f"{self.unit_class.name}{self.unit_class.units}个，最多{self.most}个"


@dataclass(frozen=True)
class GradeRow:
    """A grade as the table shows it: its scores in words, what its share comes to, its colour."""

    band: BandTerms
    scores: str
    quotas: list[Quota]
    tone: int


@dataclass(frozen=True)
class Sight:
    """One thing of a score, and in which phases the unit itself sees it."""

    what: str
    phases: list[bool]


@dataclass(frozen=True)
class Desk:
    """How many people there are to pass the stages of a review, and how many one line needs."""

    people: int
    chiefs: int
    needed: int
    chiefs_needed: int

    @property
    def is_enough(self) -> bool:
        return self.people >= self.needed and self.chiefs >= self.chiefs_needed


def scheme_of(plan: Plan) -> tuple[Terms, int]:
    """The plan's terms and their version; the defaults and 0 without a scheme. Three queries."""
    scheme = Scheme.objects.filter(plan=plan).first()
    if scheme is None:
        return Terms(), 0
    bands = GradeBand.objects.filter(scheme=scheme).order_by("-at_least")
    weights = ModuleWeight.objects.filter(scheme=scheme).select_related("domain").order_by("domain__position", "id")
    kept = tuple(BandTerms(band.name, band.at_least, band.quota_percent) for band in bands)
    return Terms(
        **{name: getattr(scheme, name) for name in Terms().plain},
        bands=kept or Terms().bands,
        weights=tuple(WeightTerms(row.domain_id, row.domain.name, row.weight) for row in weights),
    ), scheme.version


def stages_of(plan: Plan) -> tuple[StageTerms, ...]:
    rows = ReviewStage.objects.filter(plan=plan).order_by("position")
    return tuple(StageTerms(row.name, row.by_chief, row.scorers, row.joining) for row in rows)


def items_of(plan: Plan) -> QuerySet[SpecialItem]:
    """With `used`, how many entries there are of each."""
    return SpecialItem.objects.filter(plan=plan).annotate(used=Count("entries")).order_by("position", "id")


def modules_of(plan: Plan) -> list[Domain]:
    """Top-level domains of the plan's set; `has_tasks` where the plan has tasks in them."""
    tasks = AnnualTask.objects.filter(Q(domain=OuterRef("pk")) | Q(domain__parent=OuterRef("pk")), plan=plan)
    top = Domain.objects.filter(indicator_set=plan.indicator_set_id, parent=None)
    return list(top.annotate(has_tasks=Exists(tasks)).order_by("position", "id"))


def class_sizes(plan: Plan) -> list[ClassSize]:
    """Units that are ranked, class by class; before the plan is published those it can be broken down to."""
    if plan.status == PlanStatus.DRAFT:
        units = Unit.objects.filter(units_assignable(plan)).in_force(clock.today())
    else:
        units = Unit.objects.filter(pk__in=TaskUnit.objects.filter(task__plan=plan).values("unit"))
    counted = dict(units.order_by().values_list("unit_class").annotate(Count("pk")))
    classes = [unit_class for unit_class in UnitClass if unit_class != UnitClass.NONE]
    return [ClassSize(one.label, counted[one]) for one in classes if counted.get(one)]


def quotas_of(band: BandTerms, sizes: list[ClassSize]) -> list[Quota]:
    """What the band's share comes to in each class."""
    if band.quota_percent is None:
        return []
    return [Quota(size, quota_of(band.quota_percent / Decimal(100), size.units)) for size in sizes]


def grade_rows(terms: Terms, sizes: list[ClassSize]) -> list[GradeRow]:
    """Best grade first."""
    stretches = scale_of(terms)[::-1]
    uppers = [None, *(band.at_least for band in terms.bands)]
    return [
        GradeRow(band, _scores(band.at_least, upper), quotas_of(band, sizes), stretch.tone)
        for band, upper, stretch in zip(terms.bands, uppers, stretches, strict=False)
    ]


def sights() -> list[Sight]:
    """Who sees what when, for the unit itself; the office and the leaders see everything all the time."""
    return [
        Sight(what.label, [what in phases.SHOWN[phase][phases.Reader.UNIT] for phase in Phase]) for what in phases.Shown
    ]


def has_marks(plan: Plan) -> bool:
    """Whether a line has been marked in a stage of the plan's review."""
    return StageMark.objects.filter(stage__plan=plan).exists()


def desk_of(plan: Plan, stages: tuple[StageTerms, ...]) -> Desk:
    """Nobody passes a line in two stages, so each stage needs people of its own."""
    roles = (Role.OFFICE_REVIEWER, Role.OFFICE_CHIEF)
    rows = Membership.objects.in_force(clock.today()).filter(unit=plan.office, role__in=roles, user__is_active=True)
    serving = list(rows.order_by().values_list("user", "role"))
    chiefs = {user for user, role in serving if role == Role.OFFICE_CHIEF}
    return Desk(len({user for user, _ in serving}), len(chiefs), sum(stage.scorers for stage in stages),
                sum(stage.by_chief for stage in stages))


def source_for(plan: Plan) -> Plan | None:
    """The office's last plan with settings of its own, while this one has none."""
    if has_settings(plan):
        return None
    earlier = Plan.objects.filter(office=plan.office_id, year__lt=plan.year).filter(
        Q(scheme__isnull=False) | Exists(ReviewStage.objects.filter(plan=OuterRef("pk")))
        | Exists(SpecialItem.objects.filter(plan=OuterRef("pk")))
    )
    return earlier.order_by("-year").first()


def _scores(at_least: Decimal, upper: Decimal | None) -> str:
    """`70分及以上，不满90分`."""
    lower = f"{format_number(at_least)}分及以上" if at_least else ""
    above = "" if upper is None else f"不满{format_number(upper)}分"
    return "，".join(filter(None, (lower, above))) or "所有得分"


def has_settings(plan: Plan) -> bool:
    kinds = (Scheme, ReviewStage, SpecialItem)
    return any(model.objects.filter(plan=plan).exists() for model in kinds)
