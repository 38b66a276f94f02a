"""Bytes going out: downloads and previews of evidence versions, each asked of the reader's rights."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from departments.choices import Result
from departments.services import audit
from eco_demo.lib import content_store
from eco_demo.lib.file_kinds import PDF

from ..models import EvidenceVersion
from ..services import file

# A PDF is shown by the browser's own viewer, which a sandboxed document is not given.
SHUT = "default-src 'none'; sandbox"
_PDF_ONLY = "default-src 'none'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'self'"


@require_safe
def evidence_download(request, pk):
    version = _visible(request, pk)
    if not file.is_whole(version.file):
        return _broken(request, version)
    if request.method == "GET":
        audit.record("evidence.download", version, by=request.user, sha256=version.file.sha256)
    return sent(content_store.path_of(version.file.sha256), version.file.content_type, version.name,
                 as_attachment=True, policy=SHUT)


@require_safe
def evidence_preview(request, pk):
    """In the page only: the small copy of a picture, or a PDF."""
    version = _visible(request, pk)
    if version.file.has_preview:
        path = file.preview_path(version.file)
        if not path.exists():
            return _broken(request, version)
        return sent(path, file.PREVIEW_TYPE, f"{version.pk}.jpg", as_attachment=False, policy=SHUT)
    if version.file.content_type != PDF.content_type:
        raise Http404
    if not file.is_whole(version.file):
        return _broken(request, version)
    if request.method == "GET":
        audit.record("evidence.preview", version, by=request.user, sha256=version.file.sha256)
    return sent(content_store.path_of(version.file.sha256), PDF.content_type, version.name, as_attachment=False,
                 policy=_PDF_ONLY)


def _visible(request, pk) -> EvidenceVersion:
    return get_object_or_404(EvidenceVersion.objects.visible_to(request.user).select_related("file", "evidence"), pk=pk)


def sent(path: Path, content_type: str, name: str, *, as_attachment: bool, policy: str):
    if settings.ECO_ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        inside = path.relative_to(settings.MEDIA_ROOT)
        response["X-Accel-Redirect"] = f"{settings.ECO_ACCEL_PREFIX.rstrip('/')}/{inside}"
        response["Content-Disposition"] = content_disposition_header(as_attachment, name)
    else:
        response = FileResponse(path.open("rb"), content_type=content_type, as_attachment=as_attachment, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    return response


def _broken(request, version: EvidenceVersion):
    """410 and not 404: the row is there and the reader may see it, the bytes are not."""
    audit.record("evidence.broken", version, by=request.user, result=Result.FAILED, sha256=version.file.sha256)
    return render(request, "tasks/file_broken.html", {"version": version}, status=410)
