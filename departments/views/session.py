"""Login, lock-out, logout, own password, own account page."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from eco_demo.lib import clock

from ..forms.people import LoginForm, OwnPasswordForm
from ..models import AuditEvent
from ..reports.grant_path import grant_paths
from ..services import account


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        notice = last_login_notice(form.get_user())
        response = super().form_valid(form)
        if notice:
            messages.info(self.request, notice)
        return response


login = Login.as_view()
logout = LogoutView.as_view()


def last_login_notice(user) -> str:
    """When and from where the account was used last, and how many wrong passwords came since."""
    trail = AuditEvent.objects.about(user)
    last = trail.filter(action="login.succeed").order_by("-seq").first()
    if last is None:
        return ""
    failed = trail.filter(action__in=["login.fail", "login.lock"], seq__gt=last.seq).count()
    text = f"上次登录：{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    if last.address:
        text += f"，地址 {last.address}"
    return f"{text}。此后有 {failed} 次密码输错，如非本人操作请修改密码。" if failed else f"{text}。"


def locked_out(request, original_response=None, credentials=None):
    """What axes answers for a locked account, whether or not there is one of that name."""
    from django.conf import settings

    context = {
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "cooloff_minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
    }
    return render(request, "registration/locked.html", context, status=429)


@require_http_methods(["GET", "POST"])
def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.change_own_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改。")
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "registration/password_change_form.html", {"form": form}, status=status)


@require_GET
def my_account(request):
    """Own memberships, and why one can see what one sees."""
    serving = request.user.memberships.in_force(clock.today()).select_related("unit").prefetch_related("limited_to")
    return render(request, "departments/my_account.html", {
        "serving": list(serving),
        "paths": grant_paths(request.user),
    })
