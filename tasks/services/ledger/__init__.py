"""The unit's self-check from the first word to the hand-in, and the states the office moves it through."""

from .decision import begin_review, mark_accepted, mark_reopened, mark_returned
from .door import lock
from .draft import save_draft
from .hand_in import missing_evidence, recall, send_back_to_staff, send_to_head, submit_ledger

__all__ = [
    "begin_review", "lock", "mark_accepted", "mark_reopened", "mark_returned", "missing_evidence", "recall",
    "save_draft", "send_back_to_staff", "send_to_head", "submit_ledger",
]
