from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from tasks.models import Plan

from ..choices import Joining
from .review import LineReview


class ReviewStage(models.Model):
    """A named step of a plan's review (初审, 复核, 审定). A plan without any is reviewed in one step by one person."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="review_stages")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=20)
    by_chief = models.BooleanField("由环委办主任办理", default=False)
    scorers = models.PositiveSmallIntegerField("评分人数", default=1, validators=[MinValueValidator(1)])
    joining = models.CharField("合成办法", max_length=10, choices=Joining.choices, default=Joining.SINGLE)

    class Meta:
        verbose_name = verbose_name_plural = "审核环节"
        ordering = ["plan_id", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="stage_position_once"),
            models.UniqueConstraint(fields=["plan", "name"], name="stage_name_once"),
            models.CheckConstraint(
                condition=Q(scorers=1, joining=Joining.SINGLE) | Q(scorers__gt=1) & ~Q(joining=Joining.SINGLE),
                name="several_scorers_are_joined",
            ),
        ]

    def __str__(self):
        return self.name


class StageMark(models.Model):
    """What one reviewer gave a line in one stage, and why. Nobody sees another's before the stage is complete."""

    review = models.ForeignKey(LineReview, models.CASCADE, related_name="marks")
    # Kept as words too: stages may be renamed for a later year.
    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="marks")
    stage_name = models.CharField("环节", max_length=20)
    score = models.DecimalField("评分", max_digits=7, decimal_places=2)
    reason = models.CharField("扣分理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review", "stage", "by"], name="one_mark_per_person_and_stage"),
        ]

    def __str__(self):
        return f"{self.stage_name} {self.score}"
