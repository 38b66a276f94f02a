"""The catalogue entry of a piece of evidence, the filter of the library, and files sent without JavaScript."""

from django import forms

from indicators.choices import EvidenceKind

from ..models import Evidence

MAX_FILES = 20


class CatalogueForm(forms.ModelForm):
    class Meta:
        model = Evidence
        fields = ["title", "kind", "doc_no", "issuer", "formed_on", "pages", "note"]
        widgets = {"formed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "title": "写文件的正式名称", "doc_no": "没有文号可不填", "issuer": "文件的制发单位",
            "formed_on": "文件落款日期，不是上传日期",
        }
        error_messages = {"formed_on": {"invalid": "日期写成 2021-12-31 的样子"}}


class FilesForm(forms.Form):
    """Several files in one request; `count` is how many the browser has chosen, where it could say so."""

    count = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-file-count": ""}))

    def __init__(self, data, files):
        super().__init__(data)
        self.received = files.getlist("files")

    def clean(self):
        count = self.cleaned_data.get("count")
        if not self.received:
            raise forms.ValidationError("没有收到文件，请先选择文件再上传。")
        if len(self.received) > MAX_FILES:
            raise forms.ValidationError(f"一次最多传 {MAX_FILES} 个文件，这次有 {len(self.received)} 个，请分次上传。")
        if count and count != len(self.received):
            raise forms.ValidationError(
                f"您选择了 {count} 个文件，服务器只收到 {len(self.received)} 个，"
                "可能是文件名里有特殊字符。请改名后重新上传。"
            )
        return self.cleaned_data


class EvidenceFilter(forms.Form):
    q = forms.CharField(label="查找", required=False, max_length=60, widget=forms.TextInput(
        attrs={"type": "search", "placeholder": "题名、文号、责任者", "data-search": ""}
    ))
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *EvidenceKind.choices])
    use = forms.ChoiceField(label="使用", required=False, choices=[
        ("", "全部"), ("used", "已引用"), ("unused", "未引用"), ("withdrawn", "已撤回"),
    ])

    def narrow(self, rows):
        self.is_valid()
        q, kind, use = (self.cleaned_data.get(name) for name in ("q", "kind", "use"))
        rows = rows.exclude(withdrawn_at=None) if use == "withdrawn" else rows.in_use()
        if q:
            rows = rows.containing(q)
        if kind:
            rows = rows.filter(kind=kind)
        if use in ("used", "unused"):
            rows = rows.filter(uses__isnull=use == "unused").distinct()
        return rows
