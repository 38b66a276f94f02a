"""Units typed by name: forms of the tree, and the fields that other forms name units with."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.urls import reverse_lazy

from eco_demo.lib import clock
from eco_demo.lib.form_fields import PicksField

from ..choices import Level, UnitClass
from ..models import Unit, UnitGroup

_WITH_PLACE = re.compile(r"(.+)（([^（）]+)）")
_SEPARATORS = re.compile(r"[\s,，、;；]+")


def find_unit(units, name: str) -> Unit:
    """The one unit of that name, short name or alias; `区水利局（丙区）` tells namesakes apart."""
    found = list(units.named(name).order_by("id")[:2])
    split = _WITH_PLACE.fullmatch(name)
    if not found and split:
        found = list(units.named(split[1]).filter(district__name=split[2]).order_by("id")[:2])
    if not found:
        raise ValidationError(f"没有“{name}”这个单位，或不在您管理的范围内。请填全称、简称或登记过的别名。")
    if len(found) > 1:
        raise ValidationError(f"叫“{name}”的单位不止一个，请从提示中选择，或写成“{name}（所在县区）”。")
    return found[0]


class UnitField(forms.CharField):
    """One unit, typed by name with suggestions; `units` is set by the form to what the person may choose."""

    units = Unit.objects.none()

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "单位")
        kwargs.setdefault("widget", UnitInput())
        super().__init__(max_length=160, **kwargs)

    def clean(self, value):
        name = super().clean(value)
        return find_unit(self.units, name) if name else None


class UnitInput(forms.TextInput):
    def __init__(self):
        super().__init__({
            "list": "unit-options", "autocomplete": "off", "hx-get": reverse_lazy("unit_options"),
            "hx-trigger": "focus once, input changed delay:250ms", "hx-target": "#unit-options",
        })


class UnitNamesField(forms.CharField):
    """Several units by name, as copied from a document."""

    units = Unit.objects.none()

    def __init__(self, **kwargs):
        super().__init__(max_length=5000, widget=forms.Textarea({"rows": 3}), **kwargs)

    def clean(self, value):
        names = dict.fromkeys(filter(None, _SEPARATORS.split(super().clean(value))))
        found, errors = [], []
        for name in names:
            try:
                found.append(find_unit(self.units, name))
            except ValidationError as error:
                errors.extend(error.messages)
        if errors:
            raise ValidationError(errors)
        return found


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of this or the last century; others overflow when they become moments."""

    def __init__(self, **kwargs):
        sentence = "请填写 1900 年至 2199 年之间的日期。"
        super().__init__(required=False, widget=DateInput(), validators=[
            MinValueValidator(date(1900, 1, 1), sentence), MaxValueValidator(date(2199, 12, 31), sentence),
        ], **kwargs)


def search_input(placeholder: str = "", **attributes) -> forms.TextInput:
    return forms.TextInput({"type": "search", "placeholder": placeholder, **attributes})


class AliasesField(forms.CharField):
    """One alias per line."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=5000, widget=forms.Textarea({"rows": 3}), **kwargs)

    def clean(self, value):
        names = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        long = [name for name in names if len(name) > 100]
        if long:
            raise ValidationError(f"“{long[0][:20]}…”超过 100 个字。")
        return names


class UnitForm(forms.Form):
    name = forms.CharField(label="全称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    initials = forms.CharField(label="拼音首字母", max_length=40, required=False, help_text="用于查找，如 slj")
    unit_class = forms.ChoiceField(label="考核类别", choices=UnitClass.choices, required=False,
                                   help_text="只与同类单位比较排名")
    position = forms.IntegerField(label="序号", min_value=0, max_value=999_999, initial=0,
                                  help_text="官方排序，不按拼音；小的在前")
    valid_from = DayField(label="启用日期")
    valid_to = DayField(label="停用日期", help_text="机构撤并时填写，以往年度的资料不受影响")
    aliases = AliasesField(label="别名", help_text="文件里出现过的其他叫法，每行一个；导入计划时按别名认单位")


class NewUnitForm(UnitForm):
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    code = forms.SlugField(label="编码", max_length=60, help_text="字母、数字和连字符，全系统唯一，设定后不再更改")
    field_order = ["level", "code", "name", "short_name", "initials", "unit_class", "position"]


class UnitGroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=100, help_text="计划里的写法，如 各镇(办、区)")
    other_names = AliasesField(label="其他写法", help_text="每行一个")
    members = PicksField(
        label="成员单位", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "请至少选择一个成员单位。"},
    )

    def __init__(self, *args, district: Unit, group: UnitGroup | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        known = group.members.values("pk") if group else []
        current = Unit.objects.in_force(clock.today()).values("pk")
        self.fields["members"].queryset = Unit.objects.of_district(district).filter(Q(pk__in=current) | Q(pk__in=known))


class UnitFilterForm(forms.Form):
    q = forms.CharField(label="查找", required=False, max_length=60, widget=search_input("名称、别名或拼音首字母"))
    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Level.choices])
    unit_class = forms.ChoiceField(label="类别", required=False,
                                   choices=[("", "全部"), *[c for c in UnitClass.choices if c[0]]])
    state = forms.ChoiceField(label="状态", required=False,
                              choices=[("", "在用"), ("ended", "已停用"), ("all", "全部")])
