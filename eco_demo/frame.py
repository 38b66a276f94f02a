"""What every page shows around its content: district, year, person, and the menu that fits the person's powers."""

from dataclasses import dataclass, field

from django.urls import reverse

from departments.access import scope_of
from departments.choices import Power, Role
from tasks.years import current_year, years_of

from .lib import clock


@dataclass
class Frame:
    district_name: str = ""
    year: int | None = None
    years: list[int] = field(default_factory=list)
    unit_name: str = ""
    role_name: str = ""
    initial: str = ""
    menu: list[dict] = field(default_factory=list)


def frame(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"frame": _LazyFrame(request)}


class _LazyFrame:
    """Built on the first look, so that fragments and redirects cost nothing."""

    # The outermost template asks for it, on error pages too; those must not build the rest.
    accent = ""

    def __init__(self, request):
        self._request, self._frame = request, None

    def __getattr__(self, name):
        if self._frame is None:
            self._frame = _build(self._request)
        return getattr(self._frame, name)


def _build(request) -> Frame:
    user, scope = request.user, scope_of(request.user)
    serving = list(
        user.memberships.in_force(clock.today()).select_related("unit__district", "unit__city")
    )
    first = serving[0] if serving else None
    unit = first.unit if first else None
    place = (unit.district or unit.city or unit) if unit else None
    years = years_of(request) if scope.places else []
    return Frame(
        district_name=place.name if place else "",
        year=current_year(request) if years else None,
        years=years,
        unit_name=unit.label if unit else user.display_name,
        role_name="、".join(dict.fromkeys(m.get_role_display() for m in serving)),
        initial=(unit.label if unit else user.display_name)[:1],
        menu=_menu(request.path, scope),
    )


AT_WORK = (Power.FILL, Power.SIGN, Power.REVIEW, Power.DIRECT, Power.READ)

# (group title, url name, label, icon, powers that show it, roles that show it)
_ENTRIES = (
    ("", "home", "待办", "house", (), ()),
    ("工作", "task_list", "任务与台账", "list-check", AT_WORK, ()),
    ("工作", "evidence_list", "佐证材料", "folder2-open", (Power.FILL, Power.SIGN), ()),
    ("工作", "certification_list", "数据认定", "patch-check", (Power.FILL, Power.SIGN), ()),
    ("考核", "review_queue", "审核评分", "clipboard-check", (Power.REVIEW, Power.DIRECT), ()),
    ("考核", "score_table", "得分汇总", "table", (Power.REVIEW, Power.DIRECT, Power.READ), ()),
    ("考核", "appeal_list", "申诉复核", "chat-left-text", AT_WORK, ()),
    ("考核", "absence_list", "不适用项目", "slash-circle", (Power.SIGN, Power.REVIEW, Power.DIRECT), ()),
    ("考核", "scheme", "评分办法", "sliders", AT_WORK, ()),
    ("考核", "special_list", "加分与否决", "plus-slash-minus", (Power.REVIEW, Power.DIRECT, Power.READ), ()),
    ("考核", "recompute_home", "按新规则重算", "arrow-repeat", (Power.DIRECT,), ()),
    ("考核", "report_list", "考核报告", "file-earmark-pdf", (*AT_WORK, Power.RECEIVE), ()),
    ("考核", "package_list", "审定与上报", "send-check", (Power.DIRECT, Power.APPROVE, Power.RECEIVE), ()),
    ("计划", "plan_list", "年度计划", "calendar3", AT_WORK, ()),
    ("计划", "indicator_set_list", "指标体系", "diagram-3", AT_WORK, ()),
    ("管理", "unit_list", "单位", "building", (Power.DIRECT,), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    ("管理", "people_list", "账号", "people", (Power.MANAGE,), (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    ("管理", "grant_list", "角色与授权", "shield-lock", (), (Role.SECURITY_ADMIN,)),
    ("管理", "job_list", "后台任务", "hourglass-split", (Power.DIRECT, Power.REVIEW), (Role.SYSTEM_ADMIN,)),
    ("管理", "trail_list", "操作日志", "journal-text", (), (Role.AUDITOR,)),
)


def _menu(path: str, scope) -> list[dict]:
    groups: dict[str, list[dict]] = {}
    for title, name, label, icon, powers, roles in _ENTRIES:
        if (powers or roles) and not (scope.has(*powers) or scope.has_role(*roles)):
            continue
        url = reverse(name)
        current = path == url if url == "/" else path.startswith(url)
        groups.setdefault(title, []).append({"url": url, "label": label, "icon": icon, "current": current})
    return [{"title": title, "items": items} for title, items in groups.items()]
