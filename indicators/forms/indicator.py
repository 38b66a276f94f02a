"""What the office types about a domain or an indicator of a draft."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from eco_demo.lib.form_fields import NumberField

from ..choices import CHECKABLE, NEEDS_TARGET, Attribute, Comparator, Direction, EvidenceKind, ValueType
from ..models import Domain, Indicator, IndicatorSet

_KINDS = {label: value for value, label in EvidenceKind.choices}


class DomainForm(forms.Form):
    label = forms.CharField(label="编号", max_length=20, required=False, help_text="如 (一)，可不填")
    name = forms.CharField(label="名称", max_length=60)


class EvidenceLinesField(forms.CharField):
    """应交佐证, one to a line: 类别：名称."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(f"{EvidenceKind(row['kind']).label}：{row['name']}" for row in value)

    def clean(self, value):
        rows = []
        for number, line in enumerate(filter(None, (line.strip() for line in super().clean(value).splitlines())), 1):
            kind, _, name = line.replace(":", "：").partition("：")
            if kind.strip() not in _KINDS or not name.strip():
                raise ValidationError(f"第 {number} 行“{line[:30]}”：请写成“类别：名称”，类别为{'、'.join(_KINDS)}。")
            rows.append({"kind": _KINDS[kind.strip()], "name": name.strip()})
        return rows


class IndicatorForm(forms.Form):
    number = forms.CharField(label="序号", max_length=10)
    name = forms.CharField(label="指标名称", max_length=120)
    domain = forms.ModelChoiceField(label="任务分组", queryset=Domain.objects.none(), empty_label="请选择")
    attribute = forms.ChoiceField(label="指标属性", choices=Attribute.choices, initial=Attribute.REFERENCE)
    value_type = forms.ChoiceField(label="数值类型", choices=ValueType.choices, initial=ValueType.PERCENT)
    unit_of_measure = forms.CharField(label="单位", max_length=30, required=False)
    comparator = forms.ChoiceField(label="比较", choices=Comparator.choices, initial=Comparator.AT_LEAST)
    direction = forms.ChoiceField(label="方向", choices=Direction.choices, initial=Direction.HIGHER)
    threshold = NumberField(label="指标值", required=False)
    threshold_upper = NumberField(label="指标值上限", required=False, help_text="“介于”时填写")
    threshold_text = forms.CharField(
        label="指标值表述", max_length=200, required=False, help_text="照文件原文写，如 ≥20%"
    )
    full_marks = NumberField(label="分值", places=2, least=Decimal(0), most=Decimal(100000), initial=Decimal(0))
    explanation = forms.CharField(label="指标解释", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    data_source = forms.CharField(label="数据来源", max_length=200, required=False)
    scoring_standard = forms.CharField(label="评分标准及依据", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    required_evidence = EvidenceLinesField(
        label="应交佐证", required=False, help_text="一行一项，如“说明报告：监测报告”。类别：" + "、".join(_KINDS)
    )
    to_confirm = forms.MultipleChoiceField(
        label="待核", choices=CHECKABLE, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    ONLY_WHOLE = ("number", "domain", "attribute", "explanation", "data_source", "scoring_standard",
                  "required_evidence", "to_confirm", "note")

    def __init__(self, *args, indicator_set: IndicatorSet, indicator: Indicator | None = None, is_part=False, **kwargs):
        values = {name: getattr(indicator, name) for name in self.base_fields} if indicator else {}
        super().__init__(*args, initial=values | kwargs.pop("initial", {}), **kwargs)
        if is_part:
            for name in self.ONLY_WHOLE:
                del self.fields[name]
            self.fields["full_marks"].required = False
            self.fields["full_marks"].help_text = "可不填；填了的，各分项合计应等于本项分值"
            return
        groups = indicator_set.domains.exclude(parent=None).select_related("parent")
        self.fields["domain"].queryset = groups.order_by("parent__position", "position", "id")
        self.fields["domain"].label_from_instance = lambda row: f"{row.parent.name} · {row.label}{row.name}"

    def clean_full_marks(self):
        return self.cleaned_data["full_marks"] or Decimal(0)

    def clean(self):
        data = super().clean()
        if data.get("comparator") == Comparator.BETWEEN and data.get("threshold_upper") is None:
            self.add_error("threshold_upper", "请填写上限。")
        if data.get("comparator") not in NEEDS_TARGET and not data.get("threshold_text"):
            self.add_error("threshold_text", "没有数值的指标，请写明要求，如“全面推行”。")
        return data

    def content(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
