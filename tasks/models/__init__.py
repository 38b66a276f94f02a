from .certification import Certification
from .evidence import Evidence, EvidenceUse, EvidenceVersion, StoredFile, Upload
from .ledger import Ledger, LedgerValue, ReopenWindow
from .participation import TaskUnit, TaskUnitException
from .plan import Plan
from .submission import ReturnReason, Submission, SubmittedEvidence
from .task import AnnualTask, Assignment, TaskTarget

__all__ = [
    "AnnualTask", "Assignment", "Certification", "Evidence", "EvidenceUse", "EvidenceVersion", "Ledger", "LedgerValue",
    "Plan", "ReopenWindow", "ReturnReason", "StoredFile", "Submission", "SubmittedEvidence", "TaskTarget", "TaskUnit",
    "TaskUnitException", "Upload",
]
