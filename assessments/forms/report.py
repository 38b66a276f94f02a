"""Input of freezing, of the shelf of reports, and of the words said on the way up."""

from django import forms

from departments.choices import UnitClass


class FreezeForm(forms.Form):
    """Asked for only while lines are open."""

    allow_open = forms.BooleanField(label="我已知悉，仍按现有数据冻结", required=False)
    reason = forms.CharField(
        label="理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写进冻结数据和年度报告，如：某单位机构撤并，材料由某单位补报。",
    )

    def clean(self):
        given = super().clean()
        if given.get("allow_open") and not given.get("reason", "").strip():
            self.add_error("reason", "还有未审结的台账，请写明现在冻结的理由。")
        return given


class ShelfForm(forms.Form):
    q = forms.CharField(label="单位", max_length=40, required=False, widget=forms.TextInput(
        attrs={"type": "search", "placeholder": "名称或拼音首字母", "data-search": True}
    ))
    unit_class = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitClass.choices[1:]])
    snapshot = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """Words that may accompany an approval or an acceptance."""

    text = forms.CharField(label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    """Words without which nothing is sent back."""

    text = forms.CharField(
        label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明退回理由，便于对方修改后重新上报。"},
    )
