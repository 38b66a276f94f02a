from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from .. import access
from ..forms.errors import add_service_errors
from ..forms.people import MembershipForm
from ..models import Membership, User
from ..services import membership as service
from .guard import refuse_unless


@require_http_methods(["GET", "POST"])
def membership_open(request, pk):
    refuse_unless(bool(access.roles_to_give(request.user)), "您不能授予角色。角色由安全管理员或单位管理员授予。")
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = MembershipForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            membership = service.open_membership(person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, f"已增加任职：{membership.unit}{membership.get_role_display()}，即时生效。")
            return redirect("person_detail", pk=person.pk)
    context = {"form": form, "person": person}
    return render(request, "departments/membership_form.html", context, status=422 if form.errors else 200)


@require_POST
def membership_end(request, pk):
    membership = get_object_or_404(Membership.objects.visible_to(request.user).select_related("unit"), pk=pk)
    service.end_membership(membership, by=request.user)
    messages.success(request, f"已结束任职：{membership.unit}{membership.get_role_display()}，权限即时收回。")
    return redirect("person_detail", pk=membership.user_id)
