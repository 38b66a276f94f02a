"""Objects that no address takes but that every person's list is compared on."""

from assessments.services.review import open_review, return_ledger
from tasks.choices import Line
from tests.assessments.desk import hand_in


def returned_round(seed) -> None:
    review = open_review(hand_in(seed.world, seed.plan, seed.world.housing, "2"), seed.person("reviewer"))
    return_ledger(review, [(Line.ACTUAL, None, "口径不一致")], "请补正", seed.person("reviewer"), 1)


ROWS: list = []
FURNITURE = [returned_round]
