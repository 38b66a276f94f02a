"""Resumable uploads over HTTP: tus 1.0 core with creation and termination."""

import base64
import binascii

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from eco_demo.lib.content_store import StorageFull, UploadRefused
from eco_demo.lib.file_check import RefusedFile
from eco_demo.lib.posted import whole_number

from ..errors import Refused
from ..models import Ledger, TaskUnit, Upload
from ..services import upload as service
from ..services.file import max_bytes
from ..years import current_year, years_of
from .own import own_units

VERSION = "1.0.0"
_PIECE_TYPE = "application/offset+octet-stream"


@require_http_methods(["OPTIONS", "POST"])
def upload_begin(request):
    if request.method == "OPTIONS":
        return _answer(204, Tus_Version=VERSION, Tus_Extension="creation,termination", Tus_Max_Size=max_bytes())
    if not _speaks_tus(request):
        return _wrong_version()
    length = whole_number(request.headers.get("Upload-Length"))
    if length is None:
        return _refused(400, "没有说明文件大小，请刷新页面后重试。")
    try:
        meta = _metadata(request.headers.get("Upload-Metadata", ""))
    except ValueError:
        return _refused(400, "文件名无法识别，请改名后重试。")
    if length > max_bytes():
        return _refused(413, f"文件超过 {max_bytes() // 1024 // 1024} MB 的上限，没有上传。")
    try:
        upload = service.begin(request.user, name=meta.get("filename", ""), size=length, **_place(request, meta))
    except (Refused, RefusedFile) as refusal:
        return _refused(422, str(refusal))
    except PermissionDenied as refusal:
        return _refused(403, str(refusal))
    return _answer(201, Location=reverse("upload_piece", args=[upload.pk]), Upload_Offset=0)


@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
def upload_piece(request, pk):
    if request.method == "OPTIONS":
        return _answer(204, Tus_Version=VERSION, Tus_Extension="creation,termination", Tus_Max_Size=max_bytes())
    upload = get_object_or_404(
        Upload.objects.visible_to(request.user).select_related("unit", "evidence"), pk=pk
    )
    if not _speaks_tus(request):
        return _wrong_version()
    if request.method == "HEAD":
        return _answer(200, Upload_Offset=service.offset_of(upload), Upload_Length=upload.size)
    if request.method == "DELETE":
        service.cancel(upload, request.user)
        return _answer(204)
    return _take_piece(request, upload)


def _take_piece(request, upload: Upload):
    if request.content_type != _PIECE_TYPE:
        return _refused(415, "上传方式不对，请刷新页面后重试。")
    offset = whole_number(request.headers.get("Upload-Offset"))
    if offset is None:
        return _refused(400, "没有说明续传位置，请刷新页面后重试。")
    if offset + (whole_number(request.headers.get("Content-Length")) or 0) > upload.size:
        return _refused(413, "收到的内容比文件本身还大，请取消后重新上传。")
    try:
        arrived = service.append(upload, offset, request, request.user)
        if arrived == upload.size:
            _finish(request, upload)
    except UploadRefused as refusal:
        return _refused(409, str(refusal), Upload_Offset=refusal.offset)
    except StorageFull as refusal:
        return _refused(507, str(refusal))
    except (Refused, RefusedFile) as refusal:
        return _refused(422, str(refusal))
    return _answer(204, Upload_Offset=arrived)


def _finish(request, upload: Upload) -> None:
    evidence = service.finish(upload, request.user)
    if not upload.replaces_id and evidence.created_at < upload.started_at:
        messages.info(request, f"“{upload.name}”与佐证库中《{evidence.title}》是同一个文件，已直接引用，没有重复存储。")


def _place(request, meta: dict) -> dict:
    """Where the file belongs: a ledger of one's own, a piece it replaces, or the unit's library."""
    if meta.get("ledger"):
        own = Ledger.objects.filter(task_unit__in=TaskUnit.objects.own_of(request.user))
        own = own.select_related("task_unit__unit", "task_unit__task__plan")
        ledger = get_object_or_404(own, pk=whole_number(meta["ledger"]))
        return {"ledger": ledger, "unit": ledger.task_unit.unit, "year": ledger.task_unit.year}
    wanted = meta.get("unit", "")
    units = [unit for unit in own_units(request.user) if not wanted or str(unit.pk) == wanted]
    if not units:
        raise Http404
    year = whole_number(meta.get("year"))
    return {"unit": units[0], "year": year if year in years_of(request) else current_year(request)}


def _metadata(header: str) -> dict[str, str]:
    """tus: comma-separated `key base64`. Raises ValueError."""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except binascii.Error as error:
            raise ValueError(key) from error
    return found


def _speaks_tus(request) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _wrong_version():
    return _answer(412, Tus_Version=VERSION)


def _refused(status: int, sentence: str, **headers):
    return _with_headers(JsonResponse({"message": sentence}, status=status), headers)


def _answer(status: int, **headers):
    return _with_headers(HttpResponse(status=status), headers)


def _with_headers(response, headers: dict):
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response
