"""A small district for tests: units, people by role, an indicator set and a published plan whose year is now.

Built once per test through the services where they exist, so that rights are real guardian grants.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from departments.choices import Level, Role, UnitClass
from departments.models import Unit, UnitGroup, User
from departments.services.membership import open_membership
from departments.services.unit import open_unit, set_group
from eco_demo.lib import clock
from indicators.choices import Attribute, Comparator, SetLevel, SetStatus
from indicators.models import Domain, Indicator, IndicatorSet
from tasks.choices import PlanStatus, Receipt, TaskRole
from tasks.models import AnnualTask, Assignment, Ledger, LedgerValue, Plan, TaskTarget, TaskUnit

PASSWORD = "Qinglv-2021-ok"


@dataclass
class World:
    province: Unit
    city: Unit
    city_office: Unit
    district: Unit
    office: Unit
    water: Unit
    housing: Unit
    statistics: Unit
    town: Unit
    street: Unit
    other_district: Unit
    stranger: Unit
    towns: UnitGroup
    people: dict[str, User]

    def __getattr__(self, name):
        """`world.water_staff` is the person of that name."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


# name → (unit attribute, role); the ten roles, and each unit role in two units
PEOPLE = {
    "water_staff": ("water", Role.UNIT_STAFF),
    "water_head": ("water", Role.UNIT_HEAD),
    "water_admin": ("water", Role.UNIT_ADMIN),
    "housing_staff": ("housing", Role.UNIT_STAFF),
    "housing_head": ("housing", Role.UNIT_HEAD),
    "town_staff": ("town", Role.UNIT_STAFF),
    "town_head": ("town", Role.UNIT_HEAD),
    "reviewer": ("office", Role.OFFICE_REVIEWER),
    "chief": ("office", Role.OFFICE_CHIEF),
    "leader": ("district", Role.DISTRICT_LEADER),
    "city_receiver": ("city_office", Role.CITY_OFFICE),
    "sysadmin": ("office", Role.SYSTEM_ADMIN),
    "secadmin": ("office", Role.SECURITY_ADMIN),
    "auditor": ("office", Role.AUDITOR),
    "stranger_staff": ("stranger", Role.UNIT_STAFF),
}


def load_world() -> World:
    """The world laid down once per run, read afresh; built anew after a transactional test emptied the tables."""
    units = {unit.code.removeprefix("d-"): unit for unit in Unit.objects.select_related("district", "city")}
    if "d" not in units:
        return build_world()
    names = {"p": "province", "c": "city", "c-office": "city_office", "d": "district", "d2": "other_district",
             "d2-water": "stranger"}
    people = {user.username: user for user in User.objects.filter(username__in=PEOPLE)}
    return World(
        **{names.get(code, code): unit for code, unit in units.items()},
        towns=UnitGroup.objects.get(code="towns"), people={name: people[name] for name in PEOPLE},
    )


def build_world() -> World:
    province = open_unit(by=None, code="p", name="甲省", level=Level.PROVINCE)
    city = open_unit(by=None, code="c", name="乙市", level=Level.CITY, parent=province)
    city_office = open_unit(by=None, code="c-office", name="乙市环委会办公室", short_name="乙市环委办",
                            level=Level.DEPARTMENT, parent=city)
    district = open_unit(by=None, code="d", name="丙区", level=Level.DISTRICT, parent=city)
    units = {"province": province, "city": city, "city_office": city_office, "district": district}
    rows = (
        ("office", "区环委会办公室", "区环委办", Level.DEPARTMENT, UnitClass.NONE),
        ("water", "区水利局", "水利局", Level.DEPARTMENT, UnitClass.DEPARTMENT),
        ("housing", "区住房和城乡建设局", "住建局", Level.DEPARTMENT, UnitClass.DEPARTMENT),
        ("statistics", "区统计局", "统计局", Level.DEPARTMENT, UnitClass.DEPARTMENT),
        ("town", "东镇", "东镇", Level.TOWNSHIP, UnitClass.TOWNSHIP),
        ("street", "西街道办事处", "西街道", Level.TOWNSHIP, UnitClass.TOWNSHIP),
    )
    for position, (code, name, short, level, unit_class) in enumerate(rows, 1):
        units[code] = open_unit(by=None, code=f"d-{code}", name=name, short_name=short, level=level,
                                unit_class=unit_class, parent=district, position=position)
    units["other_district"] = open_unit(by=None, code="d2", name="丁区", level=Level.DISTRICT, parent=city)
    units["stranger"] = open_unit(by=None, code="d2-water", name="丁区水利局", level=Level.DEPARTMENT,
                                  unit_class=UnitClass.DEPARTMENT, parent=units["other_district"])
    towns = set_group(by=None, district=district, code="towns", name="各镇(办、区)",
                      members=[units["town"], units["street"]])
    people = {name: make_person(name, units[unit], role) for name, (unit, role) in PEOPLE.items()}
    return World(**units, towns=towns, people=people)


