"""The demonstration district's files agree with each other and with the published Zaoyang plan of 2021."""

import datetime
import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from indicators.models import ScoringRule
from tasks.models import TaskTarget
from tasks.reported import checklist
from tasks.scoring import Known, suggest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NUMBERS = [str(number) for number in range(2, 39)]
# Counted in the plan's own bracketed lists, explicit mentions only.
MENTIONS = {
    "zy-sthj": 25, "group:towns": 17, "zy-zgj": 13, "zy-slj": 11, "zy-zjj": 10, "zy-kjj": 9, "zy-nyj": 9,
    "zy-fgj": 8, "zy-zzb": 3, "zy-cgj": 3, "zy-tjj": 2, "zy-sjj": 2, "zy-jtj": 2, "zy-wlj": 2, "zy-wjj": 2,
    "zy-scj": 2, "zy-njzx": 1, "zy-czj": 1, "zy-xcb": 1, "zy-gaj": 1, "zy-yjj": 1, "zy-swj": 1, "zy-rsj": 1,
    "zy-jyj": 1, "group:departments": 1, "group:gov": 1,
}  # fmt: skip
LEADS = {
    "zy-sthj": 11, "zy-zgj": 6, "zy-zzb": 3, "zy-slj": 3, "zy-zjj": 3, "zy-kjj": 2, "zy-nyj": 2, "zy-tjj": 1,
    "zy-sjj": 1, "zy-fgj": 1, "zy-njzx": 1, "zy-cgj": 1, "zy-jtj": 1, "zy-czj": 1, "zy-xcb": 1,
}  # fmt: skip


def read(name):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


UNITS = read("demo/units.json")
SET = read("indicators/zaoyang_2021.json")
PLAN = read("demo/plan_2021.json")
YEAR = read("demo/year_2021.json")
INDICATORS = {i["number"]: i for d in SET["domains"] for g in d["groups"] for i in g["indicators"]}
TASKS = {task["number"]: task for task in PLAN["tasks"]}


def meets(target, actual):
    """Say whether a numeric target is met; None when words decide."""
    if target["comparator"] in {"qualitative", "meet_assigned"}:
        return None
    value = Decimal(actual)
    bound = Decimal(target["target"] or target["baseline"])
    return {
        ">=": value >= bound,
        "<=": value <= bound,
        "=": value == bound,
        "increase": value > bound,
        "decrease": value < bound,
        "not_decrease": value >= bound,
    }[target["comparator"]]


def test_the_set_holds_37_indicators_numbered_from_2_in_ten_groups():
    assert list(INDICATORS) == NUMBERS
    assert [d["name"] for d in SET["domains"]] == [
        "生态制度",
        "生态安全",
        "生态空间",
        "生态经济",
        "生态生活",
        "生态文化",
    ]
    assert [g["label"] for d in SET["domains"] for g in d["groups"]] == [f"({c})" for c in "一二三四五六七八九十"]


def test_full_marks_sum_to_100():
    assert sum(Decimal(i["full_marks"]) for i in INDICATORS.values()) == Decimal(100)


def test_unit_codes_names_and_parents_resolve():
    codes = [unit["code"] for unit in UNITS["units"]]
    assert len(set(codes)) == len(codes)
    assert {unit["parent"] for unit in UNITS["units"]} <= {None, *codes}
    assert {code for group in UNITS["groups"] for code in group["members"]} <= set(codes)


def test_no_two_units_or_groups_answer_to_the_same_name():
    rows = UNITS["units"] + UNITS["groups"]
    names = Counter(n for row in rows for n in {row["name"], row.get("short_name"), *row["aliases"]} if n)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_departments_group_leaves_out_only_the_lead_of_number_2():
    departments = {unit["code"] for unit in UNITS["units"] if unit["unit_class"] == "department"}
    groups = {group["code"]: group["members"] for group in UNITS["groups"]}
    assert set(groups["departments"]) == departments - set(TASKS["2"]["lead"])
    assert set(groups["towns"]) == {u["code"] for u in UNITS["units"] if u["unit_class"] == "township"}


def test_every_task_names_known_units_and_groups():
    known = {u["code"] for u in UNITS["units"]} | {f"group:{g['code']}" for g in UNITS["groups"]}
    assert list(TASKS) == NUMBERS
    assert {code for task in TASKS.values() for code in task["lead"] + task["support"]} <= known


def test_leads_and_mentions_are_those_of_the_published_plan():
    leads = Counter(code for task in TASKS.values() for code in task["lead"])
    support = Counter(code for task in TASKS.values() for code in task["support"])
    assert leads == LEADS
    assert leads + support == MENTIONS
    assert TASKS["25"]["lead"] == ["zy-nyj", "zy-njzx"]
    assert TASKS["20"]["support"] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_targets_follow_the_indicator(number):
    indicator, task = INDICATORS[number], TASKS[number]
    parts = indicator["sub"] or [indicator | {"name": ""}]
    assert task["title"] == indicator["name"]
    assert [(t["name"], t["unit"]) for t in task["targets"]] == [(p["name"], p["unit"]) for p in parts]
    assert all(t["target"] == p["threshold"] for t, p in zip(task["targets"], parts, strict=True) if p["threshold"])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_line_reports_one_value_per_target(number):
    line, targets = YEAR["lines"][number], TASKS[number]["targets"]
    assert len(line["actual"]) == len(line["met"]) == len(targets)
    for target, actual, met in zip(targets, line["actual"], line["met"], strict=True):
        assert actual
        assert meets(target, actual) in (None, met)


