"""Input about bonus, penalty, veto and gate: an item, an entry, a revocation, and the filters of the list."""

from decimal import Decimal

from django import forms

from assessments.choices import SpecialKind
from assessments.models import SpecialEntry, SpecialItem
from assessments.reading.special import IN_FORCE, REVOKED, effect_of, units_of
from assessments.special_presets import Preset
from departments.models import Unit
from eco_demo.lib.form_fields import NumberField
from tasks.models import Plan

_MOST_POINTS = Decimal(10000)


class EntryFilter(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label="单位", empty_label="全部单位")
    kind = forms.ChoiceField(choices=(("", "全部种类"), *SpecialKind.choices), required=False, label="种类")
    state = forms.ChoiceField(
        choices=(("", "全部"), (IN_FORCE, "有效"), (REVOKED, "已撤销")), required=False, label="状态"
    )

    def __init__(self, data, *, plan: Plan, user):
        super().__init__(data or None, auto_id="special-%s")
        seen = SpecialEntry.objects.visible_to(user).filter(item__plan=plan)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=seen.values("unit")).order_by("position", "id")

    def filters(self) -> dict:
        """What was understood; a filter that makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


class ItemForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=(("", "请选择"), *SpecialKind.choices))
    name = forms.CharField(label="事项", max_length=120, help_text="写明发生了什么，如“考核断面水质类别下降”。")
    basis = forms.CharField(label="依据", max_length=300, required=False,
                            help_text="文件、条款或认定办法，单位看得到。")
    max_points = NumberField(label="每次最多", places=2, least=Decimal(0), most=_MOST_POINTS, required=False,
                             help_text="只用于加分、扣分；不设上限就留空。")
    grade = forms.ChoiceField(label="等次", required=False,
                              help_text="一票否决：直接定为这一等次。评优前置条件：不满足时最高评到这一等次。")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=800)

    def __init__(self, data=None, *, grades, item: SpecialItem | None = None, seen: str = ""):
        shown = {name: getattr(item, name) for name in ("kind", "name", "basis", "max_points", "grade")} if item else {}
        super().__init__(data, initial={**shown, "seen": seen})
        self.fields["grade"].choices = [("", "—"), *((grade, grade) for grade in grades)]

    def content(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class PresetForm(forms.Form):
    presets = forms.MultipleChoiceField(
        label="常见事项", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请先勾选要加入的事项。", "invalid_choice": "有的事项已经加过，请刷新页面。"},
    )

    def __init__(self, data=None, *, left: list[Preset]):
        super().__init__(data)
        self.fields["presets"].choices = [
            (preset.key, f"{SpecialKind(preset.kind).label}：{preset.name}") for preset in left
        ]


class EntryForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    item = forms.ModelChoiceField(SpecialItem.objects.none(), label="事项", empty_label="请选择")
    points = NumberField(label="分数", places=2, least=Decimal(0), most=_MOST_POINTS, required=False)
    reason = forms.CharField(label="事由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
                             help_text="什么时候发生了什么；反馈得分后本单位看得到。")
    proof = forms.CharField(label="依据文件", max_length=200, required=False,
                            help_text="文件名称和文号，如 监测年报、处罚决定书。")

    def __init__(self, data=None, *, plan: Plan, own_units, initial=None):
        super().__init__(data, initial=initial)
        self.fields["unit"].queryset = units_of(plan).exclude(pk__in=own_units)
        self.fields["item"].queryset = SpecialItem.objects.filter(plan=plan).order_by("position", "id")
        self.fields["item"].label_from_instance = lambda item: f"{item.get_kind_display()}：{item.name}"
        self.chosen = self._item()

    @property
    def effect(self) -> str:
        return effect_of(self.chosen) if self.chosen else ""

    @property
    def takes_points(self) -> bool:
        return self.chosen is None or self.chosen.kind in (SpecialKind.BONUS, SpecialKind.PENALTY)

    def content(self) -> dict:
        """Points that were typed before a veto was chosen are not meant."""
        data = {name: self.cleaned_data[name] for name in ("points", "reason", "proof")}
        return data if self.takes_points else {**data, "points": None}

    def _item(self) -> SpecialItem | None:
        pk = str(self["item"].value() or "")
        return self.fields["item"].queryset.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


class RevokeForm(forms.Form):
    reason = forms.CharField(label="撤销的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
