"""What the office types about a plan: its dates in one form, and a unit's new time after the closing date."""

from decimal import Decimal

from django import forms

from departments.choices import Power, Role
from departments.models import Unit
from eco_demo.lib import clock
from eco_demo.lib.form_fields import DayField, NumberField
from indicators.models import IndicatorSet

from .. import access, cycle
from ..models import Plan, TaskUnit


class PlanForm(forms.Form):
    office = forms.ModelChoiceField(label="编制单位", queryset=Unit.objects.none(), empty_label=None)
    year = forms.IntegerField(label="考核年度", min_value=2000, max_value=2100)
    title = forms.CharField(label="标题", max_length=160)
    doc_no = forms.CharField(label="文号", max_length=60, required=False, help_text="如 枣环委办〔2021〕5号")
    indicator_set = forms.ModelChoiceField(
        label="指标体系", queryset=IndicatorSet.objects.none(), help_text="只列出已发布的版本。", empty_label="请选择"
    )
    issued_on = DayField(label=cycle.LABELS["issued_on"], required=False)
    work_from = DayField(label=cycle.LABELS["work_from"])
    work_to = DayField(label=cycle.LABELS["work_to"])
    self_check_from = DayField(label=cycle.LABELS["self_check_from"])
    self_check_to = DayField(label=cycle.LABELS["self_check_to"])
    report_due = DayField(label=cycle.LABELS["report_due"])
    city_review_due = DayField(label=cycle.LABELS["city_review_due"])
    publish_due = DayField(label=cycle.LABELS["publish_due"])
    support_weight = NumberField(
        label="配合折算系数", places=2, least=Decimal(0), initial=Decimal("0.5"),
        help_text="配合任务的得分按此系数计入单位总分，0 至 1。",
    )
    near_days = forms.IntegerField(
        label="临期提醒", min_value=0, max_value=90, initial=7, help_text="截止前几天开始提醒。"
    )
    objection_days = forms.IntegerField(
        label="申诉期", min_value=1, max_value=60, initial=5, help_text="得分反馈或公布后几个工作日内可以申诉。"
    )
    head_submits = forms.BooleanField(label="台账须由单位负责人提交", required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, plan: Plan | None = None, has_tasks: bool = False, **kwargs):
        if plan is not None:
            kwargs["initial"] = {name: getattr(plan, name) for name in self.base_fields} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_of(user)
        self.fields["indicator_set"].queryset = IndicatorSet.objects.visible_to(user).published().order_by("-id")
        if plan is not None:
            del self.fields["office"]
        if has_tasks:
            for name in ("year", "indicator_set"):
                del self.fields[name]

    def dates(self):
        return [self[name] for name in cycle.LABELS]

    def clean_support_weight(self):
        weight = self.cleaned_data["support_weight"]
        if weight > 1:
            raise forms.ValidationError("不能大于 1。")
        return weight

    def clean(self):
        data = super().clean()
        for name, message in cycle.problems({name: data.get(name) for name in cycle.LABELS}).items():
            self.add_error(name, message)
        return data


class ReopenForm(forms.Form):
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    task_unit = forms.ModelChoiceField(
        label="任务", queryset=TaskUnit.objects.none(), required=False, empty_label="全部任务"
    )
    until = forms.DateTimeField(
        label="开放至", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写日期和时间，如 2022-01-25 18:00。"},
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text="单位和审计员都能看到。")

    def __init__(self, *args, plan: Plan, unit_id: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        parts = TaskUnit.objects.filter(task__plan=plan)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=parts.values("unit")).order_by("position", "id")
        chosen = unit_id if unit_id.isdecimal() else ""
        self.fields["task_unit"].queryset = (
            parts.filter(unit=chosen).select_related("task").order_by("task__position", "id")
            if chosen else TaskUnit.objects.none()
        )
        self.fields["task_unit"].label_from_instance = lambda row: str(row.task)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= clock.now():
            raise forms.ValidationError("截止时间应晚于现在。")
        return until


def offices_of(user):
    """The offices in whose name the person directs."""
    serving = user.memberships.in_force(clock.today()).filter(role=Role.OFFICE_CHIEF).values("unit")
    return Unit.objects.filter(access.scope_of(user).where(Power.DIRECT, unit_field="id"), pk__in=serving)
