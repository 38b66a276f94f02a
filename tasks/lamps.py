"""The lamp and the next step a unit's task shows, from receipt, ledger state and dates. Pure; never stored."""

from dataclasses import dataclass
from datetime import date

from .choices import LedgerStatus, Light, Receipt
from .deadlines import light

_OF_LEDGER = {
    LedgerStatus.NOT_STARTED: ("idle", "未填报"),
    LedgerStatus.DRAFT: ("idle", "填报中"),
    LedgerStatus.AWAITING_HEAD: ("info", "待负责人提交"),
    LedgerStatus.SUBMITTED: ("info", "待审核"),
    LedgerStatus.RETURNED: ("bad", "被退回"),
    LedgerStatus.ACCEPTED: ("ok", "已通过"),
}
# What the unit's staff and head are asked to do next.
_STEP = {
    LedgerStatus.NOT_STARTED: "填报", LedgerStatus.DRAFT: "继续", LedgerStatus.RETURNED: "补正",
    LedgerStatus.AWAITING_HEAD: "查看", LedgerStatus.SUBMITTED: "查看", LedgerStatus.ACCEPTED: "查看",
}


@dataclass(frozen=True)
class Lamp:
    """`kind` picks shape and colour (ok, warn, bad, info, idle), `word` says it."""

    kind: str
    word: str


def lamp_of(part, on: date) -> Lamp:
    """The one state that matters most: not applicable, hand-back, signature, the office's answer, then the dates."""
    if not part.applies:
        return Lamp("idle", "不适用")
    if part.receipt == Receipt.RETURNED:
        return Lamp("warn", "已退回分工")
    if part.receipt == Receipt.WAITING:
        return Lamp("warn", "待签收")
    kind, word = _OF_LEDGER[part.ledger.status]
    if part.ledger.status in (LedgerStatus.NOT_STARTED, LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD):
        shown = light(part.ledger.status, part.due, on, part.task.plan.near_days)
        if shown == Light.OVERDUE:
            return Lamp("bad", f"逾期·{word}")
        if shown == Light.NEAR:
            return Lamp("warn", f"临期·{word}")
    return Lamp(kind, word)


def step_of(part, *, may_submit: bool) -> str:
    """The word on the row's link."""
    if not part.applies:
        return "查看"
    if part.receipt == Receipt.WAITING:
        return "签收"
    if part.receipt == Receipt.RETURNED:
        return "查看"
    if part.ledger.status == LedgerStatus.AWAITING_HEAD and may_submit:
        return "提交"
    return _STEP[part.ledger.status]
