"""The desk of an imported plan: only the chief of the office whose plan it is sees or touches any piece of it."""

from tasks.services.plan_import.confirming import confirm_import
from tests.access import Row, Seed, only
from tests.tasks.plan_draft.drafts import coop, draft, head, lead, row
from tests.tasks.plan_import.imports import make_import

CHIEF = only("chief")
DONE = only("chief", status=302)


def ready(seed: Seed) -> dict:
    """Of a year that has no plan yet."""
    units = (lead("区水利局"), coop("区环卫所"))
    rows = (row("r1"), row("r2", units=units, source="一句。二句。"), row("r3", is_dropped=True))
    return {"pk": make_import(seed.world, draft(*rows, head=head(year=2031))).pk}


def first(seed: Seed) -> dict:
    return {**ready(seed), "key": "r1"}


def second(seed: Seed) -> dict:
    return {**ready(seed), "key": "r2"}


def dropped(seed: Seed) -> dict:
    return {**ready(seed), "key": "r3"}


def settled(seed: Seed) -> dict:
    batch = make_import(seed.world, draft(row("r1"), head=head(year=2032)))
    confirm_import(batch, seed.person("chief"), 1)
    return {"pk": batch.pk}


def post(address: str, kwargs, allowed=DONE, **data) -> Row:
    return Row(address, kwargs, allowed, data, "POST", 404)


ROWS = [
    Row("plan_import_detail", ready, CHIEF, default=404, note="ready"),
    Row("plan_import_detail", settled, CHIEF, default=404, note="confirmed"),
    Row("plan_import_rows", ready, DONE, default=404),
    Row("plan_import_row", first, DONE, default=404),
    post("plan_import_row", first, only("chief", status=422)),
    post("plan_import_row_add", ready, after="r1"),
    post("plan_import_row_check", first, rev=1),
    post("plan_import_row_drop", first, rev=1),
    post("plan_import_row_restore", dropped, rev=1),
    post("plan_import_row_merge", second, rev=1),
    Row("plan_import_row_split", second, CHIEF, default=404),
    post("plan_import_row_split", second, rev=1, at=1),
    post("plan_import_step_back", ready),
    Row("plan_import_names", ready, DONE, default=404),
    post("plan_import_names", ready, name="区环卫所", means="ignore"),
    post("plan_import_names_rest", ready, do="ignore"),
    post("plan_import_head", ready, only("chief", status=422), year="x"),
    post("plan_import_timetable", ready, version=1),
    Row("plan_import_confirm", ready, CHIEF, default=404),
    post("plan_import_confirm", ready, only("chief", status=422), version=1),
    post("plan_import_undo", settled),
]
