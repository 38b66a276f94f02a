"""Odd input at every post about scores, one control at a time with the rest as it should be: never a fault."""

import json
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse

from assessments.choices import Joining
from assessments.models import ReviewStage, SpecialEntry, SpecialItem
from assessments.reading.recompute import differences_of
from assessments.services.absence import approve, ask
from eco_demo.lib import clock
from indicators.services.rule import save_rule
from tests.access_rows import scheme
from tests.assessments.appeals import CLAIM, catalogued, fed_back_line, filed, lost_line
from tests.assessments.ruled import STEP, discretion_rule, event_rule, handed_in, step_rule
from tests.indicators.test_rule_editor import TYPED
from tests.tasks.certifying import waiting_number
from tests.world import part_of

DEEP = json.dumps({"kind": "combine", "parameters": {"parts": []}}).replace("[]", "[" * 50 + "]" * 50)
ODD = ("", "\x00", "NaN", "1e999", "-1", "9" * 400, "长" * 4000, "9999-12-31", DEEP, ["1", "2"], None)


def at_desk(world, plan):
    event_rule(plan)
    return handed_in(world, plan, **{"counts/超标": 1})


def deduction(world, plan):
    pk = at_desk(world, plan).submission_id
    return [("reviewer", "review_deduct", [pk], {"points": "1", "code": "other", "reason": "缺", "evidence": "",
                                               "rule_text": "", "version": "2"}),
            ("reviewer", "review_facts", [pk], {"fact-0": "1", "fact-1": "2", "version": "2"}),
            ("reviewer", "review_use_rule", [pk], {"version": "2"}),
            ("reviewer", "review_accept", [pk], {"version": "2", "confirmed": "on", "override_reason": "理由",
                                                 "comment": "好", "internal_note": ""})]


def judgement(world, plan):
    discretion_rule(plan)
    pk = handed_in(world, plan).submission_id
    return [("reviewer", "review_facts", [pk], {"fact-0": "1", "fact-1": "说明", "version": "2"})]


def panel(world, plan):
    ReviewStage.objects.create(plan=plan, position=1, name="初审", scorers=2, joining=Joining.AVERAGE)
    step_rule(plan)
    pk = handed_in(world, plan).submission_id
    return [("reviewer", "review_mark", [pk], {"version": "2", "score": "8", "reason": "偏低", "confirmed": "on"})]


def objection(world, plan):
    review, piece = fed_back_line(world, plan), catalogued(world)
    return [("water_head", "appeal_new", [review.pk], {"claim": CLAIM, "wanted": "9", "evidence": str(piece.pk)})]


def recheck(world, plan):
    appeal = filed(world, plan)
    row = appeal.review.deductions.get()
    data = {"version": "1", "status": "partly", "answer": "部分属实", f"what_{row.pk}": "part", f"left_{row.pk}": "1"}
    return [("chief", "appeal_decide", [appeal.pk], data)]


def feedback(world, plan):
    lost_line(world, plan)
    today = f"{plan.self_check_from}"
    return [("chief", "score_feedback", [plan.pk], {"appeals_from": today, "allow_open": "on", "reason": "其余随审"})]


def absence(world, plan):
    part, other = part_of(plan, world.water), part_of(plan, world.water, "2")
    asked = ask(other, world.water_head, "无此工作", "renormalise")
    typed = {"treatment": "transfer", "transfer_to": str(part_of(plan, world.water, "3").task_id)}
    return [("water_head", "absence_ask", [part.pk], {"reason": "无此工作", **typed}),
            ("chief", "absence_approve", [asked.pk], {"answer": "同意", **typed}),
            ("chief", "absence_refuse", [asked.pk], {"answer": "不同意"})]


def revoked_absence(world, plan):
    asked = ask(part_of(plan, world.water), world.water_head, "无此工作", "renormalise")
    return [("chief", "absence_revoke", [approve(asked, world.chief).pk], {"reason": "认定有误"})]