def make_person(username: str, unit: Unit, role: str, **membership) -> User:
    user = User(username=username, display_name=f"{unit.label}{Role(role).label}", must_change_password=False)
    user.set_password(PASSWORD)
    user.save()
    open_membership(user, unit, role, by=None, **membership)
    return user


def make_indicator_set(owner: Unit | None = None, *, code="set", count=3, published=True) -> IndicatorSet:
    """A set with one domain, one group and `count` percent indicators ≥ 90 of 10 marks."""
    indicator_set = IndicatorSet.objects.create(
        code=code, name="示范区指标体系", edition="测试版", level=SetLevel.COUNTY, owner=owner,
        province_id=owner and owner.province_id, city_id=owner and owner.city_id,
        district_id=owner and owner.district_id,
        status=SetStatus.PUBLISHED if published else SetStatus.DRAFT,
        published_at=timezone.now() if published else None,
    )
    domain = Domain.objects.create(indicator_set=indicator_set, name="生态生活", position=1)
    group = Domain.objects.create(indicator_set=indicator_set, parent=domain, label="(一)", name="人居环境", position=1)
    for number in range(1, count + 1):
        Indicator.objects.create(
            indicator_set=indicator_set, domain=group, number=str(number), name=f"污水处理率{number}",
            unit_of_measure="%", comparator=Comparator.AT_LEAST, threshold=Decimal(90), threshold_text="≥90%",
            attribute=Attribute.BINDING, full_marks=Decimal(10), position=number,
            required_evidence=[{"kind": "report", "name": "监测报告"}],
        )
    return indicator_set


def make_plan(world: World, *, tasks=3, published=True, indicator_set=None, opens=-10, closes=10) -> Plan:
    """This year's plan with `tasks` tasks led by 水利局, supported by 住建局 and every town; self-check open now."""
    today = clock.today()
    indicator_set = indicator_set or make_indicator_set(world.office, count=tasks)
    day = lambda offset: today + timedelta(days=offset)  # noqa: E731
    plan = Plan.objects.create(
        office=world.office, province=world.province, city=world.city, district=world.district, year=today.year,
        title=f"丙区{today.year}年度示范区创建工作计划", indicator_set=indicator_set,
        status=PlanStatus.PUBLISHED if published else PlanStatus.DRAFT,
        published_at=timezone.now() if published else None,
        issued_on=day(-90), work_from=day(-90), work_to=day(-11), self_check_from=day(opens),
        self_check_to=day(closes), report_due=day(closes + 11), city_review_due=day(closes + 40),
        publish_due=day(closes + 130),
    )
    for indicator in indicator_set.indicators.filter(parent=None):
        add_task(world, plan, indicator)
    return plan


def add_task(world: World, plan: Plan, indicator: Indicator) -> AnnualTask:
    task = AnnualTask.objects.create(
        plan=plan, indicator=indicator, domain=indicator.domain, number=indicator.number, title=indicator.name,
        requirement="按要求完成。", full_marks=indicator.full_marks, due=plan.self_check_to,
        position=indicator.position,
    )
    TaskTarget.objects.create(
        task=task, indicator=indicator, value_type=indicator.value_type, unit_of_measure=indicator.unit_of_measure,
        comparator=indicator.comparator, target=indicator.threshold, text=indicator.threshold_text,
        baseline=Decimal("88.5"),
    )
    Assignment.objects.create(task=task, role=TaskRole.LEAD, unit=world.water, position=1)
    Assignment.objects.create(task=task, role=TaskRole.SUPPORT, unit=world.housing, position=2)
    Assignment.objects.create(task=task, role=TaskRole.SUPPORT, group=world.towns, position=3)
    if plan.status == PlanStatus.PUBLISHED:
        participate(task, world.water, TaskRole.LEAD)
        participate(task, world.housing, TaskRole.SUPPORT)
        for unit in world.towns.members.all():
            participate(task, unit, TaskRole.SUPPORT, via_group=world.towns.name)
    return task


def participate(task: AnnualTask, unit: Unit, role: str, *, receipt=Receipt.SIGNED, via_group="") -> TaskUnit:
    """One participation with its empty ledger, as publication makes it."""
    task_unit = TaskUnit.objects.create(
        task=task, unit=unit, role=role, province_id=unit.province_id, city_id=unit.city_id,
        district_id=unit.district_id, year=task.plan.year, due=task.due, unit_name=unit.name, receipt=receipt,
        via_group=via_group,
    )
    ledger = Ledger.objects.create(task_unit=task_unit)
    for target in task.targets.all():
        LedgerValue.objects.create(ledger=ledger, target=target)
    return task_unit


def part_of(plan: Plan, unit: Unit, number: str = "1") -> TaskUnit:
    return TaskUnit.objects.select_related("task__plan", "ledger").get(task__plan=plan, unit=unit, task__number=number)


def some_day(offset: int) -> date:
    return clock.today() + timedelta(days=offset)
