"""Login, passwords, accounts, memberships and the filter of the people page."""

import re

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from .. import access
from ..choices import Role
from ..models import Unit, User
from .units import DayField, UnitField, UnitNamesField, search_input

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class LoginForm(AuthenticationForm):
    # The same words for a wrong name, a wrong password and a disabled account.
    error_messages = {"invalid_login": "账号或密码不正确，请重新输入。", "inactive": "账号或密码不正确，请重新输入。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].max_length = 128

    def clean_username(self):
        return User.normalize_username(self.cleaned_data["username"].strip())


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一遍新密码"

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("新密码不能与现在的密码相同。")
        return password


class AccountForm(forms.Form):
    """A new account; `role` only where the person may give one."""

    unit = UnitField(help_text="账号归哪个单位使用")
    role = forms.ChoiceField(label="角色")
    username = forms.CharField(
        label="登录名", max_length=150, help_text="小写字母、数字，可用 . _ -，2—40 位，设定后不再更改"
    )
    display_name = forms.CharField(label="显示名称", max_length=60, help_text="按岗位命名，如 水利局填报员")
    phone = forms.CharField(label="办公电话", max_length=30, required=False)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        choose_unit_for(self, by, anywhere=access.can_create_accounts(by))
        if access.can_create_accounts(by):
            del self.fields["role"]
        else:
            self.fields["role"].choices = role_choices(by)

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"])
        if not _USERNAME.fullmatch(username):
            raise ValidationError("登录名只能用小写字母、数字和 . _ -，以字母或数字开头，2—40 位。")
        if User.objects.filter(username=username).exists():
            raise ValidationError("这个登录名已经有人使用，请换一个。")
        return username


class MembershipForm(forms.Form):
    unit = UnitField()
    role = forms.ChoiceField(label="角色")
    valid_from = DayField(label="起始日期", help_text="不填即日起")
    valid_to = DayField(label="截止日期", help_text="不填为长期；临时顶岗请填写")
    limited_to = UnitNamesField(
        label="只限所列单位", required=False,
        help_text="审核员、党政领导等分管部分单位时填写，用顿号或换行隔开；不填为辖区内全部单位",
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        anywhere = access.can_grant(by)
        choose_unit_for(self, by, anywhere=anywhere)
        self.fields["role"].choices = role_choices(by)
        if anywhere:
            self.fields["limited_to"].units = Unit.objects.visible_to(by)
        else:
            del self.fields["limited_to"]

    def clean(self):
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "截止日期不能早于起始日期。")


class PeopleFilterForm(forms.Form):
    q = forms.CharField(label="查找", required=False, max_length=60, widget=search_input("显示名称或登录名"))
    unit = forms.CharField(label="单位", required=False, max_length=100, widget=search_input("全称或简称"))
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "全部"), ("active", "在用"), ("disabled", "已停用"), ("idle", "没有任职")],
    )


def choose_unit_for(form: forms.Form, by: User, *, anywhere: bool) -> None:
    """All units for an administrator of the whole; a unit's administrator starts with the own unit."""
    field = form.fields["unit"]
    field.units = Unit.objects.visible_to(by) if anywhere else managed_units(by)
    if not anywhere and not form.initial.get("unit"):
        own = list(field.units[:2])
        form.initial["unit"] = own[0].name if len(own) == 1 else ""


def managed_units(by: User):
    return Unit.objects.filter(access.scope_of(by).where(access.Power.MANAGE, unit_field="id"))


def role_choices(by: User) -> list[tuple[str, str]]:
    return [(role, Role(role).label) for role in access.roles_to_give(by)]
