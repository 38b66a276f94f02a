"""Plan documents as they are sent: files, pasted text, and the plan they go into."""

from django import forms

from departments.models import Unit
from eco_demo.lib.document_text import HEAD, MEGABYTE, UnreadableDocument
from eco_demo.lib.document_text.kind import kind_of
from eco_demo.lib.document_text.old_office import can_convert
from eco_demo.lib.filenames import clean_name

from ..choices import PlanStatus
from ..models import Plan
from ..services.plan_import.originals import MAX_FILE_BYTES, MAX_FILES, MAX_TEXT, MAX_TOTAL_BYTES
from .plan import offices_of

EXTENSIONS = (".docx", ".pdf", ".xlsx", ".txt")
OLD_EXTENSIONS = (".doc", ".wps", ".xls")
NOTHING_CHOSEN = "请选择要导入的文件，或粘贴计划文字。"


def extensions() -> tuple[str, ...]:
    """What the page offers; a file is judged by its bytes."""
    return EXTENSIONS + (OLD_EXTENSIONS if can_convert() else ())


class DocumentsInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"multiple": True, "data-drop-input": ""})

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, {**(attrs or {}), "accept": ",".join(extensions())})


class DocumentsField(forms.Field):
    """Every fault of every file at once, each in a sentence."""

    widget = DocumentsInput

    def clean(self, value):
        files = list(value or ())
        faults = [fault for file in files if (fault := _fault_of(file))]
        if len(files) > MAX_FILES:
            faults.insert(0, f"一次最多 {MAX_FILES} 个文件，这次选了 {len(files)} 个，请减少后再上传。")
        elif sum(file.size for file in files) > MAX_TOTAL_BYTES:
            faults.append(f"文件合计超过 {MAX_TOTAL_BYTES // MEGABYTE} MB，请去掉图片或减少文件。")
        if faults:
            raise forms.ValidationError(faults)
        return files


class DocumentsForm(forms.Form):
    """Annexes for an import that is there already; `ask_edits`: the draft was corrected, which is lost."""

    files = DocumentsField(label="选择文件", required=False)
    text = forms.CharField(
        label="粘贴文字", required=False, strip=False,
        widget=forms.Textarea(attrs={
            "rows": 9, "data-most": MAX_TEXT, "placeholder": "从网页、微信或其他程序里复制计划全文，粘贴到这里",
        }),
        error_messages={"null_characters_not_allowed": "粘贴的文字里有不能识别的字符，请重新复制后粘贴。"},
    )
    lose_edits = forms.BooleanField(label="放弃已有的改动，全部重新识别", required=False)

    def __init__(self, *args, ask_edits: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not ask_edits:
            del self.fields["lose_edits"]

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > MAX_TEXT:
            raise forms.ValidationError(
                f"粘贴的文字有 {len(text):,} 字，最多 {MAX_TEXT:,} 字，请只保留需要导入的部分，或存成文件上传。"
            )
        return text if text.strip() else ""

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("files") and not data.get("text"):
            self.add_error("files", NOTHING_CHOSEN)
        if "lose_edits" in self.fields and not data.get("lose_edits") and not self.errors:
            self.add_error("lose_edits", "已有的改动会丢失，确实要补充请勾选。")
        return data


class UploadForm(DocumentsForm):
    plan = forms.ModelChoiceField(
        label="导入到", queryset=Plan.objects.none(), required=False, empty_label="新计划（按文件内容建立）",
        error_messages={"invalid_choice": "这个计划已归档或不由您编制，请重新选择。"},
    )
    office = forms.ModelChoiceField(label="编制单位", queryset=Unit.objects.none(), empty_label=None)

    field_order = ["files", "text", "plan", "office"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "选择计划文件"
        offices = offices_of(user)
        self.fields["office"].queryset = offices
        self.fields["plan"].queryset = (
            Plan.objects.filter(office__in=offices).exclude(status=PlanStatus.CLOSED).select_related("office")
        )
        # Hardly anybody directs two offices; the one is not asked for.
        only = list(offices[:2])
        if len(only) == 1:
            del self.fields["office"]
        self._office = only[0] if len(only) == 1 else None

    def chosen_office(self) -> Unit:
        plan = self.cleaned_data["plan"]
        return plan.office if plan else self._office or self.cleaned_data["office"]


def _fault_of(file) -> str:
    name = f"“{clean_name(file.name)}”"
    if file.size == 0:
        return f"{name}是空文件（0 字节），请检查后重新选择。"
    if file.size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEGABYTE
        return f"{name}有 {file.size / MEGABYTE:.1f} MB，超过单个文件 {limit} MB 的上限，请去掉图片后再导入。"
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    try:
        kind_of(head, "")
    except UnreadableDocument as reason:
        return f"{name}：{reason}。"
    return ""