@pytest.mark.parametrize("number", NUMBERS)
def test_deductions_quote_the_standard_and_stay_within_full_marks(number):
    line, indicator = YEAR["lines"][number], INDICATORS[number]
    deductions = line["review"]["deductions"]
    full_marks = Decimal(indicator["full_marks"])
    assert sum(Decimal(d["points"]) for d in deductions) <= full_marks
    assert Decimal(0) <= Decimal(line["self_score"]) <= full_marks
    assert all(d["rule_text"] in indicator["scoring_standard"] and d["reason"] for d in deductions)
    assert all(line["met"]) or deductions


@pytest.mark.parametrize("number", ["25", "28", "30", "31", "33"])
def test_a_missed_target_loses_the_stated_points_per_percentage_point(number):
    line, targets = YEAR["lines"][number], TASKS[number]["targets"]
    step = Decimal(re.search(r"每低1个百分点扣([\d.]+)分", INDICATORS[number]["scoring_standard"])[1])
    short = sum(max(Decimal(t["target"]) - Decimal(a), 0) for t, a in zip(targets, line["actual"], strict=True))
    assert [Decimal(d["points"]) for d in line["review"]["deductions"]] == [short * step]


def test_the_year_misses_five_targets_and_ends_at_94():
    missed = [number for number, line in YEAR["lines"].items() if not all(line["met"])]
    deducted = sum(Decimal(d["points"]) for line in YEAR["lines"].values() for d in line["review"]["deductions"])
    appeals = [line for line in YEAR["lines"].values() if "appeal" in line]
    given_back = sum(lost(line) - Decimal(line["appeal"]["kept"]) for line in appeals)
    assert missed == ["25", "28", "30", "31", "33"]
    assert Decimal(100) - deducted + given_back == Decimal("94.00")


def lost(line):
    return sum(Decimal(d["points"]) for d in line["review"]["deductions"])


@pytest.mark.parametrize("number", NUMBERS)
def test_the_rule_takes_off_what_the_reviewers_found(number):
    """Every rule of the set, given what the year's file reports, comes to the score the file states."""
    line, indicator = YEAR["lines"][number], INDICATORS[number]
    data, marks = indicator["rule"], Decimal(indicator["full_marks"])
    rule = ScoringRule(number=1, kind=data["kind"], full_marks=marks, parameters=data["parameters"],
                       bindings=data["bindings"])
    suggestion = suggest(rule, marks, known_of(number, line))
    assert (suggestion.missing, suggestion.problem) == ((), "")
    assert suggestion.score == marks - lost(line)


def known_of(number, line):
    """A line of the file as its submission and review would hold it."""
    targets = [
        TaskTarget(pk=pk, name=row["name"] or "", unit_of_measure=row["unit"], comparator=row["comparator"],
                   target=as_number(row["target"]), baseline=as_number(row["baseline"]))
        for pk, row in enumerate(TASKS[number]["targets"])
    ]
    kinds = [row["kind"] for row in line["evidence"]]
    return Known(
        values=[{"target": pk, "actual": as_number(actual)} for pk, actual in enumerate(line["actual"])],
        targets=targets, unit_facts=line.get("facts", {}), office_facts=line.get("office_facts", {}),
        missing_evidence=sum(not item.is_present for item in checklist(INDICATORS[number]["required_evidence"], kinds)),
        verdict=all(line["met"]),
    )


def as_number(text):
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError):
        return None


def lead_evidence(line):
    return [line["evidence"], *(other["evidence"] for other in line.get("other_leads", {}).values())]


@pytest.mark.parametrize("number", NUMBERS)
def test_evidence_is_catalogued(number):
    closing = datetime.date.fromisoformat(PLAN["dates"]["self_check_to"])
    for evidence in lead_evidence(YEAR["lines"][number]):
        assert len(evidence) in (2, 3)
        for item in evidence:
            assert datetime.date(2021, 9, 1) <= datetime.date.fromisoformat(item["formed_on"]) <= closing
            assert re.fullmatch(r"(枣\S+〔2021〕\d+号)?", item["doc_no"])
            assert item["format"] in {"pdf", "docx", "xlsx", "png"}
            assert item["body"] or item["table"]
            assert len({len(row) for row in item.get("table", [[]])}) == 1


def test_evidence_titles_and_document_numbers_are_not_repeated():
    items = [item for line in YEAR["lines"].values() for evidence in lead_evidence(line) for item in evidence]
    titles = Counter(item["title"] for item in items)
    numbers = Counter(item["doc_no"] for item in items if item["doc_no"])
    assert max(titles.values()) == max(numbers.values()) == 1


def test_returned_lines_belong_to_a_lead_unit_and_say_why():
    assert len(YEAR["returned_once"]) == 4
    for returned in YEAR["returned_once"]:
        assert returned["unit"] in TASKS[returned["number"]]["lead"]
        assert {r["field"] for r in returned["reasons"]} <= {"evidence", "actual", "narrative", "self_score"}


@pytest.mark.parametrize("kind", ["support_line", "township_line"])
def test_cooperating_units_have_six_ways_to_report(kind):
    narratives = YEAR[kind]["narratives"]
    assert len(set(narratives)) == 6
    assert all("{title}" in narrative for narrative in narratives)
    assert YEAR[kind]["problems"] and YEAR[kind]["next_steps"]
