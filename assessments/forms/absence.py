"""不适用: why, what becomes of the points, and the office's answer."""

from django import forms

from tasks.models import AnnualTask, TaskUnit

from ..choices import AbsenceStatus, Treatment
from ..models import Absence
from ..reading.absence import receivers_of

STATUSES = [("", "全部"), *AbsenceStatus.choices]


class AbsenceFilter(forms.Form):
    status = forms.ChoiceField(label="状态", required=False, choices=STATUSES)


class PointsForm(forms.Form):
    """What becomes of the points; the tasks to choose from are the unit's own."""

    treatment = forms.ChoiceField(
        label="分值处理", choices=Treatment.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择分值怎样处理。"},
    )
    transfer_to = forms.ModelChoiceField(
        label="并入哪一项", queryset=AnnualTask.objects.none(), required=False, empty_label="请选择",
        help_text="只在选“分值并入另一项”时填写。",
    )

    def __init__(self, *args, part: TaskUnit, **kwargs):
        super().__init__(*args, **kwargs)
        receivers = self.fields["transfer_to"]
        receivers.queryset = receivers_of(part)
        receivers.label_from_instance = lambda task: f"{task.number} {task.title}（{task.full_marks.normalize():f}分）"

    def clean(self):
        data = super().clean()
        if data.get("treatment") != Treatment.TRANSFER:
            data["transfer_to"] = None
        elif data.get("transfer_to") is None and "transfer_to" not in self.errors:
            self.add_error("transfer_to", "请选择分值并入哪一项。")
        return data


class AskForm(PointsForm):
    reason = forms.CharField(
        label="不适用的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明为什么没有这项工作，有文件依据的写文号。",
        error_messages={"required": "请写明不适用的理由。"},
    )
    field_order = ["reason", "treatment", "transfer_to"]


class ApproveForm(PointsForm):
    answer = forms.CharField(label="答复意见", max_length=300, required=False,
                             widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ["treatment", "transfer_to", "answer"]

    def __init__(self, *args, absence: Absence, **kwargs):
        initial = {"treatment": absence.treatment, "transfer_to": absence.transfer_to_id}
        super().__init__(*args, part=absence.task_unit, initial=initial, **kwargs)


class RefuseForm(forms.Form):
    answer = forms.CharField(label="不批准的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                             error_messages={"required": "请写明不批准的理由。"})

    def __init__(self, *args, **kwargs):
        # It stands on one page with ApproveForm, whose field has the same name.
        super().__init__(*args, auto_id="refuse_%s", **kwargs)


class RevokeForm(forms.Form):
    reason = forms.CharField(label="撤销的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
                             error_messages={"required": "请写明撤销的理由。"})
