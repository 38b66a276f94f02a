"""Evidence in a ledger: the panel of the open ledger, and putting on, ordering and taking off pieces."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib.posted import whole_number, whole_numbers

from ..forms.evidence import EvidenceFilter
from ..models import Evidence, EvidenceUse, Ledger
from ..reports import task_page
from ..services import evidence as service
from .own import own_ledger, say
from .task import panel, visible_part


@require_GET
def ledger_evidence(request, pk):
    """The panel of an open ledger, fetched again after an upload."""
    part = visible_part(request, own_ledger(request, pk).task_unit_id)
    submissions = list(part.ledger.submissions.all())
    context = panel(request, part, task_page.open_reasons(part.ledger, submissions))
    return render(request, "tasks/_evidence_panel.html", {"part": part, **context, "with_messages": True})


@require_http_methods(["GET", "HEAD", "POST"])
def ledger_pick(request, pk):
    """Use evidence that is already in the unit's library."""
    ledger = own_ledger(request, pk)
    part = ledger.task_unit
    free = Evidence.objects.filter(unit=part.unit, year=part.year).in_use().exclude(uses__ledger=ledger)
    if request.method == "POST":
        chosen = whole_numbers(request.POST.getlist("evidence"))
        for piece in free.filter(pk__in=chosen).order_by("id"):
            say(request, lambda one=piece: service.attach(ledger, one, request.user), f"已引用《{piece.title}》。")
        return redirect("task_detail", part.pk)
    form = EvidenceFilter(request.GET)
    rows = form.narrow(free).select_related("current").annotate(times=Count("uses")).order_by("-id")[:100]
    return render(request, "tasks/evidence_pick.html", {"ledger": ledger, "part": part, "rows": rows, "filter": form})


@require_POST
def ledger_reorder(request, pk):
    """`use` moves one place up or down; the whole order is written at once."""
    ledger = own_ledger(request, pk)
    order = list(ledger.evidence_uses.values_list("pk", flat=True))
    moved = whole_number(request.POST.get("use"))
    if moved in order:
        at = order.index(moved)
        to = max(0, min(len(order) - 1, at + (-1 if request.POST.get("to") == "up" else 1)))
        order.insert(to, order.pop(at))
        say(request, lambda: service.reorder(ledger, order, request.user))
    return _panel_or_page(request, ledger)


@require_POST
def use_detach(request, pk):
    use = get_object_or_404(EvidenceUse.objects.visible_to(request.user).select_related("ledger", "evidence"), pk=pk)
    ledger = own_ledger(request, use.ledger_id)
    done = f"已从台账移除《{use.evidence.title}》，材料仍在佐证库中。"
    say(request, lambda: service.detach(use, request.user), done)
    return _panel_or_page(request, ledger)


def _panel_or_page(request, ledger: Ledger):
    return redirect("ledger_evidence", ledger.pk) if request.htmx else redirect("task_detail", ledger.task_unit_id)
