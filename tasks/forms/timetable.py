"""What the office types about the years of a plan: four tables with rows to add and to take away."""

from django import forms

from eco_demo.lib.form_rows import Rows

from ..choices import ReportKind, Rhythm
from ..cycle import FIRST_YEAR, LAST_YEAR
from ..models import Plan
from ..plan_draft.shape import DraftMeasure, DraftPlace, DraftReporting, DraftStage
from ..reporting_dates import is_date, most_days
from ..services.timetable import WORDS, timetable_of
from ..unit_names import split_names

MOST_ROWS = {"stages": 20, "places": 300, "reporting": 20, "measures": 40}


def _year(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class StageForm(forms.Form):
    first = _year("起始年")
    last = _year("结束年")
    name = forms.CharField(label="阶段", max_length=40, required=False)
    goal = forms.CharField(label="目标", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "不能早于起始年。")
        return data

    def row(self) -> DraftStage:
        return DraftStage(**self.cleaned_data)


class PlaceForm(forms.Form):
    place = forms.CharField(label="地方", max_length=60)
    year = _year("年份")
    goal = forms.CharField(label="目标", max_length=300)

    def row(self) -> DraftPlace:
        return DraftPlace(**self.cleaned_data)


class ReportingForm(forms.Form):
    rhythm = forms.ChoiceField(label="周期", choices=[("", "请选择"), *Rhythm.choices])
    kind = forms.ChoiceField(label="方式", choices=ReportKind.choices, initial=ReportKind.REPORT)
    day = forms.IntegerField(label="几日", min_value=1, max_value=31, required=False)
    dates = forms.CharField(label="日期", max_length=100, required=False)
    text = forms.CharField(label="计划原文", max_length=300, required=False)

    def clean_dates(self) -> tuple[str, ...]:
        dates = tuple(split_names(self.cleaned_data["dates"]))
        strange = [text for text in dates if not is_date(text)]
        if strange:
            raise forms.ValidationError(f"“{'、'.join(strange)[:40]}”不是日期，请写成 06-30 或 2022-01-31。")
        return dates

    def clean(self):
        data = super().clean()
        if data.get("day") and data["day"] > most_days(data.get("rhythm", "")):
            self.add_error("day", "每周的填 1 至 7，1 是周一。")
        return data

    def row(self) -> DraftReporting:
        return DraftReporting(**self.cleaned_data)


class MeasureForm(forms.Form):
    title = forms.CharField(label="措施", max_length=100)
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False)

    def row(self) -> DraftMeasure:
        return DraftMeasure(**self.cleaned_data)


ROW_FORMS = {"stages": StageForm, "places": PlaceForm, "reporting": ReportingForm, "measures": MeasureForm}


class TimetableForm(forms.Form):
    """All four tables of a plan; `version` is what stood there when the page was made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, *, plan: Plan):
        super().__init__(data, initial={"version": plan.version})
        shown = timetable_of(plan) if data is None else {}
        self.tables = {
            name: Rows(form, name, MOST_ROWS[name], data, [_initial(row) for row in shown.get(name, ())])
            for name, form in ROW_FORMS.items()
        }

    def is_valid(self) -> bool:
        return super().is_valid() & all(rows.is_valid() for rows in self.tables.values())

    def content(self) -> dict[str, tuple]:
        return {name: tuple(form.row() for form in rows) for name, rows in self.tables.items()}

    def differences(self, current: Plan) -> list[dict]:
        """The rows only one of the two versions has, table by table."""
        mine, theirs = self.content(), timetable_of(current)
        return [
            {"label": label, "mine": _only(mine[name], theirs[name]), "theirs": _only(theirs[name], mine[name])}
            for name, label in WORDS.items() if mine[name] != theirs[name]
        ]

    @property
    def bad_tables(self) -> list[str]:
        """The tables in which something has to be mended."""
        return [WORDS[name] for name, rows in self.tables.items() if not rows.is_valid()]


def _initial(row) -> dict:
    values = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return values | ({"dates": "、".join(values["dates"])} if "dates" in values else {})


def _only(rows: tuple, others: tuple) -> str:
    return "；".join(_words(row) for row in rows if row not in others) or "没有另外的行，次序不同或已删去"


def _words(row) -> str:
    values = (getattr(row, name) for name in row.__dataclass_fields__)
    return " ".join("、".join(value) if isinstance(value, tuple) else str(value) for value in values if value)
