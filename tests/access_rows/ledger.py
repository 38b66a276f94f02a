"""The unit's daily pages: its tasks and its ledgers."""

from tasks.choices import Line
from tasks.models import ReturnReason, TaskUnit
from tasks.services.ledger import mark_returned, save_draft, submit_ledger
from tests.access import Row, Seed, everyone, only
from tests.world import part_of

OWN = ("water_staff", "water_head")
OFFICE = ("reviewer", "chief", "leader")

TYPED = {"version": 1, "narrative": "已完成。"}


def part(seed: Seed) -> TaskUnit:
    return part_of(seed.plan, seed.world.water)


def of_task(seed: Seed) -> dict:
    return {"pk": part(seed).pk}


def of_ledger(seed: Seed) -> dict:
    return {"pk": part(seed).ledger.pk}


def returned(seed: Seed) -> dict:
    """Handed in, and sent back with a reason."""
    ledger, world = part(seed).ledger, seed.world
    save_draft(ledger, by=world.water_staff, version=ledger.version, self_score="9", narrative="已完成。", problems="",
               next_steps="", values={row.target_id: "92" for row in ledger.values.all()})
    round_ = submit_ledger(ledger, world.water_head, "报告尚未印发")
    ReturnReason.objects.create(submission=round_, line=Line.NARRATIVE, text="请补充", by=world.reviewer,
                                at=round_.submitted_at)
    mark_returned(ledger, world.reviewer)
    return {"pk": ledger.pk}


def own(name: str, status: int, **more) -> Row:
    return Row(name, of_ledger, only(*OWN, status=status), method="POST", default=404, **more)


ROWS = [
    Row("task_list", allowed=everyone()),
    Row("task_export", allowed=everyone()),
    Row("task_detail", of_task, only(*OWN, *OFFICE), default=404),
    Row("ledger_waiting", allowed=everyone()),
    Row("ledger_submit_all", allowed=everyone(302), method="POST"),
    Row("ledger_suggestion", of_ledger, only(*OWN), default=404),
    own("ledger_autosave", 200, data=TYPED),
    own("ledger_save", 302, data=TYPED),
    own("ledger_send", 422, data=TYPED, note="incomplete"),
    Row("ledger_submit", of_ledger, {"water_head": 422, "water_staff": 403}, data=TYPED, method="POST", default=404,
        note="incomplete"),
    own("ledger_send_back", 302),
    Row("ledger_recall", of_ledger, {"water_head": 302, "water_staff": 403}, method="POST", default=404),
    Row("ledger_print", of_ledger, only(*OWN), default=404, note="draft"),
    Row("ledger_print", returned, only(*OWN, *OFFICE), default=404, note="returned"),
    Row("ledger_history", of_ledger, only(*OWN), default=404),
    Row("ledger_history", returned, only(*OWN, *OFFICE), default=404, note="returned"),
    Row("ledger_evidence", of_ledger, only(*OWN), default=404),
    Row("ledger_pick", of_ledger, only(*OWN), default=404),
    Row("ledger_pick", of_ledger, only(*OWN, status=302), method="POST", default=404),
    own("ledger_reorder", 302),
]
