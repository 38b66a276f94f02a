"""Why an item or an entry cannot stand, and until when they may change at all."""

from assessments.choices import SpecialKind
from assessments.models import SpecialEntry, SpecialItem
from tasks.choices import PlanStatus
from tasks.errors import Refused
from tasks.models import Plan

POINTED = (SpecialKind.BONUS, SpecialKind.PENALTY)


class SpecialRefused(Refused):
    """An item or an entry that cannot stand; `field` names what to mend, where there is one."""

    def __init__(self, message: str, field: str = ""):
        self.field = field
        super().__init__(message)


class ItemChanged(SpecialRefused):
    """Somebody changed the item meanwhile: `current` is how it stands."""

    def __init__(self, current: SpecialItem):
        self.current = current
        super().__init__(f"“{current}”刚刚被别人修改过，请核对后再保存。")


class AlreadyEntered(SpecialRefused):
    """The very same entry stands already; nothing was added."""

    def __init__(self, entry: SpecialEntry):
        self.entry = entry
        super().__init__(f"{entry.unit}的“{entry.item}”已经登记过同样的一条，没有重复登记。")


def refusal_for(plan: Plan) -> str:
    """Why nothing may be entered or revoked any more; empty while it may."""
    if plan.status == PlanStatus.CLOSED:
        return f"{plan.year}年度已归档，只能查看。"
    if plan.scores_published_at:
        return "得分已经公布，加分、扣分和否决不能再登记或撤销；有异议请走申诉。"
    return ""


def entry_refusal_for(plan: Plan) -> str:
    """The same for entries: before the plan is out there are no units to enter anything for."""
    return "年度计划还没有下达，不能登记。" if plan.status == PlanStatus.DRAFT else refusal_for(plan)


def locked(plan: Plan) -> Plan:
    """The plan, locked; refused once nothing may change any more."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    refusal = refusal_for(plan)
    if refusal:
        raise SpecialRefused(refusal)
    return plan
