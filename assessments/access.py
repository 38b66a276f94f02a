"""Who sees reviews, scores, reports and packages, and who may decide on them."""

from django.apps import apps
from django.db.models import Q

from departments.access import NOTHING, scope_of
from departments.choices import Power, Role
from eco_demo.lib import clock
from tasks.access import OWN_WORK
from tasks.choices import PlanStatus

from . import phases
from .choices import CITY_SEES, LEADER_SEES, Decision, Origin, PackageStatus, ReportKind, ReportStatus
from .phases import Shown

OFFICE = (Power.REVIEW, Power.DIRECT)


# --- rows ------------------------------------------------------------------------------------------------------

def reviews_visible(user) -> Q:
    """The office in its scope and leaders; a unit reads decisions on its own lines (scores: see `can_see_score`)."""
    scope = scope_of(user)
    prefix = "submission__ledger__task_unit__"
    own = scope.where(*OWN_WORK, prefix=prefix) & ~Q(decision=Decision.PENDING)
    return own | scope.where(*OFFICE, Power.READ, prefix=prefix)


def appeals_visible(user) -> Q:
    """The unit that appeals, the office, and leaders."""
    return scope_of(user).where(*OWN_WORK, *OFFICE, Power.READ, prefix="review__submission__ledger__task_unit__")


def special_entries_visible(user) -> Q:
    """The office and leaders; a unit its own, once the scores are fed back."""
    scope = scope_of(user)
    unit = {"prefix": "unit__", "unit_field": "id"}
    own = scope.where(*OWN_WORK, **unit) & (
        Q(item__plan__feedback_at__isnull=False) | Q(item__plan__scores_published_at__isnull=False)
    )
    return own | scope.where(*OFFICE, Power.READ, **unit)


def special_items_visible(user) -> Q:
    """With their plan: rules are known before they are applied."""
    return Q(plan__in=apps.get_model("tasks", "Plan").objects.visible_to(user))


def absences_visible(user) -> Q:
    return scope_of(user).where(*OWN_WORK, *OFFICE, Power.READ, prefix="task_unit__")


def appeals_to_recheck(user) -> Q:
    """Appeals one may answer: of the units one reviews, not of the own unit, not against what one gave oneself."""
    scope, line = scope_of(user), "review__submission__ledger__task_unit__"
    mine = Q(review__reviewer=user.pk) | Q(**{f"{line}unit_id__in": scope.unit_ids})
    for name, rows in (("StageMark", {}), ("Deduction", {"origin": Origin.HAND})):
        given = apps.get_model("assessments", name).objects.filter(by=user.pk, **rows)
        mine |= Q(review__in=given.values("review"))
    return scope.where(Power.REVIEW, prefix=line) & ~mine


def absences_to_decide(user) -> Q:
    """Requests on the chief's desk, but those of the own unit."""
    scope = scope_of(user)
    return scope.where(Power.DIRECT, prefix="task_unit__") & ~Q(task_unit__unit_id__in=scope.unit_ids)


def submissions_to_review(user) -> Q:
    """Rounds on the office's desk: every one handed in by the units it reviews or directs."""
    return scope_of(user).where(*OFFICE, prefix="ledger__task_unit__")


def snapshots_visible(user) -> Q:
    """The office; leaders and the city once a package on it has reached them."""
    scope = scope_of(user)
    plan = {"prefix": "plan__", "unit_field": "office"}
    return scope.where(*OFFICE, **plan) | _packaged(scope, "packages__", **plan)


def packages_visible(user) -> Q:
    scope = scope_of(user)
    return scope.where(*OFFICE, unit_field="office") | _packaged(scope, "", unit_field="office")


def reports_visible(user) -> Q:
    """The office: all of its scope. Leaders, city: those of a package that has reached them. Units: own, published."""
    scope = scope_of(user)
    own = scope.where(*OWN_WORK) & Q(kind=ReportKind.UNIT, snapshot__published_at__isnull=False)
    return scope.where(*OFFICE) | Q(status=ReportStatus.READY) & (own | _packaged(scope, "snapshot__packages__"))


def _packaged(scope, package: str, **columns) -> Q:
    """Rows whose package has come as far as the leaders, or as far as the city."""
    leader, city = scope.where(Power.READ, **columns), scope.where(Power.RECEIVE, **columns)
    rows = NOTHING
    if leader != NOTHING:
        rows |= leader & Q(**{f"{package}status__in": LEADER_SEES})
    if city != NOTHING:
        rows |= city & Q(**{f"{package}status__in": CITY_SEES})
    return rows


# --- acts ------------------------------------------------------------------------------------------------------

def can_review(user, task_unit) -> bool:
    """Accept, return, deduct: a reviewer of this unit who is not of this unit."""
    scope = scope_of(user)
    return scope.covers(task_unit, Power.REVIEW) and task_unit.unit_id not in scope.unit_ids


def can_reopen(user, task_unit) -> bool:
    """Take an accepted line up again: the office chief."""
    return can_review(user, task_unit) and scope_of(user).covers(task_unit, Power.DIRECT)


def stage_refusal(user, stage, marks, task_unit) -> str:
    """Why this person may not act on a line in its stage (None: a review of one step); empty when they may.

    `marks` are the line's marks so far: nobody passes the same line in two stages.
    """
    if stage is None:
        return ""
    earlier = next((mark for mark in marks if mark.by_id == user.pk and mark.stage_id != stage.pk), None)
    if earlier:
        return f"您已在{earlier.stage_name}环节办理过这一项，{stage.name}要由其他人办理。"
    if stage.by_chief and not scope_of(user).covers(task_unit, Power.DIRECT):
        return f"这一项正在{stage.name}环节，由环委办主任办理。"
    return ""


