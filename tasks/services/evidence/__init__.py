"""A unit's evidence: catalogued once, used in several ledgers, never lost."""

from .adding import add_file, replace_version
from .catalogue import describe, restore, withdraw
from .handing_over import hand_over
from .twins import SameFile, same_file_elsewhere
from .use import attach, detach, reorder

__all__ = [
    "SameFile", "add_file", "attach", "describe", "detach", "hand_over", "reorder", "replace_version", "restore",
    "same_file_elsewhere", "withdraw",
]
