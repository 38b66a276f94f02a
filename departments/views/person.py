"""Accounts: the list, opening one, one person's page, first passwords, disabling, unlocking."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eco_demo.lib import clock

from .. import access
from ..forms.errors import add_service_errors
from ..forms.people import AccountForm, PeopleFilterForm
from ..models import Membership, Unit, User
from ..reports.grant_path import grant_paths
from ..services import account
from .guard import refuse_unless
from .paging import listed


@require_GET
def people_list(request):
    refuse_unless(access.can_see_people(request.user), "账号只由单位管理员、系统管理员和安全管理员查看。")
    form = PeopleFilterForm(request.GET or None)
    serving = Membership.objects.in_force(clock.today()).select_related("unit")
    people = User.objects.visible_to(request.user).prefetch_related(Prefetch("memberships", serving, "serving"))
    if form.is_bound and form.is_valid():
        people = _filtered(people, form.cleaned_data)
    rows, page = listed(request, people, order=("username", "id"), counter="个账号")
    return render(request, "departments/people_list.html", {
        "form": form, "people": rows, "page": page, "may_open": access.can_open_account(request.user),
    })


@require_http_methods(["GET", "POST"])
@never_cache
def person_open(request):
    refuse_unless(access.can_open_account(request.user), "您不能开设账号。")
    form = AccountForm(request.POST or None, by=request.user, initial={"unit": request.GET.get("unit", "")[:100]})
    if request.method == "POST" and form.is_valid():
        try:
            person, password = account.open_account(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            return _hand_over(request, person, password, "账号已开设")
    return render(request, "departments/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def person_detail(request, pk):
    person = _person(request, pk)
    memberships = list(
        person.memberships.select_related("unit").prefetch_related("limited_to").order_by("-valid_to", "unit", "id")
    )
    today = clock.today()
    for membership in memberships:
        membership.is_over = bool(membership.valid_to and membership.valid_to < today)
        membership.may_end = not membership.is_over and person != request.user and access.can_serve_in(
            request.user, membership.unit, membership.role
        )
    return render(request, "departments/person_detail.html", {
        "person": person, "memberships": memberships, "paths": grant_paths(person) if person.is_active else [],
        "may_manage": access.can_manage_account(request.user, person),
        "may_add_role": bool(access.roles_to_give(request.user)) and person != request.user,
        "is_locked": account.is_locked(person), "is_self": person == request.user,
    })


@require_POST
@never_cache
def person_reset(request, pk):
    person = _person(request, pk)
    return _hand_over(request, person, account.reset_password(person, by=request.user), "密码已重置")


@require_POST
def person_disable(request, pk):
    person = account.set_active(_person(request, pk), False, by=request.user)
    messages.success(request, f"“{person}”已停用，正在使用的登录已退出。")
    return redirect("person_detail", pk=pk)


@require_POST
def person_enable(request, pk):
    person = account.set_active(_person(request, pk), True, by=request.user)
    messages.success(request, f"“{person}”已启用。")
    return redirect("person_detail", pk=pk)


@require_POST
def person_unlock(request, pk):
    person = account.unlock(_person(request, pk), by=request.user)
    messages.success(request, f"“{person}”的登录锁定已解除，可以重新登录。")
    return redirect("person_detail", pk=pk)


def _person(request, pk) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@sensitive_post_parameters()
def _hand_over(request, person, password, title):
    """The first password is shown on this answer alone; nothing keeps it."""
    return render(request, "departments/first_password.html", {
        "person": person, "password": password, "page_title": title,
    })


def _filtered(people, wanted):
    today = clock.today()
    if wanted["q"]:
        people = people.matching(wanted["q"])
    if wanted["unit"]:
        people = people.serving(today, unit__in=Unit.objects.matching(wanted["unit"]).values("pk"))
    if wanted["role"]:
        people = people.serving(today, role=wanted["role"])
    if wanted["state"] == "idle":
        return people.idle(today)
    return people.filter(is_active=wanted["state"] == "active") if wanted["state"] else people
