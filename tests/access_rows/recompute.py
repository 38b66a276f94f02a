"""Recomputing by a revised rule: the office chief of the plan, until the year is archived."""

from tests.access import Row, only

SEES_PLAN = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head", "reviewer",
             "leader")


def at_plan(seed) -> dict:
    return {"pk": seed.plan.pk}


ROWS = [
    Row("recompute_home", allowed=only("chief", status=302)),
    Row("recompute", at_plan, only(*SEES_PLAN, status=403) | only("chief"), default=404),
    Row("recompute", at_plan, only(*SEES_PLAN, status=403) | only("chief", status=409),
        {"digest": "0", "reason": "规则修订"}, "POST", 404),
]
