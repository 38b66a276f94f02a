"""Every step of a ledger posted in every state: the ones that lead somewhere do, all others write nothing."""

import pytest
from django.urls import reverse

from assessments.services.review import accept_ledger, open_review, return_ledger
from departments.choices import Result
from departments.models import AuditEvent
from tasks.choices import Line
from tasks.models import AnnualTask, Ledger, TaskUnit
from tasks.services.ledger import send_to_head
from tests.security.test_leaks import hand_in, write
from tests.world import part_of, some_day

LEGAL = {
    ("draft", "ledger_send"): "awaiting_head", ("draft", "ledger_submit"): "submitted",
    ("awaiting_head", "ledger_submit"): "submitted", ("awaiting_head", "ledger_send_back"): "draft",
    ("submitted", "ledger_recall"): "draft",
    ("submitted", "review_return"): "returned", ("submitted", "review_accept"): "accepted",
    ("returned", "ledger_send"): "awaiting_head", ("returned", "ledger_submit"): "submitted",
    ("accepted", "review_reopen"): "submitted",
}
STATES = ("draft", "awaiting_head", "submitted", "returned", "accepted")
STEPS = ("ledger_save", "ledger_send", "ledger_submit", "ledger_send_back", "ledger_recall", "review_deduct",
         "review_met", "review_return", "review_accept", "review_reopen")


@pytest.fixture
def part(world, plan):
    return part_of(plan, world.water)


def bring_to(state, world, part) -> Ledger:
    """The ledger in this state, by the steps that lead there."""
    if state in ("draft", "awaiting_head"):
        ledger = write(world, part)
        return send_to_head(ledger, world.water_staff) if state == "awaiting_head" else ledger
    review = open_review(hand_in(world, part), world.reviewer) if state != "submitted" else None
    if state == "submitted":
        hand_in(world, part)
    elif state == "returned":
        return_ledger(review, [(Line.NARRATIVE, None, "请补充")], "", world.reviewer, review.version)
    else:
        accept_ledger(review, "", world.reviewer, review.version, confirmed=True)
    return Ledger.objects.get(task_unit=part)


def post(step, ledger, world, as_user):
    """As somebody who may take this step in its time, with the same content as is kept."""
    round_ = ledger.submissions.order_by("-round").first()
    by = world.water_head if step.startswith("ledger") else world.chief
    address = reverse(step, args=[ledger.pk if step.startswith("ledger") else round_.pk if round_ else 10**9])
    review = getattr(round_, "review", None)
    version = ledger.version if step.startswith("ledger") else review.version if review else 1
    value = ledger.values.get()
    return as_user(by).post(address, {
        "version": version, "narrative": ledger.narrative, "self_score": ledger.self_score,
        f"value_{value.target_id}": "93.71", "override_reason": "报告尚未印发", "reason": "请再核对", "points": "1",
        "met": "met", "comment": "", "confirmed": "on", "line_narrative": "on", "line_narrative_text": "请补充",
    })


def entries() -> list[str]:
    rows = AuditEvent.objects.filter(result=Result.OK).exclude(action="login.succeed")
    return list(rows.order_by("seq").values_list("action", flat=True))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_leads_on_only_in_its_time(state, step, world, part, as_user):
    ledger = bring_to(state, world, part)
    before = entries()
    answer = post(step, ledger, world, as_user)
    ledger.refresh_from_db()
    assert answer.status_code < 500
    assert ledger.status == LEGAL.get((state, step), state)
    if ledger.status == state and not (state == "submitted" and step.startswith("review")):
        assert entries() == before


@pytest.mark.parametrize("step", [step for step in STEPS if step.startswith("ledger")])
@pytest.mark.parametrize("state", ["draft", "awaiting_head", "submitted"])
def test_after_the_closing_date_the_unit_takes_no_step(state, step, world, part, as_user):
    ledger = bring_to(state, world, part)
    TaskUnit.objects.update(due=some_day(-1))
    AnnualTask.objects.update(due=some_day(-1))
    before = entries()
    post(step, ledger, world, as_user)
    ledger.refresh_from_db()
    if (state, step) != ("awaiting_head", "ledger_send_back"):  # inside the unit; nothing reaches the office by it
        assert (ledger.status, entries()) == (state, before)
