"""The full marks of a draft given out on one page, with the sums while typing."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eco_demo.lib.form_fields import posted, set_posted

from ..forms.marks import MarksForm
from ..outline import outline_of
from ..services import indicator as service
from ..services.indicator_set import SetRefused
from .doors import draft_set


@require_http_methods(["GET", "POST"])
def indicator_marks(request, pk):
    indicator_set = draft_set(request, pk)
    outline = outline_of(indicator_set)
    rows = [row for whole in outline.indicators for row in (whole, *whole.parts.all())]
    form, differences = MarksForm(posted(request), indicators=rows), None
    if form.is_valid():
        try:
            changed = service.change_marks(indicator_set, request.user, form.content())
        except service.MarksChanged as stale:
            differences = _differences(form, stale.rows)
        except SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存，{changed}项的分值有变动。" if changed else "分值没有变动。")
            return redirect("indicator_set_detail", pk)
    status = 409 if differences is not None else 422 if form.errors else 200
    context = {"set": indicator_set, "form": form, "domains": _domains(outline, form), "differences": differences}
    return render(request, "indicators/marks.html", context, status=status)


def _domains(outline, form: MarksForm) -> list[dict]:
    """The outline with the control of each indicator beside it."""
    return [
        {"domain": top.domain, "groups": [
            {"domain": group.domain, "is_own": group.domain.pk == top.domain.pk,
             "rows": [_row(whole, form) for whole in group.indicators]}
            for group in top.groups
        ]}
        for top in outline.domains
    ]


def _row(indicator, form: MarksForm) -> dict:
    return {
        "indicator": indicator, "field": form.of(indicator), "version": form.version_of(indicator),
        "parts": [_row(part, form) for part in indicator.parts.all()] if not indicator.parent_id else [],
    }


def _differences(form: MarksForm, current: list) -> list[dict]:
    """What others saved meanwhile; posting again carries their versions."""
    for row in current:
        set_posted(form, f"version_{row.pk}", row.version)
    content = form.content()
    return [{"label": str(row), "mine": content[row.pk][1], "theirs": row.full_marks} for row in current]
