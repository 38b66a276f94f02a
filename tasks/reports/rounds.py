"""Rounds of a ledger side by side, the difference between two writings, and what waits for the unit's head."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from eco_demo.lib.numbers import format_number
from indicators.rules import Asked

from .. import access
from ..models import Ledger, LedgerValue, ReturnReason, Submission, SubmittedEvidence, TaskUnit
from ..reported import checklist, missing_lines, shown_value, written_value
from ..rule_facts import asked_in, fact_differences, field_of, missing_facts, shown_facts, written_fact

_TEXTS = (("narrative", "自查说明"), ("problems", "存在问题"), ("next_steps", "下一步打算"))


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Round:
    """One hand-in with what changed since the one before."""

    submission: Submission
    evidence: Sequence[SubmittedEvidence]
    reasons: Sequence[ReturnReason]
    changes: Sequence[Difference]
    facts: Sequence[tuple[str, str]]
    is_first: bool

    @property
    def outcome(self) -> tuple[str, str]:
        """(lamp kind, word)."""
        if self.submission.recalled_at:
            return "idle", "单位已撤回"
        if self.submission.decided_at is None:
            return "info", "待审核"
        return ("bad", "退回补正") if self.reasons or not self.submission.is_current else ("ok", "审核通过")


@dataclass(frozen=True)
class WaitingRow:
    part: TaskUnit
    missing: Sequence[str]
    files: int

    @property
    def is_complete(self) -> bool:
        return not self.missing


def collect_rounds(ledger: Ledger) -> list[Round]:
    """Newest first. Answers to the scoring rule are named as it asks for them now."""
    asked = asked_in(ledger.task_unit)
    submissions = list(
        ledger.submissions.select_related("submitted_by", "decided_by")
        .prefetch_related("evidence__version__file", "return_reasons__evidence")
    )
    return [
        Round(
            submission, list(submission.evidence.all()), list(submission.return_reasons.all()),
            _changes(before, submission, asked) if before else [], shown_facts(asked, submission.rule_facts),
            before is None,
        )
        for submission, before in zip_longest(submissions, submissions[1:])
    ]


def kept_lines(ledger: Ledger) -> dict[str, str]:
    """{field of the form: as it is kept now}."""
    kept = {f"value_{row.target_id}": written_value(row) for row in ledger.values.all()}
    kept |= {field_of(leaf): written_fact(leaf, ledger.rule_facts) for leaf in asked_in(ledger.task_unit)}
    kept["self_score"] = "" if ledger.self_score is None else format_number(ledger.self_score)
    return kept | {name: getattr(ledger, name) for name, _ in _TEXTS}


def differences_of_form(form, ledger: Ledger) -> list[Difference]:
    """What somebody else has kept against what is typed in the form (`before` = kept, `after` = typed)."""
    kept = kept_lines(ledger)
    typed = {name: form.data.get(name, "").replace("\r\n", "\n").strip() for name in kept}
    return [
        Difference(form.fields[name].label, kept[name], typed[name])
        for name in kept if name in form.fields and kept[name].strip() != typed[name]
    ]


def waiting_rows(parts: Iterable[TaskUnit], user) -> list[WaitingRow]:
    """`parts` with ledger values and evidence prefetched; only those the person may hand in."""
    return [_waiting_row(part) for part in parts if access.can_submit(user, part)]


def _waiting_row(part: TaskUnit) -> WaitingRow:
    ledger = part.ledger
    values: Sequence[LedgerValue] = list(ledger.values.all())
    kinds = [use.evidence.kind for use in ledger.evidence_uses.all()]
    missing = missing_lines(ledger, values, is_lead=part.is_lead, full_marks=part.task.full_marks,
                            facts=missing_facts(asked_in(part), ledger.rule_facts))
    if part.is_lead and part.task.indicator:
        required = checklist(part.task.indicator.required_evidence, kinds)
        missing += [str(item) for item in required if not item.is_present]
    return WaitingRow(part, missing, len(kinds))


def _changes(before: Submission, after: Submission, asked: Sequence[Asked]) -> list[Difference]:
    changes = [
        Difference(_value_label(new), _value_text(old), _value_text(new))
        for old, new in _paired(before.values, after.values) if _value_text(old) != _value_text(new)
    ]
    changes += [Difference(*line) for line in fact_differences(asked, before.rule_facts, after.rule_facts)]
    if before.self_score != after.self_score:
        changes.append(Difference("自评分", _score(before.self_score), _score(after.self_score)))
    changes += [
        Difference(label, getattr(before, name), getattr(after, name))
        for name, label in _TEXTS if getattr(before, name) != getattr(after, name)
    ]
    return changes + _evidence_changes(before, after)


def _evidence_changes(before: Submission, after: Submission) -> list[Difference]:
    old = {row.evidence_id: row for row in before.evidence.all()}
    new = {row.evidence_id: row for row in after.evidence.all()}
    changes = [Difference("佐证 新增", "", row.title) for pk, row in new.items() if pk not in old]
    changes += [Difference("佐证 移除", row.title, "") for pk, row in old.items() if pk not in new]
    changes += [
        Difference("佐证 换版", _version_text(row), _version_text(new[pk]))
        for pk, row in old.items() if pk in new and row.version_id != new[pk].version_id
    ]
    return changes


def _paired(before: list[dict], after: list[dict]):
    old = {entry["target"]: entry for entry in before}
    return [(old.get(entry["target"], {}), entry) for entry in after]


def _value_label(entry: dict) -> str:
    return f"完成值 {entry['name']}".strip()


def _value_text(entry: dict) -> str:
    if not entry:
        return ""
    return shown_value(Decimal(entry["actual"]) if entry["actual"] else None, entry["text"], entry["unit"])


def _version_text(row: SubmittedEvidence) -> str:
    return f"{row.title}（第{row.version.number}版）"


def _score(score) -> str:
    return "" if score is None else format_number(score, "分")
