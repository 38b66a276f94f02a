"""不适用: the unit's head asks, the chief decides, the unit and its overseers read."""

from assessments.choices import Treatment
from assessments.services.absence import approve, ask
from tests.access import Row, Seed, only
from tests.world import part_of

OWN = ("water_staff", "water_head")
OFFICE = ("reviewer", "chief", "leader")
UNITS = (*OWN, "housing_staff", "housing_head", "town_staff", "town_head", "stranger_staff")
TYPED = {"reason": "本区无此项工作", "treatment": "renormalise"}


def line(seed: Seed) -> dict:
    return {"part": part_of(seed.plan, seed.world.water).pk}


def asked(seed: Seed) -> dict:
    part = part_of(seed.plan, seed.world.water)
    return {"pk": ask(part, seed.person("water_head"), "本区无此项工作", Treatment.RENORMALISE).pk}


def approved(seed: Seed) -> dict:
    part = part_of(seed.plan, seed.world.water, "2")
    return {"pk": approve(ask(part, seed.person("water_head"), "无", Treatment.FULL_MARKS), seed.person("chief")).pk}


def act(name: str, kwargs, allowed: dict, data=None) -> Row:
    return Row(name, kwargs, only(*OWN, *OFFICE, status=403) | allowed, data or {}, "POST", 404)


ROWS = [
    Row("absence_list", allowed=only(*UNITS, *OFFICE), default=404),
    Row("absence_ask", line, only("water_head", "chief") | only("water_staff", "reviewer", "leader", status=403),
        default=404),
    act("absence_ask", line, only("water_head", "chief", status=302), TYPED),
    Row("absence_detail", asked, only(*OWN, *OFFICE), default=404, note="asked"),
    Row("absence_detail", approved, only(*OWN, *OFFICE), default=404, note="approved"),
    act("absence_approve", asked, only("chief", status=302), TYPED),
    act("absence_refuse", asked, only("chief", status=302), {"answer": "有此职责"}),
    act("absence_withdraw", asked, only("water_head", status=302)),
    act("absence_revoke", approved, only("chief", status=302), {"reason": "认定有误"}),
]
