"""A unit's reason for handing a task back, and the office's answer to it."""

from django import forms

from departments.models import Unit

from ..models import Plan
from ..services import breakdown


class HandBackForm(forms.Form):
    reason = forms.CharField(label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": "请写明退回的理由。"})


class AnswerForm(forms.Form):
    INSIST, REASSIGN, RELEASE = "insist", "reassign", "release"

    decision = forms.ChoiceField(choices=[(INSIST, "坚持下达"), (REASSIGN, "改派"), (RELEASE, "同意退出")])
    to_unit = forms.ModelChoiceField(
        label="改派给", queryset=Unit.objects.none(), required=False, empty_label="请选择单位"
    )
    reason = forms.CharField(label="答复意见", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                             error_messages={"required": "请写明答复意见。"})

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = breakdown.units_of(plan)

    def clean(self):
        data = super().clean()
        if data.get("decision") == self.REASSIGN and not data.get("to_unit"):
            self.add_error("to_unit", "请选择改派给哪个单位。")
        return data
