"""Error pages in the office's words: what happened and what to do next, nothing about the inside."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request, exception=None):
    return render(request, "400.html", {"is_too_much": isinstance(exception, TOO_MUCH)}, status=400)


def forbidden(request, exception=None):
    reason = str(exception) if exception and str(exception) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    body = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(body, status=500)


def csrf_failure(request, reason=""):
    return render(request, "403.html", {"reason": "页面已过期或登录已更换，请返回上一页刷新后再提交。"}, status=403)
