"""Where a package stands on its way up, and whose turn it is."""

from django.utils.timezone import localtime

from assessments import access
from assessments.choices import PACKAGE_OPEN, PackageStatus
from assessments.models import Package

_WAY = (PackageStatus.PREPARED, PackageStatus.SENT, PackageStatus.APPROVED, PackageStatus.HANDED_IN,
        PackageStatus.ACCEPTED)
_DONE = {
    PackageStatus.PREPARED: "拟稿", PackageStatus.SENT: "送审", PackageStatus.SENT_BACK: "审定退回",
    PackageStatus.APPROVED: "审定通过", PackageStatus.HANDED_IN: "上报", PackageStatus.RETURNED: "上级退回",
    PackageStatus.ACCEPTED: "上级接收",
}
_CAME_BACK = (PackageStatus.SENT_BACK, PackageStatus.RETURNED)


def acts_open_to(user, package: Package) -> dict[str, bool]:
    """The steps this person may take now; empty when it is somebody else's turn."""
    directs = access.can_direct(user, package.plan)
    acts = {
        "send": directs and package.status == PackageStatus.PREPARED,
        "approve": access.can_approve(user, package),
        "hand_in": directs and package.status == PackageStatus.APPROVED,
        "receive": access.can_receive(user, package),
        "renew": directs and package.status in _CAME_BACK,
    }
    return {name: True for name, allowed in acts.items() if allowed}


def timeline(package: Package) -> list[dict]:
    """The steps taken, with names as of their time, and those still to come."""
    steps = [
        {"title": _DONE[step.status], "by": step.by_name, "at": f"{localtime(step.at):%Y-%m-%d %H:%M}",
         "note": step.comment, "state": "bad" if step.status in _CAME_BACK else "done"}
        for step in package.steps.all()
    ]
    to_come = _WAY[_WAY.index(package.status) + 1:] if package.status in PACKAGE_OPEN else ()
    return steps + [{"title": _DONE[status], "state": "todo"} for status in to_come]
