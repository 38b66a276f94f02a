"""Bonus, penalty, veto and gate: the items of a plan, and that one of them happened to a unit."""

from .entry import enter, revoke
from .item import add_presets, change_item, content_of, create_item, remove_item
from .refusals import AlreadyEntered, ItemChanged, SpecialRefused, entry_refusal_for, refusal_for

__all__ = [
    "AlreadyEntered", "ItemChanged", "SpecialRefused", "add_presets", "change_item", "content_of", "create_item",
    "enter", "entry_refusal_for", "refusal_for", "remove_item", "revoke",
]
