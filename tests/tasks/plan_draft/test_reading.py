"""A parsed plan as a draft: heads, rows, targets, units, numbers, dates; nothing is longer than its column."""

from datetime import date
from decimal import Decimal

import pytest

from tasks.plan_draft.head_steps import change_timetable
from tasks.plan_draft.reading import draft_of, lines_of
from tasks.plan_draft.shape import COOP, LEAD, RESP, DraftUnit, dump, load
from tasks.plan_draft.values import target_faults, text_faults
from tasks.plan_text import Condition, Item, Roles, parse_plan_file, parse_plan_text
from tasks.plan_text.parsed import Facts, ParsedPlan, SourceLine, Warn
from tests.tasks.plan_import.documents import ANNEX, TEXT
from tests.tasks.plan_text import office_files
from tests.tasks.plan_text.scoring import DOCUMENTS

DATES = {"self_check_from": date(2025, 1, 1), "report_due": date(2025, 1, 31)}


def item(**fields) -> Item:
    return Item(**{"no": "1", "title": "森林覆盖率", "main": Condition(">=", Decimal(40), "%", text="≥40%"), **fields})


def row_of(made: Item, *, cells=(), warnings=(), dates=None):
    plan = ParsedPlan(Facts(year=2024), [made], list(warnings), source=[SourceLine(1, 1, "", tuple(cells))])
    return draft_of([plan], 2024, dates).rows[0]


def test_a_document_becomes_head_and_rows():
    draft = draft_of([parse_plan_text(TEXT)], 2030)

    assert (draft.head.title, draft.head.doc_no) == ("丙区2024年生态文明建设示范区创建工作计划", "丙环委办〔2024〕3号")
    assert draft.head.year == 2024 and draft.head.dates["self_check_to"] == date(2025, 1, 20)
    assert [(row.key, row.number, row.title, row.file) for row in draft.rows] == [
        ("r1", "1", "城镇污水处理率", 1), ("r2", "2", "河长制", 1), ("r3", "3", "统计制度", 1),
    ]
    assert draft.rows[0].units == (
        DraftUnit("区住建局", LEAD), DraftUnit("区水利局", COOP), DraftUnit("各镇(办、区)", COOP)
    )
    assert [measure.title for measure in draft.measures] == ["加强组织领导"]
    assert draft.next_key == 4 and load(dump(draft)) == draft


def test_annexes_follow_the_main_document_with_numbers_apart():
    draft = draft_of([parse_plan_text(TEXT), parse_plan_text(ANNEX)], 2030)

    assert [(row.key, row.number, row.file) for row in draft.rows] == [
        ("r1", "1", 1), ("r2", "2", 1), ("r3", "3", 1), ("r4", "附1-1", 2), ("r5", "附1-2", 2),
    ]
    assert draft.head.title == "丙区2024年生态文明建设示范区创建工作计划"


def test_what_the_main_document_leaves_to_its_annex_is_no_warning_when_the_annex_is_there():
    main = parse_plan_text("丙区2024年创建工作计划\n一、工作目标\n任务分解见附件。\n附件:任务分解表\n")
    assert any("附件" in warning for warning in draft_of([main], 2024).warnings)

    assert draft_of([main, parse_plan_text(ANNEX)], 2024).warnings == ()


def test_warnings_stand_at_their_row_or_at_the_document():
    plan = ParsedPlan(Facts(), [item(), item(no="2")], [Warn("2", "编号 1 之后是 2"), Warn("", "没有标题")])
    draft = draft_of([plan], 2024)

    assert [row.warnings for row in draft.rows] == [(), ("编号 1 之后是 2",)]
    assert draft.warnings == ("没有标题",)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (item(), [("", ">=", 40, "≥40%")]),
        (item(also=[Condition("not_decrease", text="不降低")]),
         [("", ">=", 40, "≥40%"), ("", "not_decrease", None, "不降低")]),
        (item(title="空气质量", main=Condition("composite"), sub=[
            Condition(">=", Decimal(85), "%", title="优良天数比例", text="≥85"),
            Condition("<=", Decimal(35), "微克/立方米", title="PM2.5浓度"),
        ]), [("优良天数比例", ">=", 85, "≥85%"), ("PM2.5浓度", "<=", 35, "≤35微克/立方米")]),
        (item(title="推进节能", sub=[Condition(">=", Decimal("4.5"), "%", title="下降率", text="≥4.5%")]),
         [("下降率", ">=", Decimal("4.5"), "≥4.5%")]),
        (item(main=Condition("between", Decimal(60), "%", Decimal(70))), [("", "between", 60, "60—70%")]),
        (item(main=Condition("meet_assigned")), [("", "meet_assigned", None, "完成上级下达任务")]),
        (item(main=Condition(">=", None, text="达到上级要求")), [("", "qualitative", None, "达到上级要求")]),
        (item(main=Condition("na", text="不涉及")), []),
        (item(main=Condition("qualitative", text="森林覆盖率")), []),
        (item(title="河长制", main=Condition("qualitative", text="河长制"), source="河长制。全面推行河长制。"),
         [("", "qualitative", None, "全面推行河长制")]),
    ],
    ids=["single", "also", "composite", "work", "between", "assigned", "no number", "none", "name only", "sentence"],
)  # fmt: skip
def test_targets(made, expected):
    targets = row_of(made).targets

    assert [(target.name, target.comparator, target.target, target.text) for target in targets] == expected


