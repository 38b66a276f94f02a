from django import forms
from django.core.exceptions import ValidationError

from ..choices import JobStatus, Power, Result, Role
from .units import DayField, UnitField, search_input


class TrailFilterForm(forms.Form):
    """What the auditor looks for; the names are those of `AuditEventQuerySet.matching`."""

    person = forms.CharField(label="人员", required=False, max_length=60, widget=search_input())
    unit = forms.CharField(label="单位", required=False, max_length=100, widget=search_input())
    action = forms.ChoiceField(label="操作", required=False)
    object = forms.CharField(label="对象", required=False, max_length=100, widget=search_input())
    result = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *Result.choices])
    first = DayField(label="从")
    last = DayField(label="到")

    def __init__(self, *args, actions: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "全部"), *sorted(actions.items(), key=lambda pair: pair[1])]

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            raise ValidationError("“到”的日期不能早于“从”的日期。")


class JobFilterForm(forms.Form):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *JobStatus.choices])


class GrantFilterForm(forms.Form):
    unit = forms.CharField(label="单位", required=False, max_length=100, widget=search_input("全称或简称"))
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])


class GrantForm(forms.Form):
    """The powers of one unit×role group on one unit; none takes the grant back."""

    unit = UnitField(label="在哪个单位上")
    powers = forms.MultipleChoiceField(label="可以做什么", required=False, choices=Power.choices,
                                       widget=forms.CheckboxSelectMultiple())
