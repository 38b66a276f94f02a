from .package import Package, PackageStep
from .report import Report
from .review import Deduction, FileVerdict, LineReview, ReturnReason
from .snapshot import Snapshot

__all__ = [
    "Deduction", "FileVerdict", "LineReview", "Package", "PackageStep", "Report", "ReturnReason", "Snapshot",
]
