"""What goes along with a saved rule: the version that was looked at, and the reason for a revision."""

from django import forms


class SaveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(label="修订理由", max_length=300, required=False,
                             widget=forms.Textarea(attrs={"rows": 1}))

    def __init__(self, *args, must_give_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not must_give_reason:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "指标体系已经发布，请写明修订理由。"
