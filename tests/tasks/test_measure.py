"""Met, not met, or for a person to judge."""

from decimal import Decimal

import pytest

from tasks.measure import all_met, is_met


def met(comparator, actual, **against):
    numbers = {name: Decimal(value) for name, value in against.items()}
    return is_met(comparator, None if actual is None else Decimal(actual), **numbers)


@pytest.mark.parametrize(("comparator", "actual", "against", "expected"), [
    (">=", "90", {"target": "90"}, True), (">=", "89.99", {"target": "90"}, False),
    ("<", "90", {"target": "90"}, False), ("=", "100", {"target": "100"}, True), ("=", "99", {"target": "100"}, False),
    ("between", "5", {"target": "5", "upper": "7"}, True), ("between", "7.1", {"target": "5", "upper": "7"}, False),
    ("between", "6", {"target": "5"}, None), (">=", "1", {}, None), (">=", None, {"target": "90"}, None),
    ("not_decrease", "88", {"baseline": "88"}, True), ("not_increase", "88.1", {"baseline": "88"}, False),
    ("increase", "88", {"baseline": "88"}, False), ("decrease", "87", {"baseline": "88"}, True),
    ("increase", "89", {}, None), ("qualitative", "1", {}, None), ("meet_assigned", "1", {"target": "1"}, None),
])
def test_numbers_decide_where_they_can(comparator, actual, against, expected):
    assert met(comparator, actual, **against) is expected


@pytest.mark.parametrize(("actual", "expected"), [("59", False), ("60", False), ("61", None), ("70", None)])
def test_an_increase_by_some_amount_is_for_a_person_unless_there_is_none(actual, expected):
    assert met("increase", actual, baseline="60", target="5") is expected


@pytest.mark.parametrize(("results", "expected"), [
    ([], None), ([True, True], True), ([True, None], None), ([None, False], False),
])
def test_every_part_must_be_met(results, expected):
    assert all_met(results) is expected
