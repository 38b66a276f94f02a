import uuid

from django.shortcuts import redirect
from django.urls import reverse

from .choices import Result
from .services import audit

_REFUSALS = {403, 404}


class RequestTrail:
    """Gives every request a number, and every refused page of a logged-in person a trail entry."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        token = audit.request_facts.set(
            {"request_id": request.request_id, "address": request.META.get("REMOTE_ADDR", "")}
        )
        try:
            response = self.get_response(request)
            self._record_refusal(request, response)
        finally:
            audit.request_facts.reset(token)
        response["X-Request-ID"] = request.request_id
        return response

    @staticmethod
    def _record_refusal(request, response):
        user = getattr(request, "user", None)
        if response.status_code in _REFUSALS and request.resolver_match and user and user.is_authenticated:
            audit.record(
                "access.refused", by=user, result=Result.REFUSED,
                path=request.path[:300], method=request.method, status=response.status_code,
            )


class PasswordChangeRequired:
    """The first password opens nothing but the page that changes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password and not self._is_allowed(request.path):
            return redirect("password_change")
        response = self.get_response(request)
        if user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _is_allowed(path):
        return path in {reverse("password_change"), reverse("logout")} or path.startswith("/static/")
