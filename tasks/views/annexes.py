"""The annexes of a plan as files for the office and the leaders."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from eco_demo.lib import clock
from eco_demo.lib.filenames import clean_name
from eco_demo.lib.pdf import PdfError

from ..reports import annex_files, annexes
from .breakdown import XLSX
from .plan_doors import overseen_plan

CONTENT_TYPES = {"xlsx": XLSX, "pdf": "application/pdf"}


@require_GET
def plan_annexes(request, pk, form):
    plan = overseen_plan(request, pk)
    if form not in CONTENT_TYPES:
        raise Http404
    found = annexes.collect(plan, clock.today())
    try:
        pdf = annex_files.render_annexes_pdf(found) if form == "pdf" else None
    except PdfError as reason:
        messages.error(request, f"附表没有排成 PDF：{reason}。请导出 Excel 附表打印。")
        return redirect("breakdown", plan.pk)
    content = annex_files.render_workbook(found, clock.now()) if pdf is None else pdf
    disposition = content_disposition_header(True, clean_name(f"{plan.title}附表.{form}"))
    return HttpResponse(content, content_type=CONTENT_TYPES[form], headers={"Content-Disposition": disposition})
