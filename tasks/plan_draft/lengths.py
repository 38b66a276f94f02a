"""How long the texts of a draft may be: the columns they will be kept in. A text is cut with a word about it."""

NUMBER, TITLE, LEADER, DEADLINE, DOMAIN = 20, 160, 60, 60, 60
TARGET_NAME, UNIT_OF_MEASURE, TARGET_TEXT = 120, 30, 200
UNIT_NAME = 100
# Of a number: places behind the point, digits before it.
PLACES, WHOLE_DIGITS = 4, 14
PLAN_TITLE, DOC_NO, ISSUER = 160, 60, 100
STAGE_NAME, PLACE, PLACE_GOAL, REPORTING_TEXT, MEASURE_TITLE = 40, 60, 300, 300, 100


def cut(text: str | None, length: int) -> str:
    """The text in one line of at most `length` characters."""
    plain = " ".join((text or "").split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"
