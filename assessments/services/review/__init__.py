"""What the office does with a handed-in line: judge its files, take points off, return it or accept it."""

from .decision import accept_ledger, keep_note, reopen_line, return_ledger
from .desk import NeedsConfirmation, ReviewRefused, StaleReview, open_review
from .marking import change_deduction, deduct, judge_file, judge_met, remove_deduction

__all__ = [
    "NeedsConfirmation", "ReviewRefused", "StaleReview", "accept_ledger", "change_deduction", "deduct", "judge_file",
    "judge_met", "keep_note", "open_review", "remove_deduction", "reopen_line", "return_ledger",
]
