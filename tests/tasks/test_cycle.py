"""The usual dates of a year around those a document names."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tasks import cycle

USUAL = {
    "work_from": date(2021, 1, 1), "work_to": date(2021, 12, 31), "self_check_from": date(2022, 1, 1),
    "self_check_to": date(2022, 1, 20), "report_due": date(2022, 1, 31), "city_review_due": date(2022, 2, 28),
    "publish_due": date(2022, 5, 31),
}


def test_a_document_without_dates_gets_the_usual_year():
    assert cycle.default_dates(2021, {}) == USUAL


def test_work_starts_with_the_day_of_issue():
    issued = date(2021, 8, 30)
    assert cycle.default_dates(2021, {"issued_on": issued}) == USUAL | {"issued_on": issued, "work_from": issued}


def test_a_leap_year_reviews_until_the_29th():
    assert cycle.default_dates(2023, {})["city_review_due"] == date(2024, 2, 29)


def test_usual_dates_give_way_to_an_early_report_date():
    dates = cycle.default_dates(2021, {"report_due": date(2021, 12, 15)})
    assert (dates["self_check_from"], dates["self_check_to"], dates["report_due"], dates["city_review_due"]) == (
        date(2021, 11, 15), date(2021, 12, 4), date(2021, 12, 15), date(2022, 2, 28))


def test_usual_dates_follow_a_late_self_check_at_their_distance():
    dates = cycle.default_dates(2021, {"self_check_from": date(2022, 3, 1)})
    assert (dates["self_check_to"], dates["report_due"]) == (date(2022, 3, 20), date(2022, 3, 31))


def test_a_date_before_an_earlier_one_of_the_document_moves_up_to_it():
    said = {"self_check_from": date(2022, 1, 1), "self_check_to": date(2021, 1, 20)}
    assert cycle.default_dates(2021, said) == USUAL | {"self_check_to": date(2022, 1, 1)}


def test_a_misread_year_is_not_believed():
    assert cycle.default_dates(2021, {"report_due": date(1021, 1, 31)}) == USUAL


def test_work_over_several_years_stays():
    assert cycle.default_dates(2022, {"work_to": date(2025, 12, 31)})["work_to"] == date(2025, 12, 31)


some_dates = st.dictionaries(st.sampled_from(sorted(cycle.LABELS)), st.none() | st.dates())
near_dates = st.dictionaries(
    st.sampled_from(sorted(cycle.LABELS)), st.dates(date(2020, 6, 1), date(2023, 6, 1))
)


@given(st.integers(-10, 20000), some_dates)
def test_whatever_is_found_the_dates_are_in_order(year, found):
    dates = cycle.default_dates(year, found)
    assert cycle.problems(dates) == {}
    assert set(cycle.LABELS) - set(dates) <= {"issued_on"}


@given(near_dates)
def test_what_the_document_says_in_order_is_kept(found):
    dates = cycle.default_dates(2021, found)
    assert cycle.problems(dates) == {}
    if not cycle.problems(found) and set(found) <= {"issued_on", *cycle.CHAINS[-1]}:
        in_line = [found[name] for name in cycle.CHAINS[-1] if name in found]
        if in_line == sorted(in_line):
            assert dates | found == dates
