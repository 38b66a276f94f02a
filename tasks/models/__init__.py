from .certification import Certification
from .evidence import Evidence, EvidenceUse, EvidenceVersion, StoredFile, Upload
from .ledger import Ledger, LedgerValue, ReopenWindow
from .participation import TaskUnit, TaskUnitException
from .plan import Plan
from .plan_import import ImportFile, ImportStep, NameChoice, PlanImport, TaskSource
from .submission import ReturnReason, Submission, SubmittedEvidence
from .task import AnnualTask, Assignment, TaskTarget
from .timetable import PlaceGoal, PlanMeasure, PlanStage, ReportingRule

__all__ = [
    "AnnualTask", "Assignment", "Certification", "Evidence", "EvidenceUse", "EvidenceVersion", "ImportFile",
    "ImportStep", "Ledger", "LedgerValue", "NameChoice", "PlaceGoal", "Plan", "PlanImport", "PlanMeasure", "PlanStage",
    "ReopenWindow", "ReportingRule", "ReturnReason", "StoredFile", "Submission", "SubmittedEvidence", "TaskSource",
    "TaskTarget", "TaskUnit", "TaskUnitException", "Upload",
]
