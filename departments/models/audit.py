from django.conf import settings
from django.db import models

from ..choices import Result
from ..querysets import AuditEventQuerySet


class AuditEvent(models.Model):
    """One entry of the activity trail, chained by hash; written by `services.audit.record`, never changed."""

    seq = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # As they were at the time; later renames do not rewrite history.
    actor_name = models.CharField("人员", max_length=60, blank=True)
    actor_role = models.CharField("角色", max_length=120, blank=True)
    actor_unit = models.CharField("单位", max_length=200, blank=True)
    action = models.CharField("操作", max_length=60)
    object_type = models.CharField("对象类型", max_length=40, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_text = models.CharField("对象", max_length=300, blank=True)
    result = models.PositiveSmallIntegerField("结果", choices=Result.choices, default=Result.OK)
    detail = models.JSONField("内容", default=dict, blank=True)
    address = models.CharField("地址", max_length=45, blank=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-seq"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_object"),
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["action", "seq"], name="audit_action"),
        ]

    def __str__(self):
        return f"{self.seq} {self.action} {self.object_text}"
