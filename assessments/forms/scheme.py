"""The form of a plan's scheme: plain settings, a table of grades, a weight for each domain; and its review stages."""

from decimal import Decimal

from django import forms

from assessments.choices import Joining, QuotaTies, RoundingMode, TieBreak, Treatment
from assessments.scheme_terms import (
    HUNDRED,
    MAX_SCORERS,
    BandTerms,
    StageTerms,
    Terms,
    TermsError,
    WeightTerms,
    check_terms,
)
from eco_demo.lib.form_fields import NumberField
from eco_demo.lib.form_rows import Rows

_PLACES = ((0, "取整数"), *((places, f"{places}位小数") for places in range(1, 5)))
_MOST_POINTS = Decimal(1000)


class BandForm(forms.Form):
    name = forms.CharField(label="等次", max_length=20)
    at_least = NumberField(label="最低分（含）", places=2, least=Decimal(0), most=_MOST_POINTS)
    quota_percent = NumberField(label="名额占比", places=2, least=Decimal(0), most=_MOST_POINTS, required=False)

    def terms(self) -> BandTerms:
        return BandTerms(**self.cleaned_data)


class StageForm(forms.Form):
    name = forms.CharField(label="环节名称", max_length=20)
    by_chief = forms.TypedChoiceField(
        label="办理人", choices=(("", "审核员"), ("chief", "环委办主任")), coerce=bool, empty_value=False,
        required=False,
    )
    scorers = forms.IntegerField(label="评分人数", min_value=1, max_value=MAX_SCORERS, initial=1)
    joining = forms.ChoiceField(label="合成办法", choices=Joining.choices, initial=Joining.SINGLE)

    def terms(self) -> StageTerms:
        return StageTerms(**self.cleaned_data)


class SchemeForm(forms.Form):
    decimal_places = forms.TypedChoiceField(label="总分保留", choices=_PLACES, coerce=int)
    rounding = forms.ChoiceField(label="取舍方法", choices=RoundingMode.choices)
    max_bonus = NumberField(
        label="加分合计最多", places=2, least=Decimal(0), most=_MOST_POINTS, required=False,
        help_text="各项加分加起来的上限，不限就留空。扣分不设上限。",
    )
    bonus_cap = NumberField(
        label="总分最多可超过100分", places=2, least=Decimal(0), most=_MOST_POINTS, required=False,
        help_text="填 0 或留空：加分后总分最多100分。",
    )
    treatment = forms.ChoiceField(label="不适用的项目", choices=Treatment.choices,
                                  help_text="申请不适用时先选好这一种，每一项可另选；都须写明理由、经主任批准。")
    quota_ties = forms.ChoiceField(label="名额处几个单位同分", choices=QuotaTies.choices)
    tie_break = forms.ChoiceField(label="同分的名次", choices=TieBreak.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, terms: Terms, version: int, modules):
        super().__init__(data, initial={**terms.plain, "version": version})
        self.modules = list(modules)
        self._shown = {f"weight_{weight.domain_id}": weight.weight for weight in terms.weights}
        for domain in self.modules:
            self.fields[f"weight_{domain.pk}"] = NumberField(
                label=domain.name, places=2, least=Decimal(0), most=_MOST_POINTS, required=False,
                initial=self._shown.get(f"weight_{domain.pk}"),
            )
        rows = [{"name": b.name, "at_least": b.at_least, "quota_percent": b.quota_percent} for b in terms.bands]
        self.bands = Rows(BandForm, "bands", 10, data, rows)

    @property
    def weight_fields(self) -> list:
        return [self[f"weight_{domain.pk}"] for domain in self.modules]

    @property
    def weight_sum(self) -> Decimal:
        """Of what can be read so far."""
        written = getattr(self, "cleaned_data", {}) if self.is_bound else self._shown
        return sum((written.get(field.name) or Decimal(0) for field in self.weight_fields), Decimal(0))

    @property
    def weight_left(self) -> Decimal:
        """What is missing to 100; below nothing where there is too much."""
        return HUNDRED - self.weight_sum

    def is_valid(self) -> bool:
        """Also of the table; a setting that cannot stand is shown at its row."""
        if super().is_valid() & self.bands.is_valid():
            try:
                check_terms(self.terms())
            except TermsError as error:
                self.point_at(error.at, error.message)
        return not self.errors and self.bands.is_valid()

    @property
    def sentences(self) -> list[str]:
        """Everything that has to be mended, for a place away from the fields."""
        plain = [f"{self[name].label}：{errors[0]}" if name in self.fields else errors[0]
                 for name, errors in self.errors.items()]
        return plain + self.bands.sentences

    def terms(self) -> Terms:
        """What was typed, grades best first."""
        data = self.cleaned_data
        plain = {name: data[name] for name in Terms().plain}
        return Terms(
            **{**plain, "bonus_cap": data["bonus_cap"] or Decimal(0)},
            bands=tuple(form.terms() for form in self._ordered()),
            weights=tuple(
                WeightTerms(domain.pk, domain.name, data[f"weight_{domain.pk}"])
                for domain in self.modules if data[f"weight_{domain.pk}"]
            ),
        )

    def point_at(self, at: str, message: str) -> None:
        """Show a refusal at the row it speaks of, else above the form."""
        parts = at.split(".")
        rows = self._ordered()
        if parts[0] == "bands" and len(parts) == 3 and int(parts[1]) < len(rows):
            rows[int(parts[1])].add_error(parts[2], message)
        else:
            self.add_error(at if at in self.fields else None, message)

    def _ordered(self) -> list[BandForm]:
        return sorted(self.bands, key=lambda form: -form.cleaned_data["at_least"])


class StagesForm(forms.Form):
    """The stages as rows; `seen` is what stood there when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, data=None, *, stages: tuple[StageTerms, ...], seen: str):
        super().__init__(data, initial={"seen": seen})
        rows = [
            {"name": stage.name, "by_chief": "chief" if stage.by_chief else "", "scorers": stage.scorers,
             "joining": stage.joining} for stage in stages
        ]
        self.stages = Rows(StageForm, "stages", 5, data, rows)

    def is_valid(self) -> bool:
        return super().is_valid() & self.stages.is_valid()

    def terms(self) -> tuple[StageTerms, ...]:
        return tuple(form.terms() for form in self.stages)

    def point_at(self, at: str, message: str) -> None:
        parts, rows = at.split("."), self.stages.forms
        if parts[0] == "stages" and len(parts) == 3 and int(parts[1]) < len(rows):
            rows[int(parts[1])].add_error(parts[2], message)
        else:
            self.add_error(None, message)
