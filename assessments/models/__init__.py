from .package import Package, PackageStep
from .report import Report
from .review import Deduction, FileVerdict, LineReview, ReviewReopening
from .snapshot import Snapshot

__all__ = ["Deduction", "FileVerdict", "LineReview", "Package", "PackageStep", "Report", "ReviewReopening", "Snapshot"]
