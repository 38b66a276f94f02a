"""Named reads of units, people, memberships, trail and jobs; `visible_to` comes first in every chain."""

from datetime import date, datetime

from django.contrib.auth.models import UserManager
from django.db.models import Q, QuerySet
from tree_queries.query import TreeQuerySet

from . import access
from .choices import JOB_OPEN, JobStatus, Level


def _in_force(on: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


class UnitQuerySet(TreeQuerySet):
    def visible_to(self, user) -> "UnitQuerySet":
        return self.filter(access.units_visible(user))

    def in_force(self, on: date) -> "UnitQuerySet":
        return self.filter(_in_force(on))

    def of_district(self, district) -> "UnitQuerySet":
        """Departments and townships of one district, in official order."""
        return self.filter(district=district, level__in=[Level.DEPARTMENT, Level.TOWNSHIP]).order_by("position", "id")

    def named(self, name: str) -> "UnitQuerySet":
        return self.filter(Q(name=name) | Q(short_name=name) | Q(aliases__name=name)).distinct()


class UnitGroupQuerySet(QuerySet):
    def visible_to(self, user) -> "UnitGroupQuerySet":
        return self.filter(district__in=access.apps.get_model("departments", "Unit").objects.visible_to(user))


class UserQuerySet(QuerySet):
    def visible_to(self, user) -> "UserQuerySet":
        return self.filter(access.people_visible(user)).distinct()


class UserManager(UserManager.from_queryset(UserQuerySet)):
    pass


class MembershipQuerySet(QuerySet):
    def visible_to(self, user) -> "MembershipQuerySet":
        people = access.apps.get_model("departments", "User").objects.visible_to(user)
        return self.filter(user__in=people)

    def in_force(self, on: date) -> "MembershipQuerySet":
        return self.filter(_in_force(on))


class AuditEventQuerySet(QuerySet):
    def visible_to(self, user) -> "AuditEventQuerySet":
        return self.filter(access.trail_visible(user))


class JobQuerySet(QuerySet):
    def visible_to(self, user) -> "JobQuerySet":
        return self.filter(access.jobs_visible(user))

    def open(self) -> "JobQuerySet":
        return self.filter(status__in=JOB_OPEN)

    def left_behind(self, now: datetime, *, queued_before: datetime) -> "JobQuerySet":
        """Queued without a bell, or running with a lease nobody renews."""
        return self.filter(
            Q(status=JobStatus.QUEUED, queued_at__lt=queued_before) | Q(status=JobStatus.RUNNING, lease_until__lt=now)
        )
