"""Pages of indicator sets: list, one set with its tree, writing, publishing, copying, Excel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib import clock
from eco_demo.lib.filenames import clean_name
from eco_demo.lib.form_fields import posted

from .. import access
from ..forms.indicator_set import CopyForm, SetForm
from ..models import IndicatorSet
from ..outline import outline_of
from ..reports import indicator_set as report
from ..services import indicator_set as service
from .doors import draft_set, own_set, visible_set

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def indicator_set_list(request):
    whole = Q(indicators__parent=None)
    sets = (
        IndicatorSet.objects.visible_to(request.user).select_related("owner", "based_on").order_by("-id")
        .annotate(count=Count("indicators", filter=whole), marks=Sum("indicators__full_marks", filter=whole))
    )
    return render(request, "indicators/list.html", {"sets": sets, "can_create": access.can_create_set(request.user)})


@require_GET
def indicator_set_detail(request, pk):
    indicator_set = visible_set(request, pk)
    can_edit, outline = access.can_edit_set(request.user, indicator_set), outline_of(indicator_set)
    return render(request, "indicators/detail.html", {
        "set": indicator_set, "outline": outline, "can_edit": can_edit,
        "can_revise": access.may_own_set(request.user, indicator_set),
        "columns": 5 + bool(outline.unconfirmed) + can_edit,
        "can_copy": access.can_create_set(request.user),
        "problems": service.problems(indicator_set) if can_edit else [],
    })


@require_GET
def indicator_set_export(request, pk):
    indicator_set = visible_set(request, pk)
    content = report.render_workbook(report.collect(indicator_set), clock.now())
    disposition = content_disposition_header(True, clean_name(f"{indicator_set}.xlsx"))
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def indicator_set_create(request):
    if not access.can_create_set(request.user):
        raise PermissionDenied("指标体系由环委办主任编制，您可以查看和导出。")
    form = SetForm(posted(request), user=request.user)
    if form.is_valid():
        try:
            created = service.create_set(request.user, **form.cleaned_data)
        except service.SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已建立，接下来增加领域、任务分组和指标。")
            return redirect("indicator_set_detail", created.pk)
    return _form(request, form, {"title": "新建指标体系"})


@require_http_methods(["GET", "POST"])
def indicator_set_change(request, pk):
    indicator_set = draft_set(request, pk)
    form = SetForm(posted(request), user=request.user, indicator_set=indicator_set)
    if form.is_valid():
        try:
            service.change_set(indicator_set, request.user, **form.cleaned_data)
        except service.SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("indicator_set_detail", pk)
    return _form(request, form, {"title": "修改指标体系", "set": indicator_set})


@require_http_methods(["GET", "POST"])
def indicator_set_copy(request, pk):
    indicator_set = visible_set(request, pk)
    if not access.can_create_set(request.user):
        raise PermissionDenied("指标体系由环委办主任编制，您可以查看和导出。")
    form = CopyForm(posted(request), user=request.user, indicator_set=indicator_set)
    if form.is_valid():
        try:
            created = service.copy_set(indicator_set, request.user, **form.cleaned_data)
        except service.SetRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已复制为“{created}”，可以修改，改好后发布。")
            return redirect("indicator_set_detail", created.pk)
    return _form(request, form, {"title": "复制为新版本", "set": indicator_set, "is_copy": True})


@require_POST
def indicator_set_publish(request, pk):
    indicator_set = own_set(request, pk)
    try:
        service.publish_set(indicator_set, request.user)
        messages.success(request, "已发布，可以用来编制年度计划；以后的调整请复制为新版本。")
    except service.SetRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("indicator_set_detail", pk)


@require_POST
def indicator_set_remove(request, pk):
    indicator_set = own_set(request, pk)
    try:
        service.remove_set(indicator_set, request.user)
    except service.SetRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicator_set_detail", pk)
    messages.success(request, f"已删除“{indicator_set}”。")
    return redirect("indicator_set_list")


def _form(request, form, context):
    return render(request, "indicators/set_form.html", context | {"form": form}, status=422 if form.errors else 200)
