"""The unit's daily pages: its tasks and its ledgers."""

from tasks.models import TaskUnit
from tests.access import Row, Seed, everyone, only
from tests.world import part_of

OWN = ("water_staff", "water_head")
OFFICE = ("reviewer", "chief", "leader")
UNITS = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head", "stranger_staff")


def part(seed: Seed) -> TaskUnit:
    return part_of(seed.plan, seed.world.water)


def of_task(seed: Seed) -> dict:
    return {"pk": part(seed).pk}


def of_ledger(seed: Seed) -> dict:
    return {"pk": part(seed).ledger.pk}


def handed_in(seed: Seed) -> dict:
    ledger = part(seed).ledger
    type(ledger).objects.filter(pk=ledger.pk).update(round=1)
    return {"pk": ledger.pk}


def own(name: str, status: int, **more) -> Row:
    return Row(name, of_ledger, only(*OWN, status=status), method="POST", default=404, **more)


ROWS = [
    Row("task_list", allowed=everyone()),
    Row("task_export", allowed=everyone()),
    Row("task_detail", of_task, only(*OWN, *OFFICE), default=404),
    Row("ledger_waiting", allowed=everyone()),
    Row("ledger_submit_all", allowed=everyone(302), method="POST"),
    own("ledger_autosave", 409),
    own("ledger_save", 409),
    own("ledger_send", 409),
    own("ledger_submit", 409),
    own("ledger_send_back", 302),
    Row("ledger_recall", of_ledger, {"water_head": 302, "water_staff": 403}, method="POST", default=404),
    Row("ledger_print", of_ledger, only(*OWN), default=404, note="draft"),
    Row("ledger_print", handed_in, only(*OWN, *OFFICE), default=404, note="handed in"),
    Row("ledger_history", of_ledger, only(*OWN), default=404),
    Row("ledger_evidence", of_ledger, only(*OWN), default=404),
    Row("ledger_pick", of_ledger, only(*OWN), default=404),
    Row("ledger_pick", of_ledger, only(*OWN, status=302), method="POST", default=404),
    own("ledger_reorder", 302),
]
