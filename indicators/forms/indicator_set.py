"""What the office types about an edition of an indicator system."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from departments.choices import Power, Role
from departments.models import Unit
from eco_demo.lib import clock
from eco_demo.lib.form_fields import NumberField

from .. import access
from ..choices import SetLevel


class SetForm(forms.Form):
    owner = forms.ModelChoiceField(label="编制单位", queryset=Unit.objects.none(), empty_label=None)
    code = forms.SlugField(label="编码", max_length=60, help_text="字母、数字和连字符，如 county-2022，不能重复。")
    name = forms.CharField(label="名称", max_length=120)
    edition = forms.CharField(label="版本", max_length=40, help_text="如 2022")
    level = forms.ChoiceField(label="适用层级", choices=SetLevel.choices, initial=SetLevel.COUNTY)
    total_marks = NumberField(
        label="总分", places=2, least=Decimal("0.01"), most=Decimal(1000000), initial=Decimal(100),
        help_text="发布时各项分值合计必须等于总分。",
    )
    source = forms.CharField(label="依据", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    OWN = ("name", "edition", "level", "total_marks", "source")

    def __init__(self, *args, user, indicator_set=None, **kwargs):
        if indicator_set is not None:
            kwargs["initial"] = {name: getattr(indicator_set, name) for name in self.OWN}
        super().__init__(*args, **kwargs)
        if indicator_set is not None:
            del self.fields["owner"], self.fields["code"]
        else:
            self.fields["owner"].queryset = offices_of(user)


class CopyForm(forms.Form):
    owner = forms.ModelChoiceField(label="编制单位", queryset=Unit.objects.none(), empty_label=None)
    edition = forms.CharField(label="新版本", max_length=40, help_text="如 2022")

    def __init__(self, *args, user, indicator_set, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator_set = indicator_set
        self.fields["owner"].queryset = offices_of(user)

    def clean_edition(self):
        edition = self.cleaned_data["edition"].strip()
        if edition == self.indicator_set.edition:
            raise ValidationError("新版本的名称不能与原版本相同。")
        return edition


def offices_of(user):
    """The offices in whose name the person directs."""
    serving = user.memberships.in_force(clock.today()).filter(role=Role.OFFICE_CHIEF).values("unit")
    return Unit.objects.filter(access.scope_of(user).where(Power.DIRECT, unit_field="id"), pk__in=serving)
