"""What the office types about a task of the year: its text, its targets, its units, and a table to import."""

from decimal import Decimal

from django import forms

from departments.models import Unit, UnitGroup
from eco_demo.lib.form_fields import DayField, NumberField
from indicators.choices import NEEDS_BASELINE, NEEDS_TARGET, Comparator, ValueType
from indicators.models import Domain

from ..choices import TaskRole
from ..models import AnnualTask, Plan, TaskTarget
from ..services import breakdown


class TaskForm(forms.Form):
    number = forms.CharField(label="序号", max_length=20)
    title = forms.CharField(label="任务名称", max_length=160)
    domain = forms.ModelChoiceField(
        label="任务分组", queryset=Domain.objects.none(), required=False, empty_label="不归入"
    )
    full_marks = NumberField(label="分值", places=2, least=Decimal(0), most=Decimal(100000), initial=Decimal(0))
    leader = forms.CharField(label="牵头领导", max_length=60, required=False)
    deadline_text = forms.CharField(
        label="完成时限", max_length=60, required=False, help_text="照计划原文写，如 12月底前"
    )
    due = DayField(label="填报截止")
    requirement = forms.CharField(label="工作要求", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan: Plan, task: AnnualTask | None = None, **kwargs):
        values = {name: getattr(task, name) for name in self.base_fields} if task else {"due": plan.self_check_to}
        super().__init__(*args, initial=values | kwargs.pop("initial", {}), **kwargs)
        groups = Domain.objects.filter(indicator_set=plan.indicator_set_id).exclude(parent=None)
        self.fields["domain"].queryset = groups.select_related("parent").order_by("parent__position", "position", "id")
        self.fields["domain"].label_from_instance = lambda row: f"{row.parent.name} · {row.name}"

    def content(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TargetForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="分项名称", max_length=120, required=False)
    comparator = forms.ChoiceField(label="比较", choices=Comparator.choices, initial=Comparator.AT_LEAST)
    target = NumberField(label="目标值", required=False)
    upper = NumberField(label="上限", required=False)
    unit_of_measure = forms.CharField(label="单位", max_length=30, required=False)
    text = forms.CharField(label="目标表述", max_length=200, required=False)
    baseline = NumberField(label="现状值", required=False)
    certifier_id = forms.TypedChoiceField(label="认定部门", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, certifiers: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["certifier_id"].choices = [("", "—"), *certifiers]

    def clean(self):
        data = super().clean()
        comparator, errors = data.get("comparator"), self.errors
        if comparator in NEEDS_TARGET and data.get("target") is None and "target" not in errors:
            self.add_error("target", "请填写数值。")
        if comparator == Comparator.BETWEEN and data.get("upper") is None and "upper" not in errors:
            self.add_error("upper", "请填写上限。")
        if comparator not in NEEDS_TARGET and not data.get("text"):
            data["text"] = Comparator(comparator).label if comparator else ""
        return data

    def content(self) -> dict:
        data = {name: self.cleaned_data[name] for name in self.fields if name != "DELETE"}
        if data["id"] is None:
            needs_number = data["comparator"] in (*NEEDS_TARGET, *NEEDS_BASELINE)
            data["value_type"] = self._value_type(data["unit_of_measure"], needs_number)
        return data

    @staticmethod
    def _value_type(unit: str, needs_number: bool) -> str:
        if not needs_number:
            return ValueType.TEXT
        return ValueType.PERCENT if unit == "%" else ValueType.QUANTITY


_TargetFormSet = forms.formset_factory(TargetForm, extra=1, can_delete=True, max_num=20, validate_max=True)


def target_forms(plan: Plan, task: AnnualTask | None, data=None):
    rows = TaskTarget.objects.filter(task=task).select_related("certifier").order_by("position", "id")
    present = list(rows) if task else []
    initial = [{name: getattr(target, name) for name in TargetForm.base_fields} for target in present]
    certifiers = {unit.pk: unit.label for unit in breakdown.units_of(plan)}
    # One that has been closed since keeps its place until somebody chooses another.
    certifiers |= {target.certifier_id: target.certifier.label for target in present if target.certifier_id}
    return _TargetFormSet(
        data, initial=initial, prefix="targets", form_kwargs={"certifiers": list(certifiers.items())}
    )


def written_targets(forms_) -> list[dict]:
    """In order, without those struck out and the empty last line."""
    return [
        form.content() for form in forms_
        if not form.cleaned_data.get("DELETE") and (form.has_changed() or form.initial)
    ]


class AssignForm(forms.Form):
    """Every unit and group of the plan with 牵头, 配合 or nothing; keys are u<id> and g<id>."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, task: AnnualTask, **kwargs):
        super().__init__(*args, initial={"version": task.version}, **kwargs)
        plan = task.plan
        self.groups = list(breakdown.groups_of(plan).prefetch_related("members"))
        self.units = list(breakdown.units_of(plan).prefetch_related("aliases"))
        self.cells = list(task.assignments.order_by("position", "id"))
        present = {self._key_of(cell): cell.role for cell in self.cells}
        self.choices = [
            {"key": key, "thing": thing, "role": self._posted(key) if self.is_bound else present.get(key, "")}
            for key, thing in [*((f"g{group.pk}", group) for group in self.groups),
                               *((f"u{unit.pk}", unit) for unit in self.units)]
        ]

    def chosen(self, role: str) -> list[Unit | UnitGroup]:
        """Those that had the role keep their order, new ones follow in official order."""
        order = {self._key_of(cell): n for n, cell in enumerate(self.cells) if cell.role == role}
        rows = [row for row in self.choices if row["role"] == role]
        rows.sort(key=lambda row: order.get(row["key"], len(order)))
        return [row["thing"] for row in rows]

    def _posted(self, key: str) -> str:
        role = self.data.get(key, "")
        return role if role in TaskRole.values else ""

    @staticmethod
    def _key_of(cell) -> str:
        return f"u{cell.unit_id}" if cell.unit_id else f"g{cell.group_id}"


class TableForm(forms.Form):
    file = forms.FileField(
        label="任务分解表（.xlsx）", widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
