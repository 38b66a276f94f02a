"""The self-check form, made for one task's targets; what cannot be read is an error of its field, the rest is kept."""

from django import forms

from eco_demo.lib.numbers import format_number

from ..errors import ValueRefused
from ..models import Ledger
from ..reported import is_numeric, read_score, read_value, written_value

MAX_TEXT = 5000
_TEXTS = (
    ("narrative", "自查说明", 7, "写清做了什么、完成到什么程度、数据从哪里来。"),
    ("problems", "存在问题", 4, "没有问题可写“无”。"),
    ("next_steps", "下一步打算", 4, ""),
)


class LedgerForm(forms.Form):
    """`LedgerForm(ledger, values)` shows a working copy, `LedgerForm(ledger, values, request.POST)` reads it.

    `values`: the ledger's rows with their targets.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, ledger: Ledger, values, data=None):
        self.ledger, self.values = ledger, list(values)
        self.full_marks = ledger.task_unit.task.full_marks
        super().__init__(data, initial=self._initial())
        for row in self.values:
            self.fields[_name(row)] = _ValueField(row.target)
        self.fields["self_score"] = _ScoreField(self.full_marks)
        for name, label, rows, hint in _TEXTS:
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=MAX_TEXT, help_text=hint,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def _initial(self) -> dict:
        ledger = self.ledger
        return {
            "version": ledger.version,
            "self_score": "" if ledger.self_score is None else format_number(ledger.self_score),
            **{_name(row): written_value(row) for row in self.values},
            **{name: getattr(ledger, name) for name, *_ in _TEXTS},
        }

    @property
    def lines(self):
        """(value row, its bound field), in the order of the targets."""
        return [(row, self[_name(row)]) for row in self.values]

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    def draft(self) -> dict:
        """What `save_draft` keeps: everything that could be read; what could not stays as it was."""
        read, ledger = self.cleaned_data, self.ledger
        return {
            "version": self.read_version,
            "values": {row.target_id: read[_name(row)] for row in self.values if _name(row) in read},
            "self_score": read.get("self_score", ledger.self_score),
            **{name: read.get(name, getattr(ledger, name)) for name, *_ in _TEXTS},
        }

    def sentences(self) -> str:
        """All errors in one line, each with the name of its field."""
        return "；".join(
            f"{self.fields[name].label}：{'，'.join(errors)}" if name in self.fields else "，".join(errors)
            for name, errors in self.errors.items()
        )


class SendBackForm(forms.Form):
    reason = forms.CharField(label="退回原因", max_length=300)


def _name(row) -> str:
    return f"value_{row.target_id}"


class _ValueField(forms.CharField):
    """A number in the target's unit, or a few words; kept as typed once it can be read."""

    def __init__(self, target):
        self.target = target
        attrs = {"inputmode": "decimal", "class": "form-control-num"} if is_numeric(target) else {"maxlength": 200}
        attrs["aria-label"] = f"{target.name} 完成值".strip()
        super().__init__(
            label=target.name or "完成值", required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        )

    def clean(self, value):
        value = super().clean(value)
        try:
            read_value(self.target, value)
        except ValueRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return value


class _ScoreField(forms.CharField):
    def __init__(self, full_marks):
        self.full_marks = full_marks
        super().__init__(
            label="自评分", required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control-num", "autocomplete": "off"}),
        )
        self.help_text = f"满分 {format_number(full_marks)} 分"

    def clean(self, value):
        try:
            return read_score(super().clean(value), self.full_marks)
        except ValueRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
