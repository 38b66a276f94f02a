from .appeal import Appeal, AppealEvidence, ScoreChange
from .package import Package, PackageStep
from .report import Report
from .review import Deduction, FileVerdict, LineReview, ReviewReopening
from .scheme import GradeBand, ModuleWeight, Scheme
from .snapshot import Snapshot
from .special import Absence, SpecialEntry, SpecialItem
from .stage import ReviewStage, StageMark

__all__ = [
    "Absence", "Appeal", "AppealEvidence", "Deduction", "FileVerdict", "GradeBand", "LineReview", "ModuleWeight",
    "Package", "PackageStep", "Report", "ReviewReopening", "ReviewStage", "Scheme", "ScoreChange", "Snapshot",
    "SpecialEntry", "SpecialItem", "StageMark",
]
