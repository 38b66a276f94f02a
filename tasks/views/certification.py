"""数据认定: the numbers that wait for one's unit, what it has said, and the page of one number."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from departments.access import scope_of
from eco_demo.lib.form_fields import posted
from eco_demo.lib.keyset import keyset_page
from eco_demo.lib.posted import whole_number

from .. import access
from ..choices import Certified
from ..errors import Refused
from ..forms.certification import CertifyForm
from ..reports import certification as numbers
from ..services.certification import certify
from ..years import current_year
from .paging import count_of, pager


@require_GET
def certification_list(request):
    """What waits for the unit's word, or with `?done=1` what it has said."""
    if not scope_of(request.user).has(*access.OWN_WORK):
        raise Http404
    user, year = request.user, current_year(request)
    waiting, given = numbers.waiting_values(user, year), numbers.given_words(user, year)
    is_done = "done" in request.GET
    cursor = {"after": request.GET.get("after"), "before": request.GET.get("before")}
    if is_done:
        page = keyset_page(numbers.with_number(given), order=("-at", "-id"), **cursor)
        rows, count = numbers.given_numbers(page.rows), count_of(given, page)
    else:
        page = keyset_page(numbers.with_round(waiting), order=("id",), **cursor)
        rows, count = numbers.waiting_numbers(page.rows), count_of(waiting, page)
    return render(request, "tasks/certification/list.html", {
        "rows": rows, "is_done": is_done, "year": year, "page": pager(request, page, *count, unit="个数据"),
        "waiting": waiting.count(), "given": given.count(),
    })


@require_POST
def certification_confirm(request):
    """Confirm the chosen numbers as reported; one that has changed meanwhile is named, the others are kept."""
    done, chosen = 0, request.POST.getlist("number")
    for key in chosen:
        found = _number(request, *map(whole_number, key.partition("-")[::2]))
        try:
            certify(found.submission, found.target, request.user, Certified.CONFIRMED)
            done += 1
        except Refused as refusal:
            name = found.target.name or found.part.task.title
            messages.warning(request, f"{found.part.unit_name}“{name}”没有认定：{refusal}")
    if done:
        messages.success(request, f"已认定 {done} 个数据属实。")
    elif not chosen:
        messages.warning(request, "没有选择要认定的数据。")
    return redirect("certification_list")


@require_http_methods(["GET", "POST"])
def certification_detail(request, submission, target):
    """One number: what is asked, what was reported, and the unit's word on it."""
    number = _number(request, submission, target)
    form = CertifyForm(posted(request), target=number.target, word=number.word)
    if form.is_valid():
        try:
            word = certify(number.submission, number.target, request.user, **form.word())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已认定：{number.part.unit_name} {word.get_verdict_display()}。")
            return redirect("certification_list")
    return render(request, "tasks/certification/detail.html", {"number": number, "form": form},
                  status=422 if form.errors else 200)


def _number(request, submission: int | None, target: int | None) -> numbers.ReportedNumber:
    found = numbers.number_to_certify(request.user, submission, target) if submission and target else None
    if found is None:
        raise Http404
    return found