def settings(world, plan):
    domain = plan.indicator_set.domains.get(parent=None)
    typed = {**scheme.SCHEME, "max_bonus": "5", "bonus_cap": "3", f"weight_{domain.pk}": "100",
             "bands-0-quota_percent": "30"}
    stages = {**scheme.STAGES, "stages-1-name": "审定", "stages-1-by_chief": "chief", "stages-1-scorers": "1",
              "stages-1-joining": "single"}
    return [("chief", "scheme_change", [plan.pk], typed), ("chief", "scheme_preview", [plan.pk], typed),
            ("chief", "scheme_stages", [plan.pk], stages)]


def specials(world, plan):
    item = SpecialItem.objects.create(plan=plan, kind="bonus", name="水质提升", max_points=5)
    typed = {"kind": "bonus", "name": "获省级表彰", "basis": "文件", "max_points": "5", "grade": "", "seen": ""}
    entry = SpecialEntry.objects.create(
        item=item, unit=world.town, points=1, reason="表彰", by=world.reviewer, at=clock.now())
    return [("reviewer", "special_enter", [plan.pk], {"unit": world.water.pk, "item": item.pk, "points": "1",
                                                     "reason": "表彰", "proof": "文件"}),
            ("chief", "special_item_create", [plan.pk], typed),
            ("chief", "special_item_change", [item.pk], typed),
            ("chief", "special_presets", [plan.pk], {"presets": "accident"}),
            ("chief", "special_revoke", [entry.pk], {"reason": "误登"})]


def recomputing(world, plan):
    step_rule(plan)
    line = lost_line(world, plan)
    digest = differences_of(plan, world.chief).digest
    return [("chief", "recompute", [plan.pk], {"digest": digest, "reason": "修订", "line": str(line.pk)})]


def certifying(world, plan):
    submission = waiting_number(world, plan)
    target = submission.ledger.task_unit.task.targets.get()
    return [("housing_head", "certification_detail", [submission.pk, target.pk],
             {"verdict": "corrected", "value": "88", "reason": "口径"}),
            ("housing_head", "certification_confirm", [], {"number": f"{submission.pk}-{target.pk}"})]


def editor(world, plan):
    indicator = plan.indicator_set.indicators.get(number="1")
    save_rule(indicator, world.chief, version=0, kind="step_deduct", parameters=STEP, bindings={"actual": "actual"},
              reason="新增")
    typed = {**TYPED, "version": "1", "reason": "修订", "bindings.actual": "actual", "trial.actual": "85", "act": "",
             "copy_from": "", "asked": "", "parameters.mode": "", "parameters.max_loss": ""}
    nested = {"kind": "combine", "version": "1", "reason": "修订", "act": "add:parameters.parts",
              "parameters.method": "weighted", "parameters.parts.0.name": "甲", "parameters.parts.0.weight": "1",
              "parameters.parts.0.rule.kind": "tiers", "parameters.parts.0.rule.full_marks": "3",
              "parameters.parts.0.rule.parameters.tiers.0.at_least": "3"}
    names = ("indicator_rule_draft", "indicator_rule")
    return [("chief", name, [indicator.pk], data) for data in (typed, nested) for name in names] + [
        ("chief", "indicator_rule_retire", [indicator.pk], {"version": "1", "reason": "停用"})]


SCENES = (deduction, judgement, panel, objection, recheck, feedback, absence, revoked_absence, settings, specials,
          recomputing, certifying, editor)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_input_is_a_fault(world, plan, as_user, scene):
    faults = []
    for person, name, args, data in scene(world, plan):
        client, address = as_user(world.people[person]), reverse(name, args=args)
        client.raise_request_exception = False
        for field, odd in product(data, ODD):
            posted = {key: value for key, value in data.items() if key != field}
            undo = transaction.savepoint()
            answer = client.post(address, posted if odd is None else posted | {field: odd})
            transaction.savepoint_rollback(undo)
            faults += [(name, field, str(odd)[:30])] * (answer.status_code >= 500)
    assert not faults
