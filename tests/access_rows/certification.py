"""数据认定: only the certifying unit's staff and head; here 住建局 certifies what 水利局 has handed in."""

from tasks.choices import Certified
from tasks.services.certification import certify
from tests.access import Row, Seed, only
from tests.tasks.certifying import waiting_number

CERTIFIER = ("housing_staff", "housing_head")
UNITS = ("water_staff", "water_head", *CERTIFIER, "town_staff", "town_head", "stranger_staff")


def number(seed: Seed) -> dict:
    submission = waiting_number(seed.world, seed.plan)
    return {"submission": submission.pk, "target": submission.ledger.task_unit.task.targets.get().pk}


def certified(seed: Seed) -> dict:
    """Furniture: a word of the certifying unit."""
    submission = waiting_number(seed.world, seed.plan, "3")
    target = submission.ledger.task_unit.task.targets.get()
    certify(submission, target, seed.person("housing_head"), Certified.CONFIRMED)
    return {"submission": submission.pk, "target": target.pk}


def chosen(seed: Seed) -> dict:
    made = number(seed)
    return {"number": f"{made['submission']}-{made['target']}"}


ROWS = [
    Row("certification_list", allowed=only(*UNITS), default=404),
    Row("certification_confirm", allowed=only(*CERTIFIER, status=302), data=chosen, method="POST", default=404),
    Row("certification_detail", number, only(*CERTIFIER), default=404),
    Row("certification_detail", number, only(*CERTIFIER, status=302), {"verdict": "confirmed"}, "POST", 404),
    Row("certification_detail", certified, only(*CERTIFIER), default=404, note="certified"),
]
