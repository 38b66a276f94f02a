"""Plan documents coming in: only the chief of the office whose plan it is; the page without object tells others why."""

from tasks.choices import ImportStatus
from tasks.models import PlanImport
from tests.access import Row, Seed, only
from tests.tasks.plan_import.documents import ANNEX, TEXT, received, upload

CHIEF = only("chief")
DONE = only("chief", status=302)


def reading(seed: Seed) -> dict:
    return {"pk": received(seed.world, upload(TEXT), upload(ANNEX, "附件.txt")).pk}


def unreadable(seed: Seed) -> dict:
    made = reading(seed)
    PlanImport.objects.filter(**made).update(status=ImportStatus.UNREADABLE, message="“计划.txt”：文件里没有文字。")
    return made


def ready(seed: Seed) -> dict:
    made = reading(seed)
    PlanImport.objects.filter(**made).update(status=ImportStatus.READY)
    return made


def discarded(seed: Seed) -> dict:
    made = reading(seed)
    PlanImport.objects.filter(**made).update(status=ImportStatus.DISCARDED)
    return made


def original(seed: Seed) -> dict:
    return {**reading(seed), "position": 1}


def refused_file(seed: Seed) -> dict:
    return {**unreadable(seed), "position": 1}


def act(name: str, kwargs) -> Row:
    return Row(name, kwargs, DONE, method="POST", default=404)


ROWS = [
    Row("plan_import_list", allowed=CHIEF),
    Row("plan_import_start", allowed=DONE, data={"text": TEXT}, method="POST"),
    Row("plan_import_start", allowed=only("chief", status=422), method="POST", note="nothing chosen"),
    Row("plan_import_detail", reading, CHIEF, default=404, note="reading"),
    Row("plan_import_detail", unreadable, CHIEF, default=404, note="unreadable"),
    Row("plan_import_detail", discarded, CHIEF, default=404, note="discarded"),
    Row("plan_import_progress", reading, CHIEF, default=404),
    Row("plan_import_file", original, CHIEF, default=404),
    Row("plan_import_file", original, CHIEF, method="HEAD", default=404),
    Row("plan_import_add", ready, CHIEF, default=404),
    Row("plan_import_add", ready, DONE, {"text": "另一份附件"}, "POST", 404),
    act("plan_import_again", unreadable),
    act("plan_import_leave_out", refused_file),
    act("plan_import_discard", unreadable),
]
