from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ..choices import SEPARATED_ROLES, Role
from ..querysets import MembershipQuerySet
from .grant import RoleGroup
from .unit import Unit


class Membership(models.Model):
    """One person in one role at one unit, from a day to a day; `services.membership` opens and ends it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    role_group = models.ForeignKey(RoleGroup, models.PROTECT, related_name="memberships")
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("截止日期", null=True, blank=True)
    # A leader or reviewer may be limited to listed units inside what the role's group is granted.
    is_limited = models.BooleanField("只限所列单位", default=False)
    limited_to = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="所列单位")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["unit__position", "role", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], condition=Q(valid_to=None), name="one_open_role"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(valid_to=None, role__in=SEPARATED_ROLES), name="one_separated_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_period",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.unit} · {self.get_role_display()}"
