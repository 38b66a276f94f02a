"""How a plan is scored: the district reads it, the office chief sets it."""

from datetime import timedelta
from decimal import Decimal

from assessments.models import Scheme
from tasks.choices import PlanStatus
from tasks.models import Plan
from tests.access import Row, Seed, everyone, only

UNITS = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head")
READ = only(*UNITS, "reviewer", "chief", "leader")
CHIEF = only(*UNITS, "reviewer", "leader", status=403) | only("chief")
DONE = CHIEF | only("chief", status=302)
SCHEME = {
    "version": "0", "decimal_places": "0", "rounding": "half_up", "treatment": "renormalise", "quota_ties": "drop",
    "tie_break": "none", "bands-0-name": "达标", "bands-0-at_least": "60", "bands-1-name": "不达标",
    "bands-1-at_least": "0",
}
STAGES = {
    "seen": "一步审核，一人评分", "stages-0-name": "初审", "stages-0-scorers": "1", "stages-0-joining": "single",
}
DATES = ("work_from", "work_to", "self_check_from", "self_check_to", "report_due", "city_review_due", "publish_due")


def plan(seed: Seed) -> dict:
    return {"pk": seed.plan.pk}


def after_last_year(seed: Seed) -> dict:
    """The plan after a year that had a scheme."""
    last = Plan.objects.create(
        office=seed.plan.office, district=seed.plan.district, city=seed.plan.city, province=seed.plan.province,
        year=seed.plan.year - 1, title="上年度计划", indicator_set=seed.plan.indicator_set, status=PlanStatus.CLOSED,
        **{name: getattr(seed.plan, name) - timedelta(days=365) for name in DATES},
    )
    Scheme.objects.create(plan=last, max_bonus=Decimal(3))
    return plan(seed)


ROWS = [
    Row("scheme", allowed=everyone()),
    Row("scheme_detail", plan, READ, default=404),
    Row("scheme_change", plan, CHIEF, default=404),
    Row("scheme_change", plan, DONE, SCHEME, "POST", 404),
    Row("scheme_preview", plan, CHIEF, SCHEME, "POST", 404),
    Row("scheme_stages", plan, CHIEF, default=404),
    Row("scheme_stages", plan, DONE, STAGES, "POST", 404),
    Row("scheme_take_over", after_last_year, DONE, method="POST", default=404),
]
