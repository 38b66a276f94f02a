"""What the queue of handed-in lines can be asked for, as conditions on a `Submission`."""

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from assessments import access
from assessments.choices import Decision
from assessments.models import Appeal, ReviewStage, StageMark
from departments.choices import Power
from tasks.choices import LedgerStatus
from tasks.models import SubmittedEvidence

# A line that was found not to apply to its unit waits for nobody.
IS_WAITING = Q(ledger__status=LedgerStatus.SUBMITTED, ledger__task_unit__applies=True)
IS_LATE = Q(submitted_at__date__gt=F("ledger__task_unit__due"))
HAS_APPEAL = Exists(Appeal.objects.open().filter(review__submission=OuterRef("pk")))


def marks_here() -> QuerySet[StageMark]:
    """Marks in the stage a line stands in, for a `Submission` as outer row; stages are numbered from 1."""
    return StageMark.objects.filter(
        review__submission=OuterRef("pk"), stage__position=F("review__stages_passed") + 1
    )


# Decided: by the score given. On its way through the stages: where the last one had to give a reason.
DIFFERS = (
    Q(review__decision=Decision.ACCEPTED, review__suggested__isnull=False) & ~Q(review__score=F("review__suggested"))
    | Q(review__decision=Decision.PENDING, review__stages_passed__gt=0) & ~Q(review__override_reason="")
)


def in_stage(name: str) -> Q:
    return IS_WAITING & Exists(_stage_now().filter(name=name))


def awaiting(user) -> Q:
    """Lines this person may act on now: not recused, no mark given yet, and the chief's stages for the chief."""
    scope, part = access.scope_of(user), "ledger__task_unit__"
    marked = StageMark.objects.filter(review__submission=OuterRef("pk"), by=user)
    return (
        IS_WAITING & scope.where(Power.REVIEW, prefix=part) & ~Q(**{f"{part}unit__in": scope.unit_ids})
        & ~Exists(marked) & (~Exists(_stage_now().filter(by_chief=True)) | scope.where(Power.DIRECT, prefix=part))
    )


def _stage_now() -> QuerySet[ReviewStage]:
    passed = Coalesce(OuterRef("review__stages_passed"), 0, output_field=IntegerField())
    return ReviewStage.objects.filter(plan=OuterRef("ledger__task_unit__task__plan"), position=passed + 1)


def used_elsewhere(user) -> QuerySet[SubmittedEvidence]:
    """For a `SubmittedEvidence` as outer row: the same bytes handed in by another unit, or for another year.

    Only what this person may read, so that a warning never tells of a district next door.
    """
    return SubmittedEvidence.objects.filter(
        access.scope_of(user).where(*access.OFFICE, prefix="submission__ledger__task_unit__"),
        version__file=OuterRef("version__file"),
    ).exclude(evidence__unit=OuterRef("evidence__unit"), evidence__year=OuterRef("evidence__year"))


def named(words: str) -> Q:
    return (
        Q(ledger__task_unit__task__title__icontains=words) | Q(ledger__task_unit__task__number=words)
        | Q(ledger__task_unit__unit_name__icontains=words) | Q(ledger__task_unit__unit__short_name__icontains=words)
    )
