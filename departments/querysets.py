"""Named reads of units, people, memberships, trail and jobs; `visible_to` comes first in every chain."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import UserManager
from django.db.models import Q, QuerySet
from django.utils import timezone
from tree_queries.query import TreeQuerySet

from . import access
from .choices import JOB_OPEN, JobStatus, Level


def _in_force(on: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


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

    def matching(self, text: str) -> "UnitQuerySet":
        """Units whose name, short name or alias contains `text`, or whose initials begin with it."""
        alias = access.apps.get_model("departments", "UnitAlias").objects.filter(name__icontains=text)
        return self.filter(
            Q(name__icontains=text) | Q(short_name__icontains=text) | Q(initials__istartswith=text)
            | Q(pk__in=alias.values("unit"))
        )

    def ended(self, on: date) -> "UnitQuerySet":
        return self.filter(valid_to__lt=on)

    def topmost(self, user) -> "UnitQuerySet":
        """Where the tree begins for this person: visible units under no visible one."""
        visible = self.model._default_manager.visible_to(user)
        return self.visible_to(user).filter(Q(parent=None) | ~Q(parent__in=visible.values("pk")))


class UnitGroupQuerySet(QuerySet):
    def visible_to(self, user) -> "UnitGroupQuerySet":
        return self.filter(district__in=access.apps.get_model("departments", "Unit").objects.visible_to(user))


class UserQuerySet(QuerySet):
    def visible_to(self, user) -> "UserQuerySet":
        return self.filter(access.people_visible(user)).distinct()

    def matching(self, text: str) -> "UserQuerySet":
        return self.filter(Q(display_name__icontains=text) | Q(username__icontains=text))

    def serving(self, on: date, **membership) -> "UserQuerySet":
        """People with a membership in force that answers to `membership`, e.g. `role=…` or `unit__name=…`."""
        rows = access.apps.get_model("departments", "Membership").objects.in_force(on).filter(**membership)
        return self.filter(pk__in=rows.values("user"))

    def idle(self, on: date) -> "UserQuerySet":
        rows = access.apps.get_model("departments", "Membership").objects.in_force(on)
        return self.exclude(pk__in=rows.values("user"))


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

    def matching(self, *, person="", unit="", action="", object="", result="", first=None, last=None):
        """Entries that answer to every filled-in part; `first` and `last` are days in the office's time zone."""
        rows = self
        for field, value in (
            ("actor_name__icontains", person), ("actor_unit__icontains", unit), ("action", action),
            ("object_text__icontains", object), ("result", result),
            ("at__gte", first and _midnight(first)), ("at__lt", last and _midnight(last + timedelta(days=1))),
        ):
            if value:
                rows = rows.filter(**{field: value})
        return rows

    def about(self, obj) -> "AuditEventQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))


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
