"""Words of plans, tasks, ledgers and evidence, and which ledger state may follow which."""

from django.db.models import TextChoices


class PlanStatus(TextChoices):
    DRAFT = "draft", "编制中"
    PUBLISHED = "published", "执行中"
    CLOSED = "closed", "已归档"


class TaskRole(TextChoices):
    LEAD = "lead", "牵头"
    SUPPORT = "support", "配合"


class Receipt(TextChoices):
    WAITING = "waiting", "待签收"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "已退回"


class LedgerStatus(TextChoices):
    NOT_STARTED = "not_started", "未填报"
    DRAFT = "draft", "填报中"
    AWAITING_HEAD = "awaiting_head", "待负责人提交"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "被退回"
    ACCEPTED = "accepted", "已通过"


# The unit may change the content in these; in the others it is with the office.
LEDGER_EDITABLE = (
    LedgerStatus.NOT_STARTED, LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.RETURNED
)

LEDGER_MOVES = {
    LedgerStatus.NOT_STARTED: (LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.DRAFT: (LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.AWAITING_HEAD: (LedgerStatus.DRAFT, LedgerStatus.SUBMITTED),
    LedgerStatus.SUBMITTED: (LedgerStatus.DRAFT, LedgerStatus.RETURNED, LedgerStatus.ACCEPTED),
    LedgerStatus.RETURNED: (LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.ACCEPTED: (LedgerStatus.SUBMITTED,),
}


class Line(TextChoices):
    """The part of a ledger a return reason speaks of."""

    ACTUAL = "actual", "完成值"
    SELF_SCORE = "self_score", "自评分"
    NARRATIVE = "narrative", "自查说明"
    PROBLEMS = "problems", "存在问题"
    NEXT_STEPS = "next_steps", "下一步打算"
    EVIDENCE = "evidence", "佐证材料"


class Light(TextChoices):
    """Computed from dates and state, never stored."""

    DONE = "done", "已完成"
    NORMAL = "normal", "正常"
    NEAR = "near", "临期"
    OVERDUE = "overdue", "逾期"
