from django.contrib.auth.models import Group
from django.db import models
from guardian.models import GroupObjectPermissionBase

from ..choices import Role
from .unit import Unit


class RoleGroup(models.Model):
    """The people of one unit in one role, as an auth group that guardian can grant to."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="role_groups")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    group = models.OneToOneField(Group, models.CASCADE, related_name="role_group")

    class Meta:
        verbose_name = verbose_name_plural = "单位角色组"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["unit", "role"], name="one_group_per_unit_and_role")]

    def __str__(self):
        return f"{self.unit} · {self.get_role_display()}"


class UnitGroupGrant(GroupObjectPermissionBase):
    """A guardian object grant on a unit (direct foreign key) to a unit×role group."""

    content_object = models.ForeignKey(Unit, models.CASCADE, related_name="grants")

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "单位授权"
        default_permissions = ()
