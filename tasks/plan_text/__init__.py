"""A plan document read into tasks: pure stages, no database, no network. See docs/plan-text.md.

    parsed = parse_plan_file(path)   # or parse_plan_text(text)
    parsed.facts, parsed.items, parsed.warnings, parsed.as_json()
"""

from .parsed import Condition, Facts, Item, ParsedPlan, Roles, Warn
from .pipeline import parse_blocks, parse_plan_file, parse_plan_text

__all__ = [
    "Condition", "Facts", "Item", "ParsedPlan", "Roles", "Warn", "parse_blocks", "parse_plan_file", "parse_plan_text",
]  # fmt: skip
