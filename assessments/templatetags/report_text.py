"""Words and figures of reports for templates."""

from django import template

from indicators.choices import Attribute, EvidenceKind
from tasks.choices import LedgerStatus, TaskRole

from ..choices import Met
from ..reading.heat import band_of
from ..reports import wording

register = template.Library()

register.filter("points", wording.points)
register.filter("counted", wording.counted)
register.filter("plain_number", wording.plain_number)
register.filter("long_date", wording.long_date)
register.filter("listed", wording.listed)
register.filter("class_name", wording.class_name)
register.filter("heat", band_of)

_WORDS = {"met": Met, "role": TaskRole, "kind": EvidenceKind, "attribute": Attribute, "state": LedgerStatus}
_LAMPS = {Met.MET: "ok", Met.NOT_MET: "bad", Met.UNKNOWN: "idle"}


@register.filter
def word(code: str, of: str) -> str:
    """`{{ line.met|word:"met" }}` → 达标; nothing for a code that is empty."""
    return _WORDS[of](code).label if code else ""


@register.filter
def met_lamp(code: str) -> str:
    return _LAMPS[Met(code)]
