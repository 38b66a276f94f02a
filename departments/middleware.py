import uuid
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

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


class SignInRequired(LoginRequiredMiddleware):
    """A fragment asked for after the session ended sends the whole page to the login, not a login into the page."""

    def handle_no_permission(self, request, view_func):
        if not request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return _whole_page_to(reverse("login"), next=urlunsplit(("", "", page.path or "/", page.query, "")))


class KeepSession:
    """Work keeps the session alive, polling does not; twelve hours after the login it ends in any case."""

    TOUCH_EVERY = 5 * 60
    LONGEST = 12 * 60 * 60

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._touch(request)
        return self.get_response(request)

    def _touch(self, request):
        now = int(timezone.now().timestamp())
        session = request.session
        if now - session.get("began_at", 0) > self.LONGEST:
            logout(request)
        elif not request.headers.get("X-Polling") and now - session.get("seen_at", 0) > self.TOUCH_EVERY:
            session["seen_at"] = now


class PasswordChangeRequired:
    """The first password opens nothing but the page that changes it; no browser keeps what a person was answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password and not self._is_allowed(request.path):
            response = self._turned_back(request)
        else:
            response = self.get_response(request)
        if user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _turned_back(request):
        if request.headers.get("HX-Request"):
            return _whole_page_to(reverse("password_change"))
        return redirect("password_change")

    @staticmethod
    def _is_allowed(path):
        return path in {reverse("password_change"), reverse("logout")} or path.startswith("/static/")


def _whole_page_to(url, **query):
    """htmx follows HX-Redirect whatever the status."""
    response = HttpResponse(status=401)
    response["HX-Redirect"] = f"{url}?{urlencode(query)}" if query else url
    return response
