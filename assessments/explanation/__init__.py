"""为什么是这个分: a score as a tree of numbers, each made of the numbers below it. Pure.

The page, the unit's report and the workbooks show the tree that is built here of the same rows.
"""

from .line import absent_line, line_tree
from .node import WHOLE, Kind, Node, Share, Source, amount, walk
from .unit import domain_groups, lost_by_module, unit_tree

__all__ = [
    "WHOLE", "Kind", "Node", "Share", "Source", "absent_line", "amount", "domain_groups", "line_tree",
    "lost_by_module", "unit_tree", "walk",
]
