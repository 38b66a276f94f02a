"""Background work of every kind: the list, one job that refreshes itself while open, cancel and retry."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from eco_demo.lib.posted import own_address

from .. import access
from ..choices import JOB_OPEN, JobStatus
from ..forms.trail import JobFilterForm
from ..models import Job
from ..services import job as service
from .paging import listed


@require_GET
def job_list(request):
    form = JobFilterForm(request.GET or None)
    jobs = Job.objects.visible_to(request.user).select_related("requested_by", "unit")
    if form.is_bound and form.is_valid() and form.cleaned_data["status"]:
        jobs = jobs.filter(status=form.cleaned_data["status"])
    rows, page = listed(request, jobs, order=("-id",), counter="项")
    for job in rows:
        describe(job, request.user)
    context = {"form": form, "jobs": rows, "page": page, "is_open": any(job.is_open for job in rows),
               "address": request.get_full_path()}
    return render(request, f"departments/{'_job_table' if request.htmx else 'job_list'}.html", context)


@require_GET
def job_detail(request, pk):
    """The page, or for htmx the fragment `_job.html`, which other pages may include too."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by", "unit"), pk=pk)
    describe(job, request.user)
    response = render(request, f"departments/{'_job' if request.htmx else 'job_detail'}.html", {"job": job})
    if request.htmx and not job.is_open:
        response["HX-Trigger"] = "job-finished"
    return response


@require_POST
def job_cancel(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    job = service.cancel_job(job, by=request.user)
    if job.status == JobStatus.CANCELLED:
        messages.success(request, f"“{job.title}”已取消。")
    else:
        messages.warning(request, f"“{job.title}”已经结束（{job.get_status_display()}），不用取消。")
    return _back(request, job)


@require_POST
def job_retry(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    job = service.retry_job(job, by=request.user)
    messages.success(request, f"“{job.title}”{'已重新排队' if job.status in JOB_OPEN else job.get_status_display()}。")
    return _back(request, job)


def describe(job: Job, user) -> None:
    """Hang on the row what the templates show; who only watches the queue reads no titles."""
    job.is_steered = access.can_steer_job(user, job)
    job.is_open = job.status in JOB_OPEN
    job.may_retry = job.is_steered and job.status in (JobStatus.FAILED, JobStatus.CANCELLED)
    job.may_cancel = job.is_steered and job.is_open


def _back(request, job):
    return own_address(request) or redirect("job_detail", pk=job.pk)