def has_desk(user) -> bool:
    """Whether there is a review queue for this person at all."""
    return scope_of(user).has(*OFFICE)


def oversees_scores(user) -> bool:
    """Whether the table of scores is for this person: the office and the leaders."""
    return scope_of(user).has(*OFFICE, Power.READ)


def can_see_score(user, task_unit, plan) -> bool:
    """The office and leaders always; the unit itself once its scores are fed back or published."""
    scope = scope_of(user)
    if scope.covers(task_unit, *OFFICE, Power.READ):
        return True
    return phases.shows(plan, clock.today(), Shown.LINES) and scope.covers(task_unit, *OWN_WORK)


def can_see_grade(user, task_unit, plan) -> bool:
    """Total, place and grade: the office and leaders always; the unit itself only once they are published."""
    scope = scope_of(user)
    if scope.covers(task_unit, *OFFICE, Power.READ):
        return True
    return phases.shows(plan, clock.today(), Shown.GRADE) and scope.covers(task_unit, *OWN_WORK)


def sees_accounts(user, task_unit) -> bool:
    """Which account gave or took the points: the office and the leaders; a unit deals with the office as a whole."""
    return scope_of(user).covers(task_unit, *OFFICE, Power.READ)


def can_appeal(user, task_unit) -> bool:
    """Object to a score: who may hand in for the unit."""
    return scope_of(user).covers(task_unit, Power.SIGN)


def gave_score(user, review) -> bool:
    """Had a hand in a line's score: decided on it, marked it in a stage, or took points off by hand."""
    return (
        review.reviewer_id == user.pk or any(mark.by_id == user.pk for mark in review.marks.all())
        or any(row.by_id == user.pk and row.origin == Origin.HAND for row in review.deductions.all())
    )


def can_recheck(user, appeal) -> bool:
    """Answer an appeal: a reviewer of the unit who is not of it and had no hand in the score.

    In an office so small that everybody had one, the chief answers all the same: an appeal must not stay open.
    """
    part = appeal.review.submission.ledger.task_unit
    if not can_review(user, part):
        return False
    if not gave_score(user, appeal.review):
        return True
    return scope_of(user).covers(part, Power.DIRECT) and not _others_left(appeal.review, part.task.plan)


def _others_left(review, plan) -> bool:
    """Whether anybody of the office had no hand in the score."""
    serving = apps.get_model("departments", "Membership").objects.in_force(clock.today()).filter(
        unit=plan.office_id, role__in=[Role.OFFICE_REVIEWER, Role.OFFICE_CHIEF], user__is_active=True
    )
    return any(not gave_score(membership.user, review) for membership in serving.select_related("user"))


def can_ask_absence(user, task_unit) -> bool:
    """Say that a task does not apply: the unit's head, or the office that directs it."""
    return scope_of(user).covers(task_unit, Power.SIGN, Power.DIRECT)


def has_absences(user) -> bool:
    """Whether there is a list of absences for this person: units read their own, the office and leaders all."""
    return scope_of(user).has(*OWN_WORK, *OFFICE, Power.READ)


def can_withdraw_absence(user, absence) -> bool:
    """Take a request back before it is answered: the unit's head, or whoever asked."""
    return absence.asked_by_id == user.pk or scope_of(user).covers(absence.task_unit, Power.SIGN)


def can_decide_absence(user, task_unit) -> bool:
    """Approve, refuse or take back: the office chief, but nobody for the own unit."""
    scope = scope_of(user)
    return scope.covers(task_unit, Power.DIRECT) and task_unit.unit_id not in scope.unit_ids


def can_see_totals(user, plan) -> bool:
    return scope_of(user).covers(plan, *OFFICE, Power.READ, unit_field="office")


def can_direct(user, plan) -> bool:
    """Freeze, build the district report, prepare and hand in: the office chief, until the year is archived."""
    return plan.status != PlanStatus.CLOSED and scope_of(user).covers(plan, Power.DIRECT, unit_field="office")


def can_set_scheme(user, plan) -> bool:
    """Say how the year is scored (评分办法) and which items give or take points: the office chief."""
    return scope_of(user).covers(plan, Power.DIRECT, unit_field="office")


def enters_specials(user, plan) -> bool:
    """Has units of this plan to enter bonus, penalty or veto for."""
    return scope_of(user).covers(plan, *OFFICE, unit_field="office")


def sees_specials(user, plan) -> bool:
    """Whether there may be entries to read: the office and leaders, a unit from feedback on."""
    scope = scope_of(user)
    if scope.covers(plan, *OFFICE, Power.READ, unit_field="office"):
        return True
    return scope.has(*OWN_WORK) and (plan.feedback_at is not None or plan.scores_published_at is not None)


def can_enter_special(user, unit) -> bool:
    """Enter a bonus, penalty, veto or missed condition of a unit: the office, but nobody for the own unit."""
    scope = scope_of(user)
    return scope.covers_unit(unit, *OFFICE) and unit.pk not in scope.unit_ids


def can_revoke_special(user, unit) -> bool:
    return can_enter_special(user, unit) and scope_of(user).covers_unit(unit, Power.DIRECT)


def can_build_unit_report(user, plan) -> bool:
    return scope_of(user).covers(plan, *OFFICE, unit_field="office")


def approves(user, package) -> bool:
    """Holds the right to approve or send back, whatever the package's state."""
    return scope_of(user).covers(package, Power.APPROVE, unit_field="office")


def receives(user, package) -> bool:
    return scope_of(user).covers(package, Power.RECEIVE, unit_field="office")


def can_approve(user, package) -> bool:
    return package.status == PackageStatus.SENT and approves(user, package)


def can_receive(user, package) -> bool:
    return package.status == PackageStatus.HANDED_IN and receives(user, package)
