"""One line's score: full marks less its deductions and with its bonus; and the rule, inputs and decisions behind it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from indicators.rules.steps import SCORE
from tasks.choices import Certified, LedgerStatus

from ..choices import AppealStatus, ChangeCause, Origin, ReasonCode, Treatment
from ..reports.snapshot_line_data import (
    AppealRow,
    CertifiedRow,
    ChangeRow,
    DeductionRow,
    InputRow,
    LineRow,
    MarkRow,
    ReopeningRow,
)
from ..reports.snapshot_outcome import CountedRow
from ..totals import Absent
from .node import WHOLE, ZERO, Kind, Node, Share, Source, amount, sum_of
from .steps import nodes_of

Details = tuple[tuple[str, str], ...]


def line_tree(line: LineRow, *, names: bool = False, share: Share | None = None, part: int | None = None) -> Node:
    """The tree of one line; `names` also tells which account did what, for readers in the office and above."""
    text = f"{line.number}　{line.title}"
    details = _details(("角色", "牵头" if line.is_lead else "配合"), ("自评分", _points(line.self_score)))
    if line.score is None:
        waiting = LedgerStatus(line.state).label + ("，暂按0分计" if share else "，还没有审核得分")
        return Node(f"{text}（{waiting}）", None, Kind.LINE, (), share, details, part=part, out_of=line.full_marks)
    terms = (Node("满分", line.full_marks, Kind.MARKS, share=WHOLE), *_deducted(line, names), *_bonus(line))
    return Node(
        text, line.score, Kind.LINE, (*terms, *_balance(line.score, terms), *_told(line, names)), share,
        details + _decided(line, names), part=part, out_of=line.full_marks,
    )


def absent_line(line: LineRow, absence: Absent | CountedRow, part: int | None = None) -> Node:
    """A line that does not apply to the unit: why, and what becomes of its points."""
    reason = Node(f"不适用（{absence.reason}），{Treatment(absence.treatment).label}")
    return Node(f"{line.number}　{line.title}", None, Kind.LINE, (reason,), part=part)


def _told(line: LineRow, names: bool) -> Iterable[Node]:
    yield from (_deduction(row, names) for row in line.deductions if row.is_lifted)
    yield from _rule(line)
    yield from map(_certified, line.certified)
    yield from (_mark(row, number, names) for number, row in enumerate(line.marks, 1))
    if line.override_reason:
        yield Node(
            f"规则得分{amount(line.suggested or ZERO)}分，改判为{amount(_judged(line))}分：{line.override_reason}",
            kind=Kind.OVERRIDE,
        )
    yield from (_reopening(row, names) for row in line.reopenings)
    yield from map(_appeal, line.appeals)
    yield from (_change(row, names) for row in line.changes)
    if line.comment:
        yield Node(f"审核意见：{line.comment}", kind=Kind.COMMENT)


def _judged(line: LineRow) -> Decimal:
    """What the reviewer gave, before appeals changed it; a recomputed score has words of its own."""
    score = line.score
    for change in reversed(line.changes):
        if change.cause != ChangeCause.APPEAL or change.after != score:
            break
        score = change.before
    return score


def _deducted(line: LineRow, names: bool) -> Iterable[Node]:
    return (_deduction(row, names) for row in line.in_force)


def _deduction(row: DeductionRow, names: bool) -> Node:
    file = Source(row.file_title, row.item_no, row.file) if row.file_title else None
    details = _details(
        ("原因类别", ReasonCode(row.code).label), ("评分标准", row.rule_text), ("来源", Origin(row.origin).label),
        ("扣分人", row.by if names else ""), ("时间", _day(row.on)),
    )
    if not row.is_lifted:
        return Node(row.reason, -row.points, Kind.DEDUCTION, share=WHOLE, details=details, file=file)
    lifted = ("已撤销", f"{_day(row.lifted_on)} 申诉复核，不再扣分".strip())
    return Node(row.reason, -row.points, Kind.DEDUCTION, details=(*details, lifted), file=file, is_struck=True)


def _bonus(line: LineRow) -> Iterable[Node]:
    if line.bonus:
        yield Node("按评分规则加分", line.bonus, Kind.BONUS, share=WHOLE)


def _balance(score: Decimal, terms: tuple[Node, ...]) -> Iterable[Node]:
    """What is left between the terms and the score: the floor, or points that nobody has accounted for."""
    off = score - sum_of(terms)
    if off:
        text = "扣完为止，最低0分" if not score and off > 0 else "没有逐笔列明的差额"
        yield Node(text, off, Kind.BALANCE, share=WHOLE)


def _rule(line: LineRow) -> Iterable[Node]:
    """The rule's sentence and version; what it worked with; each step."""
    if not line.rule_sentence:
        return
    inputs = tuple(Node(_input(row), kind=Kind.INPUT, details=(("来源", row.source),))
                   for row in line.inputs)
    steps = nodes_of(step for step in line.steps if step.role != SCORE)
    version = f"评分规则（第{line.rule_number}版）：" if line.rule_number else "评分规则："
    below = -sum_of(step for step in steps if step.is_term)
    if not line.suggested and below > 0:
        steps += (Node("扣完为止，最低0分", below, Kind.BALANCE, share=WHOLE),)
    yield Node(version + line.rule_sentence, line.suggested, Kind.RULE, (*inputs, *steps), is_rounded=True)


