"""Named reads of plans, tasks, ledgers, evidence; `visible_to` comes first in every chain."""

from datetime import date, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from guardian.managers import UserObjectPermissionManager

from eco_demo.lib import clock

from . import access
from .choices import LedgerStatus, PlanStatus, Receipt


class PlanQuerySet(QuerySet):
    def visible_to(self, user) -> "PlanQuerySet":
        return self.filter(access.plans_visible(user))

    def published(self) -> "PlanQuerySet":
        return self.exclude(status=PlanStatus.DRAFT)


class PlanImportQuerySet(QuerySet):
    def visible_to(self, user) -> "PlanImportQuerySet":
        return self.filter(access.plan_imports_visible(user))


class AnnualTaskQuerySet(QuerySet):
    def visible_to(self, user) -> "AnnualTaskQuerySet":
        """Tasks of plans one may read; a unit reads only those it takes part in."""
        scope = access.scope_of(user)
        plans = apps.get_model("tasks", "Plan").objects.visible_to(user)
        if scope.has(*access.OVERSEEING):
            return self.filter(plan__in=plans)
        own = apps.get_model("tasks", "TaskUnit").objects.visible_to(user)
        return self.filter(pk__in=own.values("task_id"))


class TaskUnitQuerySet(QuerySet):
    def visible_to(self, user) -> "TaskUnitQuerySet":
        return self.filter(access.task_units_visible(user))

    def own_of(self, user) -> "TaskUnitQuerySet":
        """Participations of the units one works in: what one may fill, whatever else one oversees."""
        return self.filter(access.scope_of(user).where(*access.OWN_WORK))

    def for_year(self, year: int) -> "TaskUnitQuerySet":
        return self.filter(year=year)

    def awaiting_signature(self) -> "TaskUnitQuerySet":
        return self.filter(receipt=Receipt.WAITING)

    def handed_back(self) -> "TaskUnitQuerySet":
        return self.filter(receipt=Receipt.RETURNED)

    def with_unit(self) -> "TaskUnitQuerySet":
        """Everything a list row shows, in one query."""
        return self.select_related("task__plan", "task__domain", "unit", "ledger")

    def applying(self) -> "TaskUnitQuerySet":
        """Those that count for their unit: the office has not approved that the task does not apply to it."""
        return self.filter(applies=True)

    def not_handed_in(self) -> "TaskUnitQuerySet":
        return self.applying().exclude(ledger__status__in=[LedgerStatus.SUBMITTED, LedgerStatus.ACCEPTED])

    def overdue(self, on: date) -> "TaskUnitQuerySet":
        return self.not_handed_in().filter(due__lt=on)

    def near(self, on: date, days: int) -> "TaskUnitQuerySet":
        return self.not_handed_in().filter(due__gte=on, due__lte=on + timedelta(days=days))


class ExceptionQuerySet(QuerySet):
    def in_force(self) -> "ExceptionQuerySet":
        return self.filter(until__gte=clock.today())


# guardian's own manager, so that its assign and check functions keep working on this model
ExceptionManager = UserObjectPermissionManager.from_queryset(ExceptionQuerySet)


class LedgerQuerySet(QuerySet):
    def visible_to(self, user) -> "LedgerQuerySet":
        return self.filter(access.ledgers_visible(user))

    def for_year(self, year: int) -> "LedgerQuerySet":
        return self.filter(task_unit__year=year)

    def awaiting_review(self) -> "LedgerQuerySet":
        return self.filter(status=LedgerStatus.SUBMITTED)


class SubmissionQuerySet(QuerySet):
    def visible_to(self, user) -> "SubmissionQuerySet":
        return self.filter(access.submissions_visible(user))

    def current(self) -> "SubmissionQuerySet":
        return self.filter(is_current=True)

    def for_year(self, year: int) -> "SubmissionQuerySet":
        return self.filter(ledger__task_unit__year=year)

    def awaiting_review(self) -> "SubmissionQuerySet":
        return self.current().filter(ledger__status=LedgerStatus.SUBMITTED, ledger__task_unit__applies=True)


class ReturnReasonQuerySet(QuerySet):
    def visible_to(self, user) -> "ReturnReasonQuerySet":
        return self.filter(submission__in=apps.get_model("tasks", "Submission").objects.visible_to(user))


class EvidenceQuerySet(QuerySet):
    def visible_to(self, user) -> "EvidenceQuerySet":
        return self.filter(access.evidence_visible(user))

    def for_year(self, year: int) -> "EvidenceQuerySet":
        return self.filter(year=year)

    def in_use(self) -> "EvidenceQuerySet":
        return self.filter(withdrawn_at=None)

    def containing(self, words: str) -> "EvidenceQuerySet":
        return self.filter(
            Q(title__icontains=words) | Q(doc_no__icontains=words) | Q(issuer__icontains=words)
        )


class EvidenceVersionQuerySet(QuerySet):
    def visible_to(self, user) -> "EvidenceVersionQuerySet":
        return self.filter(access.versions_visible(user))


class EvidenceUseQuerySet(QuerySet):
    def visible_to(self, user) -> "EvidenceUseQuerySet":
        return self.filter(ledger__in=apps.get_model("tasks", "Ledger").objects.visible_to(user))


class UploadQuerySet(QuerySet):
    def visible_to(self, user) -> "UploadQuerySet":
        return self.filter(access.uploads_visible(user))


class CertificationQuerySet(QuerySet):
    def visible_to(self, user) -> "CertificationQuerySet":
        return self.filter(access.certifications_visible(user))
