"""What a person types about an imported plan itself: its head, what becomes of its names, its stages and reporting."""

from dataclasses import asdict

from django import forms

from eco_demo.lib.form_fields import DayField
from eco_demo.lib.form_rows import Rows
from eco_demo.lib.posted import whole_number

from .. import cycle
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..plan_draft import lengths
from ..plan_draft.shape import (
    CREATE_GROUP,
    CREATE_UNIT,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    RESP_WORDS,
    SET_WORDS,
    Draft,
    DraftHead,
    NameDecision,
)
from ..plan_draft.steps import GROUP_MEMBERS, NEW_UNIT_LEVELS
from .timetable import MOST_ROWS, ROW_FORMS

_PLAIN = ("title", "issuer", "doc_no", "year", "set_mode", "set_id", "resp_as")


class HeadForm(forms.Form):
    """The plan's own fields; when the tasks go into a plan that is there already, only what the draft still decides.

    A plan that was found by its year is left again by correcting the year; one chosen at the upload is not.

    Every change is kept at once, so nothing is required here: the draft's doubts say what is missing.
    """

    title = forms.CharField(label="标题", max_length=lengths.PLAN_TITLE, required=False)
    doc_no = forms.CharField(label="文号", max_length=lengths.DOC_NO, required=False)
    issuer = forms.CharField(label="发文机关", max_length=lengths.ISSUER, required=False)
    year = forms.IntegerField(label="考核年度", min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    set_mode = forms.ChoiceField(label="指标体系", choices=list(SET_WORDS.items()), widget=forms.RadioSelect)
    set_id = forms.TypedChoiceField(label="已发布的体系", required=False, coerce=int, empty_value=None,
                                    widget=forms.Select(attrs={"data-settled": True}))
    resp_as = forms.ChoiceField(
        label="只写“责任单位”的任务", choices=list(RESP_WORDS.items()), widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, draft: Draft, version: int, sets: list[tuple[int, str]], has_plan: bool,
                 is_chosen: bool = False):
        head = draft.head
        super().__init__(data, initial=_values_of(head) | {"version": version})
        for name, label in cycle.LABELS.items():
            self.fields[name] = DayField(label=label, required=False)
        self.fields["set_id"].choices = [("", "请选择"), *sets]
        if has_plan:
            fixed = ("title", "doc_no", "issuer", "set_mode", "set_id", *cycle.LABELS)
            for name in (*fixed, "year") if is_chosen else fixed:
                del self.fields[name]

    @property
    def dates(self):
        return [self[name] for name in cycle.LABELS if name in self.fields]

    def values(self) -> dict:
        """What `change_head` takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name in _PLAIN}
        dates = {name: self.cleaned_data[name] for name in cycle.LABELS if name in self.fields}
        return data | ({"dates": dates} if dates else {})

    def differences(self, current: DraftHead) -> list[dict]:
        """What the person typed beside what stands there now."""
        theirs = _values_of(current)
        return [
            {"label": self.fields[name].label, "mine": mine, "theirs": theirs.get(name)}
            for name, mine in self.cleaned_data.items()
            if name != "version" and (mine or None) != (theirs.get(name) or None)
        ]


class DraftTimetableForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, draft: Draft, version: int):
        super().__init__(data, initial={"version": version})
        self.tables = {
            name: Rows(form, name, MOST_ROWS[name], data, [_shown(entry) for entry in getattr(draft, name)])
            for name, form in ROW_FORMS.items()
        }

    def is_valid(self) -> bool:
        return super().is_valid() & all(rows.is_valid() for rows in self.tables.values())

    def values(self) -> dict[str, tuple]:
        return {name: tuple(form.row() for form in rows) for name, rows in self.tables.items()}


def _values_of(head: DraftHead) -> dict:
    return {name: getattr(head, name) for name in _PLAIN} | dict(head.dates)


def _shown(entry) -> dict:
    values = asdict(entry)
    return values | ({"dates": "、".join(entry.dates)} if "dates" in values else {})


class NameForm(forms.Form):
    """`means`: u12 a unit, g3 a group, new:department, group:townships, ignore; empty leaves it to the matching.

    `yes` is the button that takes what the matching found, whatever the list beside it says.
    """

    name = forms.CharField(max_length=lengths.UNIT_NAME)
    yes = forms.CharField(max_length=40, required=False)
    means = forms.CharField(max_length=40, required=False)
    new_name = forms.CharField(max_length=lengths.UNIT_NAME, required=False)

    def clean_means(self) -> str:
        return _known_choice(self.cleaned_data["means"])

    def clean_yes(self) -> str:
        return _known_choice(self.cleaned_data["yes"])

    def decision(self) -> NameDecision | None:
        means, new = self.cleaned_data["yes"] or self.cleaned_data["means"], self.cleaned_data["new_name"]
        kind, _, word = means.partition(":")
        if not means:
            return None
        if kind == IGNORE:
            return NameDecision(IGNORE)
        if kind == "new":
            return NameDecision(CREATE_UNIT, name=new, level=word)
        if kind == "group":
            return NameDecision(CREATE_GROUP, name=new, members=word)
        return NameDecision(MAP_UNIT if means[0] == "u" else MAP_GROUP, id=int(means[1:]))


def means_of(decision: NameDecision | None) -> str:
    """The choice that a decision is."""
    if decision is None:
        return ""
    return {
        MAP_UNIT: f"u{decision.id}", MAP_GROUP: f"g{decision.id}", CREATE_UNIT: f"new:{decision.level}",
        CREATE_GROUP: f"group:{decision.members}",
    }.get(decision.do, decision.do)


def _known_choice(means: str) -> str:
    kind, _, word = means.partition(":")
    known = {"": ("",), IGNORE: ("",), "new": NEW_UNIT_LEVELS, "group": GROUP_MEMBERS}.get(kind, ())
    if word in known or (means[:1] in ("u", "g") and whole_number(means[1:]) is not None):
        return means
    raise forms.ValidationError("请在列表中选择。")
