"""The self-check form, made for one task's targets and what its scoring rule asks.

What cannot be read is an error of its field, the rest is kept.
"""

from itertools import groupby

from django import forms

from eco_demo.lib.numbers import format_number
from indicators.rules.answers import NO, YES
from indicators.rules.asked import BOTH

from ..errors import ValueRefused
from ..models import Ledger
from ..reported import is_numeric, read_score, read_value, written_value
from ..rule_facts import field_of, read_fact, written_fact

MAX_TEXT = 5000
_TEXTS = (
    ("narrative", "自查说明", 7, "写清做了什么、完成到什么程度、数据从哪里来。"),
    ("problems", "存在问题", 4, "没有问题可写“无”。"),
    ("next_steps", "下一步打算", 4, ""),
)


class LedgerForm(forms.Form):
    """`LedgerForm(ledger, values, asked)` shows a working copy, with `request.POST` after these it reads one.

    `values`: the ledger's rows with their targets; `asked`: what the scoring rule asks of the unit.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, ledger: Ledger, values, asked=(), data=None):
        self.ledger, self.values, self.asked = ledger, list(values), list(asked)
        self.full_marks = ledger.task_unit.task.full_marks
        super().__init__(data, initial=self._initial())
        for row in self.values:
            self.fields[_name(row)] = _ValueField(row.target)
        for leaf in self.asked:
            self.fields[field_of(leaf)] = FACT_FIELDS[leaf.type](leaf)
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
            **{field_of(leaf): written_fact(leaf, ledger.rule_facts) for leaf in self.asked},
            **{name: getattr(ledger, name) for name, *_ in _TEXTS},
        }

    @property
    def lines(self):
        """(value row, its bound field), in the order of the targets."""
        return [(row, self[_name(row)]) for row in self.values]

    @property
    def facts(self):
        """[(part or condition, its bound fields)] of what the scoring rule asks."""
        return [
            (part, [self[field_of(leaf)] for leaf in leaves])
            for part, leaves in groupby(self.asked, key=lambda leaf: leaf.part)
        ]

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    def draft(self) -> dict:
        """What `save_draft` keeps: everything that could be read; what could not stays as it was."""
        read, ledger = self.cleaned_data, self.ledger
        return {
            "version": self.read_version,
            "values": {row.target_id: read[_name(row)] for row in self.values if _name(row) in read},
            "rule_facts": {leaf.path: read[field_of(leaf)] for leaf in self.asked if field_of(leaf) in read},
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


class _Fact:
    """An answer to the scoring rule, kept as typed once it can be read."""

    def __init__(self, leaf, **options):
        self.leaf = leaf
        super().__init__(label=leaf.full_label, required=False, help_text=leaf.help, **options)

    def clean(self, value):
        value = super().clean(value)
        try:
            read_fact(self.leaf, value)
        except ValueRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return value


class _NumberFact(_Fact, forms.CharField):
    def __init__(self, leaf):
        mode = "numeric" if leaf.type == "integer" else "decimal"
        attrs = {"autocomplete": "off", "inputmode": mode, "class": "form-control-num"}
        if leaf.label == leaf.of.split(BOTH)[-1] and not leaf.required:
            attrs["placeholder"] = "不填为0"
        super().__init__(leaf, widget=forms.TextInput(attrs=attrs))


class _WordsFact(_Fact, forms.CharField):
    def __init__(self, leaf):
        super().__init__(leaf, widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500}))


class _ChoiceFact(_Fact, forms.ChoiceField):
    def __init__(self, leaf):
        choices = leaf.choices or ((YES, YES), (NO, NO))
        super().__init__(leaf, choices=[("", "请选择"), *choices], error_messages={
            "invalid_choice": "请从所列的选项中选"
        })


FACT_FIELDS = {
    "decimal": _NumberFact, "integer": _NumberFact, "text": _WordsFact, "boolean": _ChoiceFact, "choice": _ChoiceFact,
}


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
