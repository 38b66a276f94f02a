"""The figures the importer is held to, on the five real plans and on documents in our own words."""

import pytest

from tasks.plan_text import parse_plan_file

from .scoring import BAR, GOLD, PLANS, Figures, our_documents, read_gold, score, table

OUR_DOCUMENTS = our_documents()
REAL_PLANS = sorted(GOLD.glob("*.json"))


def test_documents_in_our_own_words_are_read_right():
    rows = {path.stem: score(parse_plan_file(path), read_gold(path.with_suffix(".json"))) for path in OUR_DOCUMENTS}

    assert len(rows) >= 10
    _assert_bars(rows)


@pytest.mark.parametrize("folder", ["", "raw"], ids=["cleaned", "raw"])
def test_real_plans_are_read_right(folder):
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    rows = {
        gold.stem: score(parse_plan_file(PLANS / folder / f"{gold.stem}.txt"), read_gold(gold)) for gold in REAL_PLANS
    }

    assert len(rows) == 5
    _assert_bars(rows)


@pytest.mark.parametrize("path", OUR_DOCUMENTS, ids=lambda path: path.stem)
def test_document_facts(path):
    assert parse_plan_file(path).facts.as_json() == read_gold(path.with_suffix(".json"))["document"]


@pytest.mark.parametrize("gold", REAL_PLANS, ids=lambda path: path.stem)
def test_facts_of_real_plans(gold):
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    assert parse_plan_file(PLANS / f"{gold.stem}.txt").facts.as_json() == read_gold(gold)["document"]
    assert parse_plan_file(PLANS / "raw" / f"{gold.stem}.txt").facts.as_json() == read_gold(gold)["document"]


def test_contradictions_of_a_real_plan_are_told():
    if not PLANS.is_dir():
        pytest.skip("the real plans do not lie beside this checkout (../shared/plans)")

    warnings = parse_plan_file(PLANS / "zaoyang-2021.txt").as_json()["warnings"]

    assert {warning["no"] for warning in warnings} == {"", "2", "28"}


def _assert_bars(rows: dict[str, Figures]) -> None:
    total = Figures()
    for figures in rows.values():
        total.add(figures)
    shown = table({**rows, "total": total})
    print("\n" + shown)
    for name, figures in {**rows, "total": total}.items():
        low = {column: share for column, share in figures.shares.items() if share < BAR}
        assert not low, f"{name}\n{shown}\n" + "\n".join(figures.wrong)
