"""What a person types about one row of an imported plan: its text, its targets, its units."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms

from eco_demo.lib.form_fields import DayField, NumberField
from eco_demo.lib.form_rows import Rows
from indicators.choices import NEEDS_TARGET, Attribute, Comparator

from ..plan_draft import lengths
from ..plan_draft.shape import COOP, LEAD, RESP, ROLE_WORDS, DraftRow, DraftTarget, DraftUnit
from ..plan_draft.values import MOST_MARKS, TEXTS
from ..unit_names import split_names

MOST_TARGETS = 20
ROLES = (LEAD, RESP, COOP)
NO_INDICATOR = 0
# Where the names of the units go in and out of a row.
_NAMES = {role: f"{role}_names" for role in ROLES}


def _text(name: str, **kwargs) -> forms.CharField:
    label, most = TEXTS[name]
    return forms.CharField(label=label, max_length=most, required=kwargs.pop("required", False), **kwargs)


class TargetRowForm(forms.Form):
    name = forms.CharField(label="分项名称", max_length=lengths.TARGET_NAME, required=False)
    comparator = forms.ChoiceField(label="比较", choices=Comparator.choices, initial=Comparator.QUALITATIVE)
    target = NumberField(label="目标值", required=False)
    upper = NumberField(label="上限", required=False)
    unit = forms.CharField(label="计量单位", max_length=lengths.UNIT_OF_MEASURE, required=False)
    text = forms.CharField(label="目标表述", max_length=lengths.TARGET_TEXT, required=False)
    baseline = NumberField(label="现状值", required=False)

    def clean(self):
        data = super().clean()
        comparator, errors = data.get("comparator"), self.errors
        if comparator in NEEDS_TARGET and data.get("target") is None and "target" not in errors:
            self.add_error("target", "请填写数值，或改为“定性要求”。")
        if comparator == Comparator.BETWEEN and data.get("upper") is None and "upper" not in errors:
            self.add_error("upper", "请填写上限。")
        return data

    def draft(self) -> DraftTarget:
        return DraftTarget(**self.cleaned_data)


class RowForm(forms.Form):
    number = _text("number")
    title = _text("title", required=True)
    domain = _text("domain", widget=forms.TextInput(attrs={"list": "desk-domains"}))
    requirement = _text("requirement", widget=forms.Textarea(attrs={"rows": 2}))
    leader = _text("leader")
    deadline = _text("deadline", widget=forms.TextInput(attrs={"placeholder": "照原文，如 12月底前"}))
    due = DayField(label="填报截止", required=False)
    full_marks = NumberField(label="分值", places=2, least=Decimal(0), most=MOST_MARKS, required=False)
    attribute = forms.ChoiceField(label="指标属性", required=False)
    indicator = forms.TypedChoiceField(label="对应指标", required=False, coerce=int, empty_value=None)
    rev = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, row: DraftRow, indicators: list[tuple[int, str]], matched: str = "",
                 doubtful: Sequence[str] = ()):
        """`matched`: what the matching would take; `doubtful`: fields to look at, the first of them gets the focus."""
        self.row = row
        super().__init__(data, initial=_initial(row), prefix=row.key)
        for role, name in _NAMES.items():
            self.fields[name] = forms.CharField(
                label=f"{ROLE_WORDS[role]}单位", required=False,
                widget=forms.TextInput(attrs={"data-names": "desk-units", "placeholder": "用“、”隔开"}),
            )
            self.initial[name] = "、".join(row.named(role))
        self.fields["attribute"].choices = _attributes(row)
        auto = f"自动（{matched}）" if matched else "自动匹配"
        self.fields["indicator"].choices = [("", auto), (NO_INDICATOR, "无对应指标（作为工作任务）"), *indicators]
        targets = [{name: getattr(target, name) for name in TargetRowForm.base_fields} for target in row.targets]
        named = next((role for role in ROLES if row.named(role)), LEAD)
        wanted = [_NAMES[named] if name == "units" else name for name in doubtful]
        first = next((name for name in wanted if name in self.fields), "title")
        self.fields[first].widget.attrs["autofocus"] = True
        self.targets = Rows(TargetRowForm, f"{row.key}-targets", MOST_TARGETS, data, targets or [{}])

    @property
    def role_fields(self):
        return [self[name] for name in _NAMES.values()]

    def is_valid(self) -> bool:
        return super().is_valid() & self.targets.is_valid()

    def values(self) -> dict:
        """What `change_row` takes."""
        left_out = ("rev", *_NAMES.values())
        fields = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return {**fields, "targets": tuple(form.draft() for form in self.targets), "units": self._units()}

    def _units(self) -> tuple[DraftUnit, ...]:
        """Roles in the order the row had them, so that a form sent back unchanged changes nothing."""
        order = dict.fromkeys([*(unit.role for unit in self.row.units), *ROLES])
        return tuple(
            DraftUnit(name, role) for role in order for name in split_names(self.cleaned_data[_NAMES[role]])
        )


def differences(form: RowForm, current: DraftRow) -> list[dict]:
    """What the person typed beside what stands there now."""
    mine, theirs = form.cleaned_data, _initial(current) | {
        name: "、".join(current.named(role)) for role, name in _NAMES.items()
    }
    return [
        {"label": form.fields[name].label, "mine": mine[name], "theirs": theirs[name]}
        for name in form.fields if name != "rev" and (mine[name] or None) != (theirs[name] or None)
    ]


def _initial(row: DraftRow) -> dict:
    return {name: getattr(row, name) for name in RowForm.base_fields}


def _attributes(row: DraftRow) -> list[tuple[str, str]]:
    strange = [(row.attribute, row.attribute)] if row.attribute not in ("", *Attribute.values) else []
    return [("", "—"), *Attribute.choices, *strange]
