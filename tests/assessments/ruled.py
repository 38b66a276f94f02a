"""Lines with a scoring rule and plans with stages, for tests of the review."""

from assessments.choices import Joining
from assessments.models import LineReview, ReviewStage
from assessments.services.review import judge_file, open_review
from departments.choices import Role
from tasks.models import Plan
from tests.assessments.desk import hand_in
from tests.tasks.rules import give_rule
from tests.world import World, make_person

# 每差1个百分点扣0.5分，目标90；缺一件佐证扣0.2分
STEP = {"target": "90", "direction": "higher", "step": "1", "points_per_step": "0.5", "unit": "%"}
EVENTS = {"events": [{"name": "超标", "points": "1"}, {"name": "通报", "points": "2"}]}


def step_rule(plan: Plan, number: str = "1"):
    """Half a point for each percent below 90."""
    return give_rule(plan.tasks.get(number=number).indicator, "step_deduct", STEP, {"actual": "actual"})


def event_rule(plan: Plan, number: str = "1"):
    """One point each time the unit counted, two each time the office did."""
    return give_rule(plan.tasks.get(number=number).indicator, "event_deduct", EVENTS,
                     {"counts/超标": "unit", "counts/通报": "office"})


def discretion_rule(plan: Plan, number: str = "1"):
    """Points that only the office can tell."""
    return give_rule(plan.tasks.get(number=number).indicator, "discretionary", {},
                     {"points": "office", "reason": "office"})


def handed_in(world: World, plan: Plan, actual="87", number="1", **facts) -> LineReview:
    """A line whose rule, if it has the one above, gives 8.50: opened, its file found valid."""
    submission = hand_in(world, plan, world.water, number, actual=actual)
    submission.rule_facts = facts
    submission.save(update_fields=["rule_facts"])
    review = open_review(submission, world.reviewer)
    judge_file(submission.evidence.get(), "valid", "", world.reviewer)
    review.refresh_from_db()
    return review


def add_stages(plan: Plan, *, second=1, joining=Joining.SINGLE) -> list[ReviewStage]:
    """初审, 复核 by `second` reviewers, 审定 by the chief."""
    return [
        ReviewStage.objects.create(plan=plan, position=1, name="初审"),
        ReviewStage.objects.create(plan=plan, position=2, name="复核", scorers=second, joining=joining),
        ReviewStage.objects.create(plan=plan, position=3, name="审定", by_chief=True),
    ]


def reviewers(world: World, count: int) -> list:
    """Further reviewers of the office."""
    return [make_person(f"reviewer{n}", world.office, Role.OFFICE_REVIEWER) for n in range(2, count + 2)]
