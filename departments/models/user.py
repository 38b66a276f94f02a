import unicodedata

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from guardian.mixins import GuardianUserMixin

from ..querysets import UserManager


class User(GuardianUserMixin, AbstractUser):
    """A person's account, named by role on screens; what it may do follows from memberships alone."""

    first_name = last_name = email = None
    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["display_name"]

    display_name = models.CharField("显示名称", max_length=60)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    must_change_password = models.BooleanField("须修改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once_whatever_case"),
            # Nobody stands above the grants: daily work and administration both go through roles.
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="no_superuser"),
        ]

    def __str__(self):
        return self.display_name

    @classmethod
    def normalize_username(cls, username):
        return unicodedata.normalize("NFKC", username).casefold() if isinstance(username, str) else username

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name
