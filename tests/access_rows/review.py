"""Review and scores: the office works, leaders read scores, units read their own once they are published."""

from django.utils import timezone

from assessments.choices import Joining
from assessments.models import ReviewStage
from assessments.services.review import accept_ledger, deduct, open_review
from tests.access import Row, only
from tests.assessments.desk import hand_in
from tests.assessments.ruled import event_rule

DESK = only("reviewer", "chief")
OVERSEERS = only("reviewer", "chief", "leader")
REDIRECTED = only("reviewer", "chief", status=302)


def submission(seed):
    return hand_in(seed.world, seed.plan, seed.world.water)


def at_line(seed) -> dict:
    return {"pk": submission(seed).pk}


def at_ruled(seed) -> dict:
    event_rule(seed.plan)
    return at_line(seed)


def at_panel(seed) -> dict:
    ReviewStage.objects.create(plan=seed.plan, position=1, name="初审", scorers=2, joining=Joining.AVERAGE)
    return at_line(seed)


def at_deduction(seed) -> dict:
    review = open_review(submission(seed), seed.person("reviewer"))
    deduction = deduct(review, seed.person("reviewer"), 1, "缺数据", "", version=1)
    return {"pk": review.submission_id, "deduction": deduction.pk}


def at_file(seed) -> dict:
    handed_in = submission(seed)
    return {"pk": handed_in.pk, "submitted": handed_in.evidence.get().pk}


def at_accepted(seed) -> dict:
    review = open_review(submission(seed), seed.person("reviewer"))
    accept_ledger(review, "", seed.person("reviewer"), 1, confirmed=True)
    return {"pk": review.submission_id}


def at_unit(seed) -> dict:
    return {"plan": seed.plan.pk, "unit": seed.world.water.pk}


def at_published_unit(seed) -> dict:
    seed.plan.scores_published_at = timezone.now()
    seed.plan.save()
    return at_unit(seed)


def hidden(name, kwargs=lambda seed: {}, allowed=DESK, data=None, method="GET", note="") -> Row:
    return Row(name, kwargs, allowed, data or {}, method=method, default=404, note=note)


ROWS = [
    hidden("review_queue"),
    hidden("review_line", at_line),
    hidden("review_deduct", at_line, REDIRECTED, {"points": "1", "reason": "缺数据", "version": 1}, "POST"),
    hidden("review_deduction", at_deduction),
    hidden("review_deduction", at_deduction, REDIRECTED, {"points": "2", "reason": "缺数据", "version": 2}, "POST"),
    hidden("review_deduction_remove", at_deduction, REDIRECTED, {"version": 2}, "POST"),
    hidden("review_file", at_file, REDIRECTED, {"verdict": "valid", "version": 1}, "POST"),
    hidden("review_met", at_line, REDIRECTED, {"met": "met", "version": 1}, "POST"),
    hidden("review_use_rule", at_ruled, REDIRECTED, {"version": 1}, "POST"),
    hidden("review_facts", at_ruled, REDIRECTED, {"version": 1, "fact-0": "1"}, "POST"),
    hidden("review_mark", at_panel, REDIRECTED, {"version": 1, "score": "8", "reason": "偏低", "confirmed": "on"},
           "POST"),
    hidden("review_note", at_line, REDIRECTED, {"comment": "属实", "version": 1}, "POST"),
    hidden("review_return", at_line, REDIRECTED,
           {"version": 1, "line_narrative": "on", "line_narrative_text": "请补充"}, "POST"),
    hidden("review_accept", at_line, REDIRECTED, {"version": 1, "confirmed": "on"}, "POST"),
    hidden("review_reopen", at_accepted, only("chief", status=302) | {"reviewer": 403}, {"reason": "数据有误"}, "POST"),
    hidden("score_table", allowed=OVERSEERS),
    hidden("score_export", allowed=OVERSEERS),
    hidden("score_lost", allowed=OVERSEERS),
    hidden("score_unit", at_unit, OVERSEERS, note="before-publication"),
    hidden("score_unit", at_published_unit, OVERSEERS | only("water_staff", "water_head"), note="published"),
]
