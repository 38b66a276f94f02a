"""The demonstration plan: the indicator set, one task per indicator, leads and cooperating units, published."""

from datetime import date, timedelta

from departments.models import Unit, UnitGroup
from indicators.models import IndicatorSet
from indicators.services.indicator_set import load_set, publish_set
from tasks.models import Plan
from tasks.services.breakdown import add_tasks_from_set, assign, change_task
from tasks.services.plan import create_plan
from tasks.services.publication import publish

from .content import plan_dates, read
from .people import District

SET_CODE = "zaoyang-2021"


def set_up_indicators(district: District) -> IndicatorSet:
    """The national edition, which belongs to nobody, and the district's own."""
    national = load_set(read("indicators/national_2019"), by=None, owner=None, code="national-2019")
    publish_set(national, by=None)
    chief = district.people["hwb-zr"]
    drafted = load_set(
        read("indicators/zaoyang_2021"), by=chief, owner=district.units["zy-office"], code=SET_CODE
    )
    return publish_set(drafted, by=chief)


def set_up_plan(district: District, indicator_set: IndicatorSet, *, year: int, dates: dict[str, date]) -> Plan:
    """The year's plan with its breakdown, published; `dates` are the plan's own date fields."""
    chief = district.people["hwb-zr"]
    data = read("demo/plan_2021")
    plan = create_plan(
        by=chief, office=district.units["zy-office"], year=year, indicator_set=indicator_set,
        title=data["title"].replace("2021", str(year)), **dates,
    )
    add_tasks_from_set(plan, by=chief)
    groups = {group.code: group for group in UnitGroup.objects.filter(district=district.units["zy"])}
    rows = {row["number"]: row for row in data["tasks"]}
    for task in plan.tasks.prefetch_related("targets"):
        row = rows[task.number]
        change_task(
            task, by=chief, version=task.version, requirement=row["requirement"],
            deadline_text=row["deadline_text"].replace("2021", str(year)),
            targets=[_target(target, district) for target in row["targets"]],
        )
        assign(
            task, by=chief, lead=[_assignee(code, district, groups) for code in row["lead"]],
            support=[_assignee(code, district, groups) for code in row["support"]],
        )
    publish(plan, by=chief)
    plan.refresh_from_db()
    return plan


def _target(row: dict, district: District) -> dict:
    """A target as the breakdown takes it, its certifying unit by key."""
    certifier = row.get("certifier")
    values = {name: value for name, value in row.items() if name != "certifier"}
    return values | {"certifier_id": district.units[certifier].pk} if certifier else values


def _assignee(code: str, district: District, groups: dict[str, UnitGroup]) -> Unit | UnitGroup:
    return groups[code.removeprefix("group:")] if code.startswith("group:") else district.units[code]


def finished_year_dates() -> dict[str, date]:
    return plan_dates(read("demo/plan_2021"))


def running_year_dates(today: date) -> dict[str, date]:
    """The same cycle moved so that the self-check is open now: twelve days in, eight to go."""
    return {
        "issued_on": today - timedelta(days=110), "work_from": today - timedelta(days=100),
        "work_to": today - timedelta(days=13), "self_check_from": today - timedelta(days=12),
        "self_check_to": today + timedelta(days=8), "report_due": today + timedelta(days=19),
        "city_review_due": today + timedelta(days=47), "publish_due": today + timedelta(days=139),
    }
