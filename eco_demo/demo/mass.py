"""Data by the hundred thousand for measurements: a city, a province or the nation, two years of tasks with ledgers.

Written in bulk past the services, one district and one transaction at a time, so memory stays flat and a load that
was broken off leaves whole districts. Places are numbered; what the tasks say comes from `fixtures/`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from assessments.choices import Decision, Met
from assessments.models import LineReview
from departments.choices import Level, Role, UnitClass
from departments.models import Unit, UnitGroup, User
from departments.services.membership import open_membership
from eco_demo.lib import clock
from indicators.models import IndicatorSet
from indicators.services.indicator_set import load_set, publish_set
from tasks.choices import LedgerStatus, PlanStatus, Receipt, TaskRole
from tasks.models import AnnualTask, Assignment, Ledger, LedgerValue, Plan, Submission, TaskTarget, TaskUnit

from .bulk import Rows
from .content import read
from .people import password
from .plan import running_year_dates

GROUP = "各责任单位"
SET_CODE = "mass-2021"
YEARS_BACK = (1, 0)
# The order in which rows may be written, each after what it points to.
MODELS = (Unit, UnitGroup, UnitGroup.members.through, Plan, AnnualTask, TaskTarget, Assignment, TaskUnit, Ledger,
          LedgerValue, Submission, LineReview)
# How far the ledgers of the running year are, by turns.
RUNNING = (*[LedgerStatus.NOT_STARTED] * 3, *[LedgerStatus.DRAFT] * 2, LedgerStatus.AWAITING_HEAD,
           *[LedgerStatus.SUBMITTED] * 2, *[LedgerStatus.ACCEPTED] * 2)
HANDED_IN = (LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED)


@dataclass(frozen=True)
class Size:
    """How many of each kind there are in all; every task of a district has `parts` units of its `units`."""

    provinces: int
    cities: int
    districts: int
    units: int
    parts: int


SIZES = {
    "city": Size(provinces=1, cities=1, districts=10, units=40, parts=35),  # 26,000 participations in two years
    "province": Size(provinces=1, cities=5, districts=75, units=40, parts=36),  # 200,000
    "nation": Size(provinces=31, cities=333, districts=2850, units=14, parts=10),  # 2,100,000
}


def lay_out(size: Size, say: Callable[[str], None], *, first_province: int = 1, stop_after: int | None = None) -> None:
    """Write the territories with their units, plans and ledgers; `stop_after` so many districts for a trial."""
    rows = Rows(MODELS)
    indicator_set = _indicator_set()
    done = 0
    for city, count in _cities(size, rows, first_province):
        for number in range(1, count + 1):
            with transaction.atomic():
                _lay_out_district(rows, city, number, size, indicator_set)
            done += 1
            if done % 50 == 0:
                say(f"已写入 {done} 个县（市、区）")
            if done == stop_after:
                break
        if done == stop_after:
            break
    rows.tidy()


def counts() -> list[str]:
    """How many rows of each kind there are."""
    kinds = (Unit, User, Plan, AnnualTask, TaskUnit, Ledger, Submission, LineReview)
    return [f"  {kind._meta.verbose_name}：{kind._base_manager.count():,}" for kind in kinds]


def account_lines() -> list[str]:
    """The accounts of the first district, to look at the load with."""
    people = User.objects.filter(username__startswith="m").order_by("username").prefetch_related("memberships__unit")
    lines = [
        f"  {person.username:<12} {membership.unit.name} · {membership.get_role_display()}"
        for person in people[:8] for membership in person.memberships.all()
    ]
    return [f"账号（口令均为 {password()}）：", *lines]


def _share(total: int, among: int, index: int) -> int:
    """What number `index` of `among` gets when `total` is dealt out evenly."""
    return total // among + (index < total % among)


def _cities(size: Size, rows: Rows, first_province: int) -> Iterator[tuple[Unit, int]]:
    """Every city, and how many districts it has."""
    seen = 0
    for index, place in enumerate(range(first_province, first_province + size.provinces)):
        with transaction.atomic():
            province = _new_unit(rows, f"m{place:02d}", f"第{place}省", Level.PROVINCE, None)
            rows.write()
        for number in range(1, _share(size.cities, size.provinces, index) + 1):
            with transaction.atomic():
                city = _new_unit(rows, f"{province.code}{number:02d}", f"{province.name}第{number}市", Level.CITY,
                                 province)
                rows.write()
            yield city, _share(size.districts, size.cities, seen)
            seen += 1


def _lay_out_district(rows: Rows, city: Unit, number: int, size: Size, indicator_set: IndicatorSet) -> None:
    district = _new_unit(rows, f"{city.code}{number:02d}", f"{city.name}第{number}区", Level.DISTRICT, city)
    office = _new_unit(rows, f"{district.code}-office", f"{district.name}环委会办公室", Level.DEPARTMENT, district)
    units = [_unit(rows, district, position, size) for position in range(1, size.units + 1)]
    rows.write()
    by = _accounts(district, office, units[0]) if number == 1 else User.objects.get(username=f"{city.code}01-fz")
    group = rows.new(UnitGroup, district=district, code="all", name=GROUP)
    for unit in units[: size.parts]:
        rows.new(UnitGroup.members.through, unitgroup=group, unit=unit)
    for back in YEARS_BACK:
        _lay_out_plan(rows, office, units[: size.parts], group, indicator_set, back, by)
    rows.write()


def _unit(rows: Rows, district: Unit, position: int, size: Size) -> Unit:
    """Half departments, half townships, named like those of the demonstration district."""
    names = _unit_names()
    name, level, unit_class = names[(position - 1) * len(names) // size.units]
    return _new_unit(rows, f"{district.code}-{position:02d}", f"{district.name}{name}", level, district,
                     short_name=name, unit_class=unit_class, position=position)


def _new_unit(rows: Rows, code: str, name: str, level: str, parent: Unit | None, **fields) -> Unit:
    unit = rows.new(Unit, code=code, name=name, level=level, parent=parent, **fields)
    for column in (Level.PROVINCE, Level.CITY, Level.DISTRICT):
        setattr(unit, column, unit if column == level else parent and getattr(parent, column))
    return unit


def _unit_names() -> list[tuple[str, str, str]]:
    return [(row["name"].removeprefix("市"), row["level"], row["unit_class"])
            for row in read("demo/units")["units"] if row["unit_class"] != UnitClass.NONE]


def _accounts(district: Unit, office: Unit, unit: Unit) -> User:
    """Real memberships in the first district of each city, so that rights are real grants."""
    for suffix, place, role in (("tb", unit, Role.UNIT_STAFF), ("fz", unit, Role.UNIT_HEAD),
                                ("sh", office, Role.OFFICE_REVIEWER), ("zr", office, Role.OFFICE_CHIEF)):
        person = User.objects.create(
            username=f"{district.code}-{suffix}", display_name=f"{place.label}{Role(role).label}", password=_hashed(),
            must_change_password=False,
        )
        open_membership(person, place, role, by=None)
    return User.objects.get(username=f"{district.code}-fz")


@cache
def _hashed() -> str:
    return make_password(password())


def _indicator_set() -> IndicatorSet:
    found = IndicatorSet.objects.filter(code=SET_CODE).first()
    return found or publish_set(
        load_set(read("indicators/zaoyang_2021"), by=None, owner=None, code=SET_CODE), by=None
    )


def _lay_out_plan(rows: Rows, office: Unit, units: list[Unit], group: UnitGroup, indicator_set: IndicatorSet,
                  back: int, by: User) -> None:
    today = clock.today()
    dates = {name: day - timedelta(days=365 * back) for name, day in running_year_dates(today).items()}
    plan = rows.new(
        Plan, office=office, year=today.year - back, title=f"{office.district.name}{today.year - back}年度工作计划",
        indicator_set=indicator_set, status=PlanStatus.CLOSED if back else PlanStatus.PUBLISHED,
        published_at=clock.now() - timedelta(days=365 * back + 100), **dates, **_scope(office),
    )
    data = {row["number"]: row for row in read("demo/plan_2021")["tasks"]}
    indicators = indicator_set.indicators.filter(parent=None).order_by("position", "id")
    for index, indicator in enumerate(indicators):
        row = data[indicator.number]
        task = rows.new(
            AnnualTask, plan=plan, indicator=indicator, domain_id=indicator.domain_id, number=indicator.number,
            title=row["title"], requirement=row["requirement"], full_marks=indicator.full_marks,
            due=plan.self_check_to, position=indicator.position,
        )
        targets = [_target(rows, task, target, position) for position, target in enumerate(row["targets"], 1)]
        lead = units[index % len(units)]
        rows.new(Assignment, task=task, role=TaskRole.LEAD, unit=lead, position=1)
        rows.new(Assignment, task=task, role=TaskRole.SUPPORT, group=group, position=2)
        for turn, unit in enumerate(units):
            status = LedgerStatus.ACCEPTED if back else RUNNING[(index * 7 + turn * 3) % len(RUNNING)]
            _lay_out_part(rows, task, targets, unit, unit == lead, status, by)


def _target(rows: Rows, task: AnnualTask, row: dict, position: int) -> TaskTarget:
    number = {name: row[name] and Decimal(row[name]) for name in ("target", "upper", "baseline")}
    return rows.new(TaskTarget, task=task, indicator_id=task.indicator_id, name=row["name"], text=row["text"],
                    comparator=row["comparator"], unit_of_measure=row["unit"] or "", position=position, **number)


def _lay_out_part(rows: Rows, task: AnnualTask, targets: list[TaskTarget], unit: Unit, is_lead: bool, status: str,
                  by: User) -> None:
    signed = task.plan.published_at + timedelta(days=3)
    handed_in = signed + timedelta(days=90)
    part = rows.new(
        TaskUnit, task=task, unit=unit, role=TaskRole.LEAD if is_lead else TaskRole.SUPPORT, year=task.plan.year,
        due=task.due, unit_name=unit.name, via_group="" if is_lead else GROUP, receipt=Receipt.SIGNED, receipt_by=by,
        receipt_at=signed, **_scope(unit),
    )
    if status == LedgerStatus.NOT_STARTED:
        ledger = rows.new(Ledger, task_unit=part)
        for target in targets:
            rows.new(LedgerValue, ledger=ledger, target=target)
        return
    said = _said(task)
    ledger = rows.new(Ledger, task_unit=part, status=status, round=int(status in HANDED_IN), updated_by=by,
                      updated_at=handed_in, **said)
    for target in targets:
        rows.new(LedgerValue, ledger=ledger, target=target, actual=target.target, text=_words(target))
    if status in HANDED_IN:
        _hand_in(rows, ledger, targets, said, handed_in, task, by)


def _words(target: TaskTarget) -> str:
    return "" if target.target else "已完成"


def _said(task: AnnualTask) -> dict:
    line = read("demo/year_2021")["lines"][task.number]
    texts = {name: line[name] for name in ("narrative", "problems", "next_steps")}
    return {**texts, "self_score": min(Decimal(line["self_score"]), task.full_marks)}


def _hand_in(rows: Rows, ledger: Ledger, targets: list[TaskTarget], said: dict, at, task: AnnualTask,
             by: User) -> None:
    decided = at + timedelta(days=5) if ledger.status == LedgerStatus.ACCEPTED else None
    values = [{"target": target.pk, "name": target.name, "unit": target.unit_of_measure, "requirement": target.text,
               "actual": target.target and str(target.target), "text": _words(target), "met": True}
              for target in targets]
    submission = rows.new(Submission, ledger=ledger, round=1, submitted_by=by, submitted_at=at, values=values,
                          review_started_at=decided, decided_at=decided, decided_by=by if decided else None, **said)
    if decided:
        rows.new(LineReview, submission=submission, decision=Decision.ACCEPTED, met=Met.MET, reviewer=by,
                 full_marks=task.full_marks, score=task.full_marks, decided_at=decided)


def _scope(unit: Unit) -> dict:
    return {f"{name}_id": getattr(unit, f"{name}_id") for name in ("province", "city", "district")}
