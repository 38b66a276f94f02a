"""Bonus, penalty, veto and gate: the office enters, its chief revokes and sets items, a unit reads its own in time."""

from assessments.models import SpecialEntry, SpecialItem
from eco_demo.lib import clock
from tests.access import Row, Seed, everyone, only

UNITS = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head")
OFFICE = only("reviewer", "chief")
OTHERS = only(*UNITS, "leader", status=403)
CHIEF = OTHERS | only("reviewer", status=403) | only("chief")
DONE = CHIEF | only("chief", status=302)
REVOKED = only("reviewer", "leader", status=403) | only("chief", status=302)


def plan(seed: Seed) -> dict:
    return {"pk": seed.plan.pk}


def made_item(seed: Seed) -> SpecialItem:
    return SpecialItem.objects.create(plan=seed.plan, kind="veto", name="重大污染事件", grade="不合格")


def item(seed: Seed) -> dict:
    return {"pk": made_item(seed).pk}


def entry(seed: Seed) -> dict:
    row = SpecialEntry.objects.create(
        item=made_item(seed), unit=seed.world.water, reason="泄漏", by=seed.person("reviewer"), at=clock.now()
    )
    return {"pk": row.pk}


def entry_after_feedback(seed: Seed) -> dict:
    seed.plan.feedback_at = clock.now()
    seed.plan.save(update_fields=["feedback_at"])
    return entry(seed)


def entering(seed: Seed) -> dict:
    return {"unit": seed.world.water.pk, "item": made_item(seed).pk, "reason": "泄漏"}


ROWS = [
    Row("special_list", allowed=everyone()),
    Row("special_enter", plan, OTHERS | OFFICE, default=404),
    Row("special_enter", plan, OTHERS | only("reviewer", "chief", status=302), entering, "POST", 404),
    Row("special_revoke", entry, only("reviewer", "leader", status=403) | only("chief"), default=404),
    Row("special_revoke", entry, REVOKED, {"reason": "误登"}, "POST", 404, note="own-units-see-nothing-yet"),
    Row("special_revoke", entry_after_feedback, REVOKED | only("water_staff", "water_head", status=403),
        {"reason": "误登"}, "POST", 404, note="after-feedback"),
    Row("special_items", plan, CHIEF, default=404),
    Row("special_presets", plan, DONE, {"presets": ["accident"]}, "POST", 404),
    Row("special_item_create", plan, CHIEF, default=404),
    Row("special_item_create", plan, DONE, {"kind": "bonus", "name": "水质提升", "max_points": "5"}, "POST", 404),
    Row("special_item_change", item, CHIEF, default=404),
    Row("special_item_change", item, DONE,
        {"kind": "veto", "name": "特大污染事件", "grade": "不合格", "seen": "veto·重大污染事件···不合格"}, "POST", 404),
    Row("special_item_remove", item, DONE, method="POST", default=404),
]
