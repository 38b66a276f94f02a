"""The rule editor's form: names of controls are paths of the rule, so that every error finds its field."""

from .draft import RuleDraft
from .kinds import families

__all__ = ["RuleDraft", "families"]
