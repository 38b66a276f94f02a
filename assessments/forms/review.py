"""Input of the review pages: the queue's filters, a deduction, a verdict, the words of a decision."""

from django import forms

from assessments.choices import Met, ReasonCode, Verdict
from assessments.models import Deduction, StageMark
from assessments.reading.queue import ACCEPTED, ALL, MINE, RETURNED, WAITING, stages_on_desk
from departments.models import Unit
from indicators.models import Domain
from tasks.choices import Line
from tasks.models import Submission, SubmittedEvidence, TaskUnit

STATUSES = ((WAITING, "待审"), (ACCEPTED, "已通过"), (RETURNED, "已退回"), (ALL, "全部"))
# Lines of a ledger a reason can be given for; files are listed one by one.
TEXT_LINES = tuple(line for line in Line if line != Line.EVIDENCE)


class QueueForm(forms.Form):
    """Filters of the queue, limited to units and domains that have work in the year on this desk."""

    status = forms.ChoiceField(choices=STATUSES, required=False, label="状态")
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label="单位", empty_label="全部单位")
    domain = forms.ModelChoiceField(Domain.objects.none(), required=False, label="领域", empty_label="全部领域")
    stage = forms.ChoiceField(required=False, label="环节")
    late = forms.BooleanField(required=False, label="逾期提交")
    again = forms.BooleanField(required=False, label="重新提交")
    differs = forms.BooleanField(required=False, label="与规则不同")
    appeal = forms.BooleanField(required=False, label="申诉待复核")
    q = forms.CharField(required=False, max_length=40, label="查找")

    def __init__(self, data, *, user, year: int):
        super().__init__(_widened(data) or None, auto_id="queue-%s")
        parts = TaskUnit.objects.visible_to(user).for_year(year)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=parts.values("unit_id"))
        self.fields["domain"].queryset = Domain.objects.filter(
            pk__in=parts.values("task__domain_id")
        ).order_by("parent__position", "position", "id")
        self.stages = stages_on_desk(user, year)
        names = dict.fromkeys(stage.name for stages in self.stages.values() for stage in stages)
        self.fields["stage"].choices = [("", "全部环节"), (MINE, "等我办理"), *((name, f"待{name}") for name in names)]
        if not names:
            del self.fields["stage"]
        for name in self.fields.keys() & {"unit", "domain", "status", "stage"}:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def filters(self) -> dict:
        """What was understood; a filter that makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


def _widened(data):
    """What differs from the rule, or is appealed against, is mostly decided: do not look among the waiting alone."""
    if any(data.get(name) for name in ("differs", "appeal")) and data.get("status", WAITING) == WAITING:
        data = data.copy()
        data["status"] = ALL
    return data


class DeductionForm(forms.ModelForm):
    class Meta:
        model = Deduction
        fields = ["points", "code", "reason", "rule_text", "evidence"]
        labels = {"rule_text": "依据的评分标准", "evidence": "涉及佐证"}
        widgets = {
            "points": forms.NumberInput(attrs={"min": "0.01", "step": "0.01", "inputmode": "decimal"}),
            "rule_text": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {"points": {"invalid": "扣分请填数字，如 0.5。", "required": "请填写扣多少分。"},
                          "reason": {"required": "请写明扣分原因。"}}

    def __init__(self, *args, submission: Submission, **options):
        super().__init__(*args, **options)
        self.fields["evidence"].queryset = SubmittedEvidence.objects.filter(submission=submission)
        self.fields["evidence"].empty_label = "不针对某一份"

        self.fields["code"].required = False

    def clean_code(self) -> str:
        return self.cleaned_data["code"] or ReasonCode.OTHER

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MarkForm(forms.ModelForm):
    """One reviewer's own score where several give one."""

    class Meta:
        model = StageMark
        fields = ["score", "reason"]
        labels = {"score": "我的评分", "reason": "理由"}
        widgets = {
            "score": forms.NumberInput(attrs={"min": "0", "step": "0.01", "inputmode": "decimal"}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {"score": {"invalid": "评分请填数字，如 8.5。", "required": "请填写评分。"}}


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(choices=Verdict.choices)
    reason = forms.CharField(required=False, max_length=300, label="理由")


class MetForm(forms.Form):
    met = forms.ChoiceField(choices=Met.choices)


class ReopenForm(forms.Form):
    reason = forms.CharField(max_length=300, label="重新审核的理由",
                             error_messages={"required": "请写明重新审核的理由。"})


class DecisionForm(forms.Form):
    """The words of a decision, and for a return one reason per ticked line or file."""

    comment = forms.CharField(required=False, max_length=2000, label="审核意见",
                              widget=forms.Textarea(attrs={"rows": 3}))
    internal_note = forms.CharField(required=False, max_length=2000, label="内部备注",
                                    widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(min_value=1)
    confirmed = forms.BooleanField(required=False)
    override_reason = forms.CharField(required=False, max_length=300, label="改判理由",
                                      widget=forms.Textarea(attrs={"rows": 3, "form": "decision"}))

    def __init__(self, *args, files: list[SubmittedEvidence], **options):
        super().__init__(*args, **options)
        self._files = {file.pk: file for file in files}

    def places(self) -> list[dict]:
        """Every line and file a reason can be given for, as ticked and written so far."""
        lines = [self._place(f"line_{line}", line.label) for line in TEXT_LINES]
        return lines + [self.place_of(file) for file in self._files.values()]

    def place_of(self, file: SubmittedEvidence) -> dict:
        """A file judged invalid or in need of more is ticked with the reason of that verdict."""
        verdict = getattr(file, "verdict", None)
        asked = f"{verdict.get_verdict_display()}：{verdict.reason}" if verdict and verdict.reason else ""
        return self._place(f"file_{file.pk}", f"佐证{file.item_no}　{file.title}", asked)

    def reasons(self) -> list[tuple[str, SubmittedEvidence | None, str]]:
        lines = [(line, None, self._text(f"line_{line}")) for line in TEXT_LINES if self._ticked(f"line_{line}")]
        return lines + [(Line.EVIDENCE, file, self._text(f"file_{pk}"))
                        for pk, file in self._files.items() if self._ticked(f"file_{pk}")]

    def _place(self, name: str, label: str, asked: str = "") -> dict:
        text = self._text(name)
        return {"name": name, "label": label, "ticked": self._ticked(name) or bool(asked and not text),
                "text": text or asked}

    def _ticked(self, name: str) -> bool:
        return name in self.data

    def _text(self, name: str) -> str:
        return self.data.get(f"{name}_text", "").replace("\x00", "")[:500]