def test_a_number_that_no_column_holds_is_told():
    row = row_of(item(main=Condition(">=", Decimal("1e20"), "%", text="≥很多")))
    assert row.targets[0].comparator == "qualitative" and "位数" in row.warnings[0]

    assert row_of(item(main=Condition("approx", Decimal(70), "%", text="70%左右"))).warnings


def test_the_present_value_is_the_first_targets():
    assert row_of(item(current=Decimal("38.5"))).targets[0].baseline == Decimal("38.5")

    row = row_of(item(current="稳步提高"))
    assert row.targets[0].baseline is None and row.requirement == "现状：稳步提高"


@pytest.mark.parametrize(("on", "due"), [
    (date(2025, 1, 10), date(2025, 1, 10)), (date(2024, 12, 31), None), (date(2025, 2, 1), None), (None, None),
])
def test_a_deadline_closes_the_ledger_only_within_the_self_check(on, due):
    """Work due in October is not reported before the self-check opens in January."""
    row = row_of(item(deadline="见原文", deadline_iso=on), dates=DATES)

    assert (row.deadline, row.due) == ("见原文", due)


@pytest.mark.parametrize(
    ("written", "attribute"),
    [("约束性", "binding"), ("参考性指标", "reference"), ("预期", "reference"), ("★", ""), (None, "")],
)
def test_attributes(written, attribute):
    assert row_of(item(attr=written)).attribute == attribute


def test_units_keep_what_the_document_calls_them():
    roles = Roles(lead=["区林业局"], coop=["区水利局", "区水利局"], resp=["各镇"], leader="分管副区长")
    row = row_of(item(roles=roles, implicit_coop=["区财政局"]))

    assert row.leader == "分管副区长"
    assert [(unit.name, unit.role) for unit in row.units] == [
        ("区林业局", LEAD), ("各镇", RESP), ("区水利局", COOP), ("区财政局", COOP),
    ]


def test_longer_texts_than_the_columns_are_cut_and_told():
    row = row_of(item(title="长" * 300, no="1" * 30, deadline="末" * 80, roles=Roles(lead=["局" * 200])))

    assert not list(text_faults(row)) and len(row.title) == 160
    assert len([warning for warning in row.warnings if "截短" in warning]) == 3


def test_the_year_is_this_one_where_the_document_says_none_or_nonsense():
    assert draft_of([ParsedPlan(Facts(), [], [])], 2031).head.year == 2031
    assert draft_of([ParsedPlan(Facts(year=1912), [], [])], 2031).head.year == 2031


def test_lines_are_kept_with_their_cells(tmp_path):
    lines = lines_of(parse_plan_file(office_files.workbook(tmp_path / "a.xlsx")))

    assert lines[2]["cells"][2] == "环境空气质量" and lines[2]["number"] == 3


def _stem(path) -> str:
    return path.stem


@pytest.mark.parametrize("path", sorted(set(DOCUMENTS.iterdir()) - set(DOCUMENTS.glob("*.json"))), ids=_stem)
def test_every_document_gives_a_draft_that_can_be_kept(path):
    draft = draft_of([parse_plan_file(path)], 2024)

    assert load(dump(draft)) == draft
    assert not [fault for row in draft.rows for fault in text_faults(row)]
    assert not [fault for row in draft.rows for target in row.targets for fault in target_faults(target)]
    parts = ("stages", "places", "reporting", "measures")
    change_timetable(draft, **{part: getattr(draft, part) for part in parts})
