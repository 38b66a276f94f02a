"""What the office chief confirms: the list that was shown, the lines ticked beyond it, and why."""

from django import forms

from eco_demo.lib.form_fields import set_posted

from ..models import ScoreChange


class RecomputeForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="重算理由", max_length=ScoreChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="写明依据，如修订规则的文号或会议；各单位会看到。",
        error_messages={"required": "请写明重算的理由。"},
    )

    def ticked(self) -> set[int]:
        """The lines chosen beyond those that are recomputed anyway; others than those on the list count for nothing."""
        values = self.data.getlist("line") if hasattr(self.data, "getlist") else []
        return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 18}

    def content(self) -> dict:
        return {**self.cleaned_data, "ticked": self.ticked()}

    def with_digest(self, digest: str) -> "RecomputeForm":
        """Posting again confirms the list that is shown now."""
        set_posted(self, "digest", digest)
        return self
