from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eco_demo.lib.keyset import capped_count

from .. import access
from ..forms.trail import TrailFilterForm
from ..models import AuditEvent
from ..reports import trail
from ..services import audit
from .guard import refuse_unless
from .paging import listed

EXPORT_LIMIT = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AUDITOR_ONLY = "操作日志只供审计员查阅。"


@require_GET
def trail_list(request):
    refuse_unless(access.can_read_trail(request.user), _AUDITOR_ONLY)
    form, entries = _found(request)
    rows, page = listed(request, entries, order=("-seq",))
    return render(request, "departments/trail_list.html", {
        "form": form, "entries": rows, "page": page, "query": request.GET.urlencode(), "limit": EXPORT_LIMIT,
    })


@require_GET
def trail_detail(request, pk):
    refuse_unless(access.can_read_trail(request.user), _AUDITOR_ONLY)
    entry = get_object_or_404(AuditEvent.objects.visible_to(request.user), pk=pk)
    return render(request, "departments/trail_detail.html", {"entry": entry, "facts": trail.facts(entry)})


@require_GET
def trail_export(request):
    """The found entries as a workbook; the export is an entry itself."""
    refuse_unless(access.can_read_trail(request.user), _AUDITOR_ONLY)
    form, entries = _found(request)
    count, more = capped_count(entries, EXPORT_LIMIT)
    if form.errors or more:
        too_many = f"查到的记录超过 {EXPORT_LIMIT} 条，请缩小日期范围后再导出。"
        sentence = too_many if more else "查询条件有误，请更正后再导出。"
        return render(request, "departments/trail_list.html", {"form": form, "refused": sentence}, status=422)
    content = trail.render_workbook(entries.order_by("-seq").iterator(chunk_size=1000), made_at=timezone.now())
    audit.record("trail.export", by=request.user, count=count, filters=_filters(form))
    day = timezone.localtime()
    return HttpResponse(content, content_type=XLSX, headers={
        "Content-Disposition": f"attachment; filename=\"trail-{day:%Y%m%d-%H%M}.xlsx\"",
    })


def _filters(form) -> dict[str, str]:
    """What was asked for, as the form understood it: never the raw query."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value} if form.is_bound else {}


def _found(request):
    form = TrailFilterForm(request.GET or None, actions=trail.action_labels())
    entries = AuditEvent.objects.visible_to(request.user)
    if form.is_bound:
        entries = entries.matching(**form.cleaned_data) if form.is_valid() else entries.none()
    return form, entries
