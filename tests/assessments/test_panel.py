"""Several scores made one."""

from decimal import Decimal

import pytest

from assessments.choices import Joining
from assessments.panel import in_words, joined


def scores(*written):
    return [Decimal(score) for score in written]


@pytest.mark.parametrize(
    ("joining", "given", "result"),
    [
        (Joining.AVERAGE, ("9", "8.5"), "8.75"), (Joining.AVERAGE, ("8", "8", "9"), "8.33"),
        (Joining.AVERAGE, ("8.01", "8.02"), "8.02"), (Joining.TRIMMED, ("2", "8", "9", "10"), "8.50"),
        (Joining.TRIMMED, ("8", "7.5", "8.5"), "8.00"), (Joining.TRIMMED, ("8", "9"), "8.50"),
        (Joining.MEDIAN, ("10", "2", "8"), "8.00"), (Joining.MEDIAN, ("8.01", "8.02"), "8.02"),
    ],
)
def test_scores_are_joined_to_two_decimals_half_up(joining, given, result):
    assert str(joined(scores(*given), joining)) == result


def test_the_sentence_says_what_was_left_out():
    assert in_words(scores("8.00", "7.50", "8.50"), Joining.TRIMMED) == (
        "3人评分8.00、7.50、8.50，去掉一个最高分8.50、一个最低分7.50，其余取平均，得8.00分"
    )


@pytest.mark.parametrize("joining", [Joining.AVERAGE, Joining.TRIMMED, Joining.MEDIAN])
def test_a_joined_score_lies_between_the_lowest_and_the_highest(joining):
    for given in (scores("0", "10"), scores("3.33", "3.34", "3.35"), scores("1", "1", "1", "10", "10")):
        assert min(given) <= joined(given, joining) <= max(given)
