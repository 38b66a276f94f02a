"""The annual plan: read by the district's units, directed by the office chief, signed for by the units."""

from datetime import timedelta

from eco_demo.lib import clock
from tasks.choices import Receipt
from tests.access import Row, Seed, only
from tests.world import part_of

UNITS = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head")
OVERSEERS = ("reviewer", "chief", "leader")
READ = only(*UNITS, *OVERSEERS)
OVERSEE = only(*UNITS, status=403) | only(*OVERSEERS)
CHIEF = only(*UNITS, *OVERSEERS, status=403) | only("chief")
DONE = only(*UNITS, *OVERSEERS, status=403) | only("chief", status=302)
# A unit reads only tasks it takes part in; in this plan 水利局, 住建局 and the towns all do.
OWN = only("water_staff", "water_head", status=302) | only(*OVERSEERS, status=403)


def plan(seed: Seed) -> dict:
    return {"pk": seed.plan.pk}


def task(seed: Seed) -> dict:
    return {"pk": seed.plan.tasks.get(number="1").pk}


def _with_receipt(seed: Seed, receipt: str) -> dict:
    row = part_of(seed.plan, seed.world.water)
    row.receipt, row.return_reason = receipt, "应由住建局牵头"
    row.save(update_fields=["receipt", "return_reason"])
    return {"pk": row.pk}


def waiting(seed: Seed) -> dict:
    return _with_receipt(seed, Receipt.WAITING)


def returned(seed: Seed) -> dict:
    return _with_receipt(seed, Receipt.RETURNED)


def reopening(seed: Seed) -> dict:
    until = clock.now() + timedelta(days=2)
    return {"unit": seed.world.water.pk, "until": f"{until:%Y-%m-%dT%H:%M}", "reason": "断网未能提交"}


ROWS = [
    Row("plan_list", allowed=READ | only("stranger_staff", "water_admin", "city_receiver", "sysadmin", "secadmin",
                                         "auditor")),
    Row("plan_detail", plan, READ, default=404),
    Row("plan_create", allowed=only("chief")),
    Row("plan_change", plan, CHIEF, default=404),
    Row("plan_close", plan, DONE, method="POST", default=404),
    Row("plan_remove", plan, DONE, method="POST", default=404),
    Row("plan_reopen", plan, OVERSEE, default=404),
    Row("plan_reopen", plan, DONE, reopening, "POST", 404),
    Row("breakdown", plan, READ, default=404),
    Row("breakdown_fill", plan, DONE, method="POST", default=404),
    Row("breakdown_export", plan, OVERSEE, default=404),
    Row("breakdown_import", plan, CHIEF, default=404),
    Row("breakdown_import_apply", plan, DONE, method="POST", default=404),
    Row("breakdown_matrix", plan, OVERSEE, default=404),
    Row("plan_task_create", plan, CHIEF, default=404),
    Row("plan_task_change", task, CHIEF, default=404),
    Row("plan_task_assign", task, CHIEF, default=404),
    Row("plan_task_remove", task, DONE, method="POST", default=404),
    Row("publication", plan, CHIEF, default=404),
    Row("plan_publish", plan, DONE, method="POST", default=404),
    Row("receipt_overview", plan, OVERSEE, default=404),
    Row("receipt_answer", returned, only("water_staff", "water_head", *OVERSEERS, status=403) | only("chief"),
        default=404),
    Row("task_sign", waiting, OWN, method="POST", default=404),
    Row("task_hand_back", waiting, OWN, {"reason": "应由住建局牵头"}, "POST", 404),
    Row("task_sign_all", allowed={}, method="POST", default=302),
]