def _input(row: InputRow) -> str:
    """`完成值：72.4%`, `本省断面：完成值 85%`."""
    return f"{row.name}{' ' if '：' in row.name else '：'}{row.text}"


def _certified(row: CertifiedRow) -> Node:
    verdict = Certified(row.verdict).label
    said = verdict if row.verdict == Certified.CONFIRMED else f"{verdict}为{row.certified}，填报{row.reported}"
    return Node(
        f"{row.name or '完成值'}：{row.unit}认定{said}", kind=Kind.CERTIFIED,
        details=_details(("说明", row.reason), ("时间", _day(row.on))),
    )


def _mark(row: MarkRow, number: int, names: bool) -> Node:
    who = row.by if names else f"第{number}份评分"
    return Node(
        f"{row.stage}：{who}", row.score, Kind.MARK, details=_details(("理由", row.reason), ("时间", _day(row.on))),
    )


def _reopening(row: ReopeningRow, names: bool) -> Node:
    return Node(
        f"通过后退回重新审核，原得分{amount(row.before)}分", kind=Kind.CHANGE,
        details=_details(("理由", row.reason), ("经办", row.by if names else ""), ("时间", _day(row.on))),
    )


def _appeal(row: AppealRow) -> Node:
    status = AppealStatus(row.status).label
    result = "" if row.after is None else f"，得分由{amount(row.before)}分改为{amount(row.after)}分"
    if row.after == row.before:
        result = f"，得分仍为{amount(row.before)}分"
    return Node(
        f"申诉（{status}）{result}", kind=Kind.APPEAL,
        details=_details(("申诉理由", row.claim), ("提出", _day(row.filed_on)), ("复核意见", row.answer),
                         ("办结", _day(row.decided_on))),
    )


def _change(row: ChangeRow, names: bool) -> Node:
    return Node(
        f"{ChangeCause(row.cause).label}：{amount(row.before)} → {amount(row.after)}", kind=Kind.CHANGE,
        details=_details(("理由", row.reason), ("经办", row.by if names else ""), ("时间", _day(row.on))),
    )


def _decided(line: LineRow, names: bool) -> Details:
    return _details(("审核人", line.reviewer if names else ""), ("审核时间", _day(line.decided_on)))


def _details(*pairs: tuple[str, str]) -> Details:
    return tuple(pair for pair in pairs if pair[1])


def _points(value: Decimal | None) -> str:
    return "" if value is None else amount(value)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
