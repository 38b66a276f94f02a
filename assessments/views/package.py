"""The way up of a year: what was prepared, the frozen figures to decide on, and one address for every step."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from .. import access
from ..forms.report import CommentForm, ReasonForm
from ..models import Package, Snapshot
from ..reading.frozen import frozen_year
from ..reading.shelf import shelf_of
from ..reading.way_up import acts_open_to, timeline
from ..services import package as service


@require_GET
def package_list(request):
    packages = Package.objects.visible_to(request.user).select_related("plan__district", "office").order_by("-id")
    packages = list(packages.prefetch_related("steps").defer("snapshot__data").select_related("snapshot"))
    waiting = [package for package in packages if acts_open_to(request.user, package)]
    return render(request, "assessments/package/list.html", {"packages": packages, "waiting": waiting})


@require_GET
def package_detail(request, pk):
    return _detail(request, _package(request, pk), CommentForm(auto_id="comment-%s"), ReasonForm(auto_id="reason-%s"))


@require_GET
def package_indicators(request, pk):
    """The indicator table of the frozen year."""
    package = _package(request, pk)
    frozen = frozen_year(package.snapshot_id)
    return render(request, "assessments/package/indicators.html", {"package": package, "frozen": frozen})


@require_GET
def package_deductions(request, pk):
    """Where the points went: every deduction of the frozen year."""
    package = _package(request, pk)
    frozen = frozen_year(package.snapshot_id)
    return render(request, "assessments/package/deductions.html", {"package": package, "frozen": frozen})


@require_POST
def package_prepare(request, pk):
    snapshots = Snapshot.objects.visible_to(request.user).defer("data").select_related("plan")
    snapshot = get_object_or_404(snapshots, pk=pk)
    try:
        package = service.prepare(snapshot.plan, snapshot, request.user)
    except service.StepRefused as error:
        messages.error(request, str(error))
        return redirect("package_list")
    messages.success(request, f"已采用数据快照 #{snapshot.number} 拟稿，核对无误后送审。")
    return redirect("package_detail", pk=package.pk)


@require_POST
def package_send(request, pk):
    return _step(request, pk, lambda package: service.send(package, request.user), "已送审，领导可以查看并审定。")


@require_POST
def package_hand_in(request, pk):
    return _step(request, pk, lambda package: service.hand_in(package, request.user), "已上报，上级环委办可以查看。")


@require_POST
def package_approve(request, pk):
    return _said(request, pk, CommentForm, service.approve, "已审定通过，环委办可以上报并公布得分。")


@require_POST
def package_accept(request, pk):
    return _said(request, pk, CommentForm, service.accept, "已接收。")


@require_POST
def package_send_back(request, pk):
    return _said(request, pk, ReasonForm, service.send_back, "已退回环委办，修改后会重新送审。")


@require_POST
def package_return(request, pk):
    return _said(request, pk, ReasonForm, service.return_package, "已退回，对方修改后会重新上报。")


def _package(request, pk) -> Package:
    packages = Package.objects.visible_to(request.user).select_related("plan", "office")
    return get_object_or_404(packages, pk=pk)


def _step(request, pk, act: Callable, done: str):
    package = _package(request, pk)
    try:
        act(package)
    except service.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("package_detail", pk=pk)


def _said(request, pk, form_class, act: Callable, done: str):
    """A step with words; when they are missing the page comes back with what was typed."""
    package = _package(request, pk)
    prefix = "reason" if form_class is ReasonForm else "comment"
    form = form_class(request.POST, auto_id=f"{prefix}-%s")
    if not form.is_valid():
        forms = {"comment": CommentForm(auto_id="comment-%s"), "reason": ReasonForm(auto_id="reason-%s"), prefix: form}
        return _detail(request, package, forms["comment"], forms["reason"], status=422)
    return _step(request, pk, lambda package: act(package, request.user, form.cleaned_data["text"]), done)


def _detail(request, package: Package, comment: CommentForm, reason: ReasonForm, status: int = 200):
    frozen = frozen_year(package.snapshot_id)
    shelf = shelf_of(request.user, year=package.plan.year, snapshot=package.snapshot_id)
    context = {
        "package": package, "frozen": frozen, "comment": comment, "reason": reason, "steps": timeline(package),
        "shelf": shelf, "tables": frozen.tables(shelf.units),
        "acts": acts_open_to(request.user, package),
        "may_publish": access.can_direct(request.user, package.plan) and frozen.snapshot.published_at is None,
    }
    return render(request, "assessments/package/detail.html", context, status=status)
