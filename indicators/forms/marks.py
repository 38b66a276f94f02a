"""The full marks of all indicators of a draft on one page."""

from decimal import Decimal

from django import forms

from eco_demo.lib.form_fields import NumberField

from ..models import Indicator


class MarksForm(forms.Form):
    """A number per indicator and part, and the version of each that was looked at."""

    def __init__(self, *args, indicators: list[Indicator], **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for row in indicators:
            attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control-num",
                     "aria-label": f"{row}的分值"}
            self.fields[f"marks_{row.pk}"] = NumberField(
                label=str(row), places=2, least=Decimal(0), most=Decimal(100000),
                initial=row.full_marks or (None if row.parent_id else Decimal(0)),
                required=not row.parent_id, widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"version_{row.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=row.version)

    def of(self, indicator: Indicator):
        return self[f"marks_{indicator.pk}"]

    def version_of(self, indicator: Indicator):
        return self[f"version_{indicator.pk}"]

    def content(self) -> dict[int, tuple[int, Decimal]]:
        """{pk: (version, marks)}."""
        data = self.cleaned_data
        return {
            row.pk: (data[f"version_{row.pk}"], data[f"marks_{row.pk}"] or Decimal(0)) for row in self.indicators
        }
