"""Input of feedback and appeals: the claim with its files, the recheck of each deduction, the list's filters."""

from decimal import Decimal

from django import forms

from assessments.appeal_rules import FINAL
from assessments.choices import AppealStatus
from assessments.models import Deduction
from assessments.reading.appeal import files_to_pick
from departments.models import Unit
from eco_demo.lib.form_fields import DayField, NumberField, PicksField
from tasks.models import Evidence, TaskUnit

KEEP, PART, LIFT = "keep", "part", "lift"
CHOICES = ((KEEP, "维持扣分"), (PART, "改扣"), (LIFT, "撤销扣分"))


class FeedbackForm(forms.Form):
    appeals_from = DayField(label="申诉开始日期", help_text="当天不计入，从下一个工作日起算。")
    allow_open = forms.BooleanField(label="我已知悉，仍现在反馈", required=False)
    reason = forms.CharField(label="理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self):
        given = super().clean()
        if given.get("allow_open") and not given.get("reason", "").strip():
            self.add_error("reason", "还有未审结的项目，请写明现在反馈的理由。")
        return given


class AppealFilter(forms.Form):
    status = forms.ChoiceField(required=False, label="状态", choices=[("", "全部状态"), *AppealStatus.choices])
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label="单位", empty_label="全部单位")
    q = forms.CharField(required=False, max_length=40, label="查找", widget=forms.TextInput(
        attrs={"type": "search", "placeholder": "任务、序号或单位", "data-search": True, "class": "form-control"}
    ))

    def __init__(self, data, *, user, year: int):
        super().__init__(data or None, auto_id="appeals-%s")
        parts = TaskUnit.objects.visible_to(user).for_year(year)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=parts.values("unit_id")).order_by("position", "id")
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def filters(self) -> dict:
        """What was understood; a filter that makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


class AppealForm(forms.Form):
    claim = forms.CharField(
        label="申诉理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="哪一处扣分不当、依据是什么，请逐条写明。",
        error_messages={"required": "请写明申诉理由：哪一处扣分不当，依据是什么。"},
    )
    wanted = NumberField(label="认为应得", places=2, least=Decimal(0), required=False, help_text="可以不填。")
    evidence = PicksField(
        label="补充材料", queryset=Evidence.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选材料已不在本单位佐证库中，请重新选择。",
                        "invalid_pk_value": "所选材料已不在本单位佐证库中，请重新选择。"},
    )

    def __init__(self, *args, part: TaskUnit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = files_to_pick(part)

    @property
    def picked(self) -> set[str]:
        """What is ticked, as text, for the rows of the list."""
        return set(map(str, self["evidence"].value() or ()))


class RecheckForm(forms.Form):
    """For each deduction in force: keep it, keep less of it, or lift it; then the conclusion and the answer."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="复核结论", choices=[(status, status.label) for status in FINAL],
        error_messages={"required": "请选择复核结论。", "invalid_choice": "请选择复核结论。"},
    )
    answer = forms.CharField(
        label="复核意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单位会看到，并记入得分变动。",
        error_messages={"required": "请写明复核意见，单位会看到。"},
    )

    def __init__(self, *args, deductions: list[Deduction], **kwargs):
        super().__init__(*args, **kwargs)
        self._deductions = deductions
        for row in deductions:
            self.fields[f"what_{row.pk}"] = forms.ChoiceField(choices=CHOICES, required=False)
            self.fields[f"left_{row.pk}"] = NumberField(places=2, least=Decimal(0), required=False)
            self.fields[f"left_{row.pk}"].widget.attrs["data-picks"] = f"what_{row.pk}-{PART}"

    def rows(self) -> list[dict]:
        """Each deduction with its three choices as chosen so far, and the number beside the middle one."""
        return [
            {"deduction": row, "choices": CHOICES, "name": f"what_{row.pk}", "left": self[f"left_{row.pk}"],
             "chosen": self[f"what_{row.pk}"].value() or KEEP}
            for row in self._deductions
        ]

    def kept(self) -> dict[int, Decimal]:
        """Points that stay by deduction, as far as they can be read."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        found = {row.pk: self._left(row, given) for row in self._deductions}
        return {pk: points for pk, points in found.items() if points is not None}

    def clean(self):
        given = super().clean()
        for row in self._deductions:
            if given.get(f"what_{row.pk}") != PART or f"left_{row.pk}" in self.errors:
                continue
            left = given.get(f"left_{row.pk}")
            if left is None or not 0 < left < row.points:
                self.add_error(f"left_{row.pk}", f"请填改扣多少分，大于0、小于{row.points}。")
        return given

    @staticmethod
    def _left(row: Deduction, given: dict) -> Decimal | None:
        what = given.get(f"what_{row.pk}")
        if what == LIFT:
            return Decimal(0)
        return given.get(f"left_{row.pk}") if what == PART else None
