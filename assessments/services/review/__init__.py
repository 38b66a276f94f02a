"""What the office does with a handed-in line: judge its files, take points off, return it or accept it."""

from .accepting import accept_ledger, mark_line
from .decision import keep_note, reopen_line, return_ledger
from .desk import NeedsConfirmation, NeedsReason, ReviewRefused, StaleReview, open_review
from .marking import change_deduction, deduct, judge_file, judge_met, remove_deduction
from .rule import answer_facts, use_rule

__all__ = [
    "NeedsConfirmation", "NeedsReason", "ReviewRefused", "StaleReview", "accept_ledger", "answer_facts",
    "change_deduction", "deduct", "judge_file", "judge_met", "keep_note", "mark_line", "open_review",
    "remove_deduction", "reopen_line", "return_ledger", "use_rule",
]
