"""Feedback and appeals: the chief tells the scores, the unit's head objects, who did not give the score answers."""

from tests.access import Row, Seed, only
from tests.assessments.appeals import CLAIM, fed_back_line, filed, lost_line

# Who sees an appeal of 水利局.
SEES = ("water_staff", "water_head", "chief", "reviewer", "leader")
AT_WORK = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head", "reviewer", "chief",
           "leader")
IN_DISTRICT = tuple(name for name in AT_WORK if name != "chief")


def plan(seed: Seed) -> dict:
    lost_line(seed.world, seed.plan)
    return {"plan": seed.plan.pk}


def line(seed: Seed) -> dict:
    return {"review": fed_back_line(seed.world, seed.plan).pk}


def line_before_feedback(seed: Seed) -> dict:
    return {"review": lost_line(seed.world, seed.plan).pk}


def appeal(seed: Seed) -> dict:
    return {"pk": filed(seed.world, seed.plan).pk}


OFFICE = only("chief", "reviewer", "leader", status=403)
REJECTED = {"version": 1, "status": "rejected", "answer": "扣分属实。"}

ROWS = [
    Row("appeal_list", allowed=only(*AT_WORK, "stranger_staff"), default=404),
    Row("appeal_new", line, {"water_head": 200, "water_staff": 403} | OFFICE, default=404),
    Row("appeal_new", line, {"water_head": 302, "water_staff": 403} | OFFICE, {"claim": CLAIM}, "POST", 404),
    Row("appeal_new", line_before_feedback, OFFICE, default=404, note="before-feedback"),
    Row("appeal_detail", appeal, only(*SEES), default=404),
    Row("appeal_withdraw", appeal, only(*SEES, status=403) | {"water_head": 302}, method="POST", default=404),
    Row("appeal_outcome", appeal, only(*SEES, status=403) | {"chief": 200}, default=404),
    Row("appeal_decide", appeal, only(*SEES, status=403) | {"chief": 302}, REJECTED, "POST", 404),
    Row("score_feedback", plan, {"chief": 200} | only(*IN_DISTRICT, status=403), default=404),
    Row("score_feedback", plan, {"chief": 422} | only(*IN_DISTRICT, status=403), {}, "POST", 404),
]
