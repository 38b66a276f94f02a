"""Who sees plans, tasks, ledgers and evidence, and who may act on them."""

from django.apps import apps
from django.db.models import Q

from departments.access import NOTHING, scope_of
from departments.choices import READING_POWERS, Level, Power

from .choices import LEDGER_EDITABLE, LedgerStatus, PlanStatus, Receipt

OVERSEEING = (Power.REVIEW, Power.DIRECT, Power.READ)
OWN_WORK = (Power.FILL, Power.SIGN)


# --- rows ------------------------------------------------------------------------------------------------------

def plans_visible(user) -> Q:
    """Published plans of the territories one works in or above; drafts only for the office that directs them."""
    scope = scope_of(user)
    if not scope.has(*READING_POWERS, Power.APPROVE):
        return NOTHING
    rows = NOTHING
    if scope.homes.get("district"):
        rows |= Q(district_id__in=scope.homes["district"])
    elif scope.homes.get("city"):
        rows |= Q(city_id__in=scope.homes["city"], district=None)
    published = rows & ~Q(status=PlanStatus.DRAFT)
    if not scope.has(Power.DIRECT):
        return published
    return published | scope.where(Power.DIRECT, unit_field="office")


def plan_imports_visible(user) -> Q:
    """Documents on their way to a plan are seen by whoever directs the office's plans."""
    return scope_of(user).where(Power.DIRECT, unit_field="office")


def task_units_visible(user, prefix: str = "") -> Q:
    """One's own units' participations; all under the territory for those who review, direct or lead it."""
    scope = scope_of(user)
    rows = scope.where(*READING_POWERS, prefix=prefix)
    if prefix:
        return rows
    exceptions = _exceptions(user)
    return rows | Q(pk__in=exceptions) if exceptions else rows


def _exceptions(user) -> list[int]:
    """Single participations opened to this person, to read only, by a guardian grant with a reason and an end date."""
    if not user.pk or not scope_of(user).roles:
        return []
    return list(_in_force(user).values_list("content_object_id", flat=True))


def _opened(user, part: str) -> Q:
    """Rows whose participation, at the end of the path `part`, is opened to this person by an exception."""
    return Q(**{f"{part}__in": _in_force(user).values("content_object")}) if scope_of(user).roles else NOTHING


def _handed_in_with(user, column: str) -> Q:
    """Evidence, or versions of it, handed in with a ledger that is opened to this person."""
    rows = apps.get_model("tasks", "SubmittedEvidence").objects.filter(_opened(user, "submission__ledger__task_unit"))
    return Q(pk__in=rows.values(column)) if scope_of(user).roles else NOTHING


def _in_force(user):
    return apps.get_model("tasks", "TaskUnitException").objects.in_force().filter(user=user)


def ledgers_visible(user) -> Q:
    """Own ledgers in every state; overseers only those handed in at least once."""
    scope = scope_of(user)
    own = scope.where(*OWN_WORK, prefix="task_unit__")
    overseen = scope.where(*OVERSEEING, prefix="task_unit__")
    return own | (overseen | _opened(user, "task_unit")) & Q(round__gt=0)


def submissions_visible(user) -> Q:
    scope = scope_of(user)
    return scope.where(*READING_POWERS, prefix="ledger__task_unit__") | _opened(user, "ledger__task_unit")


def evidence_visible(user) -> Q:
    """Own unit's catalogue; overseers only what was handed in with some ledger."""
    scope = scope_of(user)
    own = scope.where(*OWN_WORK) | _handed_in_with(user, "evidence")
    overseen = scope.where(*OVERSEEING)
    return own if overseen == NOTHING else own | (overseen & Q(was_submitted=True))


def versions_visible(user) -> Q:
    """Own unit's versions; overseers only the very versions that were handed in."""
    scope = scope_of(user)
    own = scope.where(*OWN_WORK, prefix="evidence__") | _handed_in_with(user, "version")
    overseen = scope.where(*OVERSEEING, prefix="evidence__")
    return own if overseen == NOTHING else own | (overseen & Q(was_submitted=True))


def certifications_visible(user) -> Q:
    """The certifying unit's own; the reporting unit and whoever oversees it."""
    scope = scope_of(user)
    return Q(certifier_id__in=working_units(user)) | scope.where(
        *READING_POWERS, prefix="submission__ledger__task_unit__"
    )


def targets_to_certify(user) -> Q:
    """Targets on which one's own unit has the last word."""
    return Q(certifier_id__in=working_units(user))


def working_units(user) -> set[int]:
    """The units one fills or signs for."""
    places = scope_of(user).places
    return {pk for power in OWN_WORK for pk in places.get(power, {}).get("unit", ())}


def uploads_visible(user) -> Q:
    return Q(uploaded_by=user) if user.pk else NOTHING


def units_assignable(plan) -> Q:
    """Units a plan is broken down to: a district's departments and townships; a city's departments and districts."""
    if plan.district_id:
        return Q(district_id=plan.district_id, level__in=[Level.DEPARTMENT, Level.TOWNSHIP])
    own_departments = Q(city_id=plan.city_id, district=None, level=Level.DEPARTMENT)
    return own_departments | Q(city_id=plan.city_id, level=Level.DISTRICT) if plan.city_id else NOTHING


# --- acts ------------------------------------------------------------------------------------------------------

def can_create_plan(user) -> bool:
    return scope_of(user).has(Power.DIRECT)


def directs_plan(user, plan) -> bool:
    """The office chief of the plan's territory, whatever the plan's status."""
    return scope_of(user).covers(plan, Power.DIRECT, unit_field="office")


def can_direct_plan(user, plan) -> bool:
    """Write, publish, re-open and close: the office chief of the plan's territory, until it is archived."""
    return plan.status != PlanStatus.CLOSED and directs_plan(user, plan)


def can_edit_breakdown(user, plan) -> bool:
    return can_direct_plan(user, plan)


def can_import_plan(user, batch) -> bool:
    """Correct, confirm, undo or discard an import: whoever directs the plans of its office."""
    return scope_of(user).covers(batch, Power.DIRECT, unit_field="office")


def can_sign(user, task_unit) -> bool:
    """Take or hand back a task: the unit's head or its staff, while it waits for a signature."""
    return task_unit.receipt == Receipt.WAITING and scope_of(user).covers(task_unit, *OWN_WORK)


def can_fill(user, task_unit) -> bool:
    """Holds the right to this unit's ledgers; whether the ledger is open is the ledger's own state and dates."""
    return scope_of(user).covers(task_unit, *OWN_WORK)


def can_submit(user, task_unit) -> bool:
    return scope_of(user).covers(task_unit, Power.SIGN)


def can_hand_in(user, task_unit) -> bool:
    """Whoever may submit under this plan: the head, or everybody who fills."""
    return can_submit(user, task_unit) if task_unit.task.plan.head_submits else can_fill(user, task_unit)


def can_recall(user, ledger) -> bool:
    return ledger.status == LedgerStatus.SUBMITTED and scope_of(user).covers(ledger.task_unit, Power.SIGN)


def can_edit_content(user, ledger) -> bool:
    return ledger.status in LEDGER_EDITABLE and can_fill(user, ledger.task_unit)


def can_certify(user, target) -> bool:
    """Give the certifying unit's word: its staff or its head."""
    return target.certifier_id is not None and target.certifier_id in working_units(user)


def can_catalogue(user, unit) -> bool:
    """Add and describe evidence of a unit."""
    return scope_of(user).covers_unit(unit, *OWN_WORK)
