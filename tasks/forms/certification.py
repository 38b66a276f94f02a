"""What a certifying unit says of one number: true as reported, or what it should be and why."""

from decimal import Decimal

from django import forms

from ..choices import Certified
from ..errors import ValueRefused
from ..models import TaskTarget
from ..reported import is_numeric, read_value, written_value


class CertifyForm(forms.Form):
    verdict = forms.ChoiceField(
        label="认定", choices=Certified.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择“属实”或“更正”。"},
    )
    value = forms.CharField(label="认定值", required=False, max_length=200)
    reason = forms.CharField(
        label="更正理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明认定的依据，如统计口径、监测数据来源。",
    )

    def __init__(self, *args, target: TaskTarget, word=None, **kwargs):
        initial = {"verdict": Certified.CONFIRMED}
        if word:
            corrected = word.verdict == Certified.CORRECTED
            initial = {"verdict": word.verdict, "value": written_value(word) if corrected else "",
                       "reason": word.reason}
        super().__init__(*args, initial=initial, **kwargs)
        self.target = target
        self.fields["value"].help_text = "选“更正”时填写，只填数字。" if is_numeric(target) else "选“更正”时填写。"

    def clean(self):
        data = super().clean()
        self.actual: Decimal | None = None
        self.text = ""
        if data.get("verdict") != Certified.CORRECTED:
            return data
        try:
            self.actual, self.text = read_value(self.target, data.get("value", ""))
        except ValueRefused as refusal:
            self.add_error("value", f"{refusal}。")
        else:
            if self.actual is None and not self.text:
                self.add_error("value", "请填写认定值。")
        if not data.get("reason"):
            self.add_error("reason", "更正数据须写明理由。")
        return data

    def word(self) -> dict:
        """What `services.certification.certify` takes."""
        return {"verdict": self.cleaned_data["verdict"], "actual": self.actual, "text": self.text,
                "reason": self.cleaned_data["reason"]}
