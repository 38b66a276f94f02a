"""Explanations of scores: the office and leaders always, the unit itself from feedback on."""

from django.utils import timezone

from tests.access import Row, only
from tests.assessments.year import score_line
from tests.world import part_of

OVERSEERS = only("reviewer", "chief", "leader")
OWN = only("water_staff", "water_head")


def at_line(seed) -> dict:
    part = part_of(seed.plan, seed.world.water)
    score_line(seed.world, part, points="1")
    return {"pk": part.pk}


def at_fed_back_line(seed) -> dict:
    _stamp(seed, "feedback_at")
    return at_line(seed)


def at_unit(seed) -> dict:
    at_line(seed)
    return {"plan": seed.plan.pk, "unit": seed.world.water.pk}


def at_published_unit(seed) -> dict:
    _stamp(seed, "scores_published_at")
    return at_unit(seed)


def _stamp(seed, field: str) -> None:
    type(seed.plan).objects.filter(pk=seed.plan.pk).update(**{field: timezone.now()})


ROWS = [
    Row("line_why", at_line, OVERSEERS, default=404, note="before-feedback"),
    Row("line_why", at_fed_back_line, OVERSEERS | OWN, default=404, note="fed-back"),
    Row("score_why", at_unit, OVERSEERS, default=404, note="before-feedback"),
    Row("score_why", at_published_unit, OVERSEERS | OWN, default=404, note="published"),
]
