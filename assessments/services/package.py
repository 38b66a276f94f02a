"""The way up of a year's reports: 拟稿 → 送审 → 审定 → 上报 → 接收, with 退回 on the way. One door for every step."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments.access import scope_of
from departments.choices import Role
from departments.models import User
from departments.services import audit
from eco_demo.lib import clock
from tasks.choices import PlanStatus
from tasks.models import Plan

from .. import access
from ..choices import PACKAGE_MOVES, PACKAGE_OPEN, PackageStatus
from ..models import Package, PackageStep, Snapshot

DIRECTED = "只有环委办主任可以送审和上报，已归档的年度不能再办理。"
APPROVED_BY = "只有本级领导可以审定。"
RECEIVED_BY = "只有上级环委办可以接收或退回上报材料。"


class StepRefused(Exception):
    """The package is not where this step starts, or something the step needs is missing."""


class ReasonMissing(StepRefused):
    """Sending back and returning need a reason the other side can act on."""


class ReportNotReady(StepRefused):
    """The yearly report of this snapshot has not been built."""


class AnotherPackageOpen(StepRefused):
    """One year has one package on its way at a time."""


@transaction.atomic
def prepare(plan: Plan, snapshot: Snapshot, by: User) -> Package:
    """A package of this snapshot; a prepared one that has not been sent takes the newer snapshot over."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not access.can_direct(by, plan):
        raise PermissionDenied(DIRECTED)
    if snapshot.plan_id != plan.pk:
        raise StepRefused("这份冻结数据不属于本年度计划。")
    package = plan.packages.filter(status__in=PACKAGE_OPEN).first()
    if package is None:
        package = Package.objects.create(
            plan=plan, snapshot=snapshot, office_id=plan.office_id, province_id=plan.province_id,
            city_id=plan.city_id, district_id=plan.district_id,
        )
    elif package.snapshot_id == snapshot.pk:
        return package
    elif package.status != PackageStatus.PREPARED:
        raise AnotherPackageOpen(f"本年度已有材料处于“{package.get_status_display()}”，办结或退回后才能重新拟稿。")
    else:
        package.snapshot = snapshot
        package.save(update_fields=["snapshot"])
    _write_step(package, by, f"采用数据快照#{snapshot.number}")
    audit.record("package.prepare", package, by=by, snapshot=snapshot.number)
    return package


def send(package: Package, by: User) -> Package:
    """送审: to the district's leaders."""
    return _move(package, PackageStatus.SENT, by, _may_direct, DIRECTED, check=_report_is_ready)


def approve(package: Package, by: User, comment: str = "") -> Package:
    """审定."""
    return _move(package, PackageStatus.APPROVED, by, access.approves, APPROVED_BY, comment, check=_year_is_open)


def send_back(package: Package, by: User, reason: str) -> Package:
    """审定退回: the office freezes anew and prepares the next package."""
    return _move(package, PackageStatus.SENT_BACK, by, access.approves, APPROVED_BY, _required(reason),
                 check=_year_is_open)


def hand_in(package: Package, by: User) -> Package:
    """上报: the city office sees the frozen package from now on."""
    return _move(package, PackageStatus.HANDED_IN, by, _may_direct, DIRECTED)


def accept(package: Package, by: User, comment: str = "") -> Package:
    """市级接收."""
    return _move(package, PackageStatus.ACCEPTED, by, access.receives, RECEIVED_BY, comment)


def return_package(package: Package, by: User, reason: str) -> Package:
    """市级退回, with a reason."""
    return _move(package, PackageStatus.RETURNED, by, access.receives, RECEIVED_BY, _required(reason))


@transaction.atomic
def _move(package: Package, to: PackageStatus, by: User, may: Callable, refusal: str, comment: str = "",
          check: Callable[[Package], None] = lambda package: None) -> Package:
    """The one door; a step that has just been made is not made twice."""
    package = Package.objects.select_for_update(of=("self",)).select_related("plan").get(pk=package.pk)
    if not may(by, package):
        raise PermissionDenied(refusal)
    if package.status == to:
        return package
    if to not in PACKAGE_MOVES[package.status]:
        now = package.get_status_display()
        raise StepRefused(f"这份材料现在是“{now}”，不能办理“{to.label}”。请刷新页面查看最新进展。")
    check(package)
    package.status = to
    package.save(update_fields=["status"])
    _write_step(package, by, comment)
    audit.record(f"package.{to.value}", package, by=by, snapshot=package.snapshot_id, comment=comment)
    return package


def _may_direct(by: User, package: Package) -> bool:
    return access.can_direct(by, package.plan)


def _report_is_ready(package: Package) -> None:
    if not package.snapshot.reports.of_district().ready().exists():
        raise ReportNotReady("年度自查总结报告还没有生成，请先在“考核报告”中生成，完成后再送审。")


def _year_is_open(package: Package) -> None:
    if package.plan.status == PlanStatus.CLOSED:
        raise StepRefused("本年度已归档，不能再审定或退回。")


def _required(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("请写明退回理由，便于对方修改后重新上报。")
    return reason.strip()


def _write_step(package: Package, by: User, comment: str) -> None:
    PackageStep.objects.create(
        package=package, status=package.status, by=by, by_name=_signature(by), at=clock.now(), comment=comment.strip(),
    )


def _signature(by: User) -> str:
    """Name and roles as they are now; an account is often named by its role already."""
    roles = "、".join(label for role, label in Role.choices if role in scope_of(by).roles and label not in str(by))
    return (f"{by}（{roles}）" if roles else str(by))[:100]
