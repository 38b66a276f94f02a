from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from departments.services.unit import change_unit
from tasks.choices import ImportStatus, PlanStatus
from tasks.models import NameChoice
from tasks.plan_draft.shape import (
    CHOSEN_SET,
    CREATE_UNIT,
    EXTENDED_SET,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    NEW_SET,
    Draft,
    NameDecision,
)
from tasks.reports import import_desk, import_resolved
from tasks.services.plan_import import editing
from tests.tasks.plan_draft.drafts import WETLAND, coop, draft, head, lead, resp, row
from tests.tasks.plan_import.imports import make_import
from tests.world import make_indicator_set, make_plan

UNITS = (lead("区水利局"), coop("各镇(办、区)"), coop("区文旅局"), coop("驻区部队"), resp("区环卫所"))


def collect(world, found: Draft, **fields) -> import_desk.Desk:
    return import_desk.collect(make_import(world, found, **fields), world.chief)


def test_names_are_resolved_with_decisions_before_the_matching(world):
    names = {
        "驻区部队": NameDecision(IGNORE),
        "区环卫所": NameDecision(CREATE_UNIT, name="区环境卫生所", level="department"),
        "区文旅局": NameDecision(MAP_UNIT, id=world.statistics.pk),
    }
    second = row("r2", units=(lead("区水利局"), coop("区财政局")))
    desk = collect(world, draft(row("r1", units=UNITS), second, names=names))
    assert [(line.name, line.state, line.rows, line.match.how) for line in desk.names] == [
        ("区财政局", "unknown", 1, desk.names[0].match.how), ("区环卫所", "new", 1, "新建单位"),
        ("驻区部队", "ignored", 1, "不列入"), ("区水利局", "sure", 2, "全称"), ("各镇(办、区)", "sure", 1, "全称"),
        ("区文旅局", "sure", 1, "已选择"),
    ]
    assert [(chip.name, chip.said, chip.role, chip.state, chip.shown) for chip in desk.rows[0].chips] == [
        ("区水利局", "lead", "lead", "sure", "区水利局"),
        ("各镇(办、区)", "coop", "support", "sure", "各镇(办、区)"),
        ("区文旅局", "coop", "support", "sure", "区统计局"),
        ("驻区部队", "coop", "support", "ignored", ""),
        ("区环卫所", "resp", "support", "new", "区环境卫生所"),
    ]
    assert [doubt.text for doubt in desk.rows[1].doubts] == ["找不到“区财政局”，请在单位对应里选择。"]
    assert (desk.can_confirm, desk.counts) == (
        False, {"all": 2, "doubtful": 0, "bad": 1, "dropped": 0, "unknown_names": 1}
    )


def test_an_earlier_choice_of_the_office_counts_and_a_new_one_goes_before_it(world):
    NameChoice.objects.create(office=world.office, name="区文旅局", group=world.towns, chosen_by=world.chief)
    found = draft(row("r1", units=(lead("区文旅局"),)))
    assert collect(world, found).rows[0].chips[0].shown == "各镇(办、区)"
    names = {"区文旅局": NameDecision(MAP_UNIT, id=world.water.pk)}
    assert collect(world, replace(found, names=names)).rows[0].chips[0].shown == "区水利局"


def test_a_choice_that_is_no_longer_there_must_be_made_again(world):
    names = {"甲": NameDecision(MAP_UNIT, id=world.water.pk), "乙": NameDecision(MAP_GROUP, id=999_999)}
    found = draft(row("r1", units=(lead("甲"), coop("乙"))), names=names)
    assert [line.state for line in collect(world, found).names] == ["unknown", "sure"]
    change_unit(world.water, by=world.sysadmin, valid_to=date(2020, 1, 1))
    desk = collect(world, found)
    assert [(line.state, line.decision) for line in desk.names] == [("unknown", names["甲"]), ("unknown", names["乙"])]


def test_two_writings_of_one_unit_on_both_sides_are_said(world):
    desk = collect(world, draft(row("r1", units=(lead("区水利局"), coop("水利局")))))
    assert [doubt.text for doubt in desk.rows[0].doubts if "既牵头" in doubt.text] == [
        "“区水利局”既牵头又配合，按牵头导入，请核对。"
    ]


def test_dropped_rows_stay_in_their_place_and_need_nothing(world):
    desk = collect(world, draft(row("r1"), row("r2", number="", units=(lead("谁"),), is_dropped=True), row("r3")))
    assert [line.row.key for line in desk.rows] == ["r1", "r2", "r3"]
    assert (desk.rows[1].doubts, [line.name for line in desk.names], desk.can_confirm) == ((), ["区水利局"], True)
    assert desk.counts == {"all": 2, "doubtful": 0, "bad": 0, "dropped": 1, "unknown_names": 0}


def test_a_checked_row_is_no_longer_doubtful_but_stays_bad(world):
    desk = collect(world, draft(
        row("r1", targets=(), is_checked=True), row("r2", targets=()), row("r3", title="", targets=(), is_checked=True)
    ))
    assert [(line.is_doubtful, line.is_bad) for line in desk.rows] == [(False, False), (True, False), (False, True)]
    assert (desk.counts["doubtful"], desk.counts["bad"]) == (1, 1)


# --- indicators ------------------------------------------------------------------------------------------------

def indicator_draft(set_id, **values) -> Draft:
    rows = (row("r1", title="污水处理率1"), row("r2", title="污水处理率2", indicator=0), row("r3", title="办好培训"))
    return draft(*rows, head=head(set_id=set_id, **values))


def test_rows_are_matched_with_the_chosen_set(world):
    chosen = make_indicator_set(world.office)
    first, _, third = chosen.indicators.order_by("position")
    desk = collect(world, indicator_draft(chosen.pk, set_mode=CHOSEN_SET))
    assert [(line.indicator_id, line.indicator_state, line.indicator_label) for line in desk.rows] == [
        (first.pk, "matched", "1 污水处理率1"), (None, "none", ""), (None, "none", ""),
    ]
    assert (desk.indicators[2], desk.sets[0]) == ((third.pk, "3 污水处理率3"), (chosen.pk, str(chosen)))
    assert desk.domains == ("生态生活", "人居环境")


def test_what_the_set_does_not_have_will_be_new_in_an_extended_one(world):
    chosen = make_indicator_set(world.office)
    desk = collect(world, indicator_draft(chosen.pk, set_mode=EXTENDED_SET))
    assert [line.indicator_state for line in desk.rows] == ["matched", "new", "new"]


def test_a_new_set_has_nothing_to_match(world):
    chosen = make_indicator_set(world.office)
    desk = collect(world, indicator_draft(chosen.pk, set_mode=NEW_SET))
    assert ([line.indicator_state for line in desk.rows], desk.indicators) == (["new"] * 3, [])


def test_an_indicator_somebody_chose_is_not_matched_again(world):
    chosen = make_indicator_set(world.office)
    first = chosen.indicators.order_by("position").first()
    batch = make_import(world, indicator_draft(chosen.pk, set_mode=CHOSEN_SET))
    batch = editing.change_row(batch, world.chief, "r3", 1, indicator=first.pk)
    resolved = import_desk.resolve(batch, import_desk.read_draft(batch))
    assert resolved.indicators["r3"] == (first.pk, 1.0)
    assert resolved.indicators.get("r1", (None, 0))[0] != first.pk
    assert "r2" not in resolved.indicators


def test_an_indicator_that_is_only_alike_asks_for_a_look(world, monkeypatch):
    chosen = make_indicator_set(world.office)
    pk = chosen.indicators.order_by("position").first().pk
    monkeypatch.setattr(import_resolved, "match_indicators", lambda rows, indicators: {"r3": (pk, 0.7)})
    line = collect(world, indicator_draft(chosen.pk, set_mode=CHOSEN_SET)).rows[2]
    assert (line.indicator_id, line.indicator_state, line.is_doubtful) == (pk, "likely", True)


# --- the plan --------------------------------------------------------------------------------------------------

def test_tasks_go_into_the_plan_of_the_year(world):
    plan = make_plan(world)
    own = head(year=plan.year, set_mode=NEW_SET, title="")
    desk = collect(world, draft(row("r1"), row("r2", number="7"), head=own))
    assert (desk.target_plan, [doubt.field for doubt in desk.head_doubts]) == (plan, ["year"])
    assert ["已有序号“1”" in doubt.text for doubt in desk.rows[0].doubts] == [True]
    assert (desk.rows[1].doubts, desk.rows[1].indicator_state, len(desk.indicators)) == ((), "none", 3)


def test_an_indicator_that_the_plan_has_a_task_for_is_said(world):
    plan = make_plan(world, tasks=2, published=False)
    plan.tasks.get(number="2").delete()
    found = draft(row("r7", title="污水处理率1"), row("r8", title="污水处理率2"), head=head(year=plan.year))
    said = [[doubt.text for doubt in line.doubts] for line in collect(world, found).rows]
    assert said == [["计划中已有对应这个指标的任务，导入后会重复计分；已经录入的可以删除这一项。"], []]


def test_dates_of_that_plan_bound_the_rows(world):
    plan = make_plan(world)
    found = draft(row("r7", due=plan.report_due), row("r8", due=date(2000, 1, 1)), head=head(year=plan.year))
    assert [line.is_bad for line in collect(world, found, plan=plan).rows] == [False, True]


def test_a_closed_plan_takes_no_tasks(world):
    plan = make_plan(world)
    plan.status = PlanStatus.CLOSED
    plan.save(update_fields=["status"])
    assert not collect(world, draft(row("r7"), head=head(year=plan.year))).can_confirm


@pytest.mark.parametrize("status", [ImportStatus.READING, ImportStatus.CONFIRMED])
def test_only_a_waiting_draft_can_be_confirmed(world, status):
    found = draft(row("r1"))
    assert collect(world, found).can_confirm
    assert not collect(world, found, status=status, confirmed_at=timezone.now()).can_confirm


def test_an_empty_draft_is_shown(world):
    batch = make_import(world, Draft())
    batch.draft = ""
    desk = import_desk.collect(batch, world.chief)
    assert (desk.rows, desk.names, desk.can_confirm, desk.last_step) == ((), (), False, None)


def test_the_last_step_is_named(world):
    batch = make_import(world, draft(row("r1"), row("r2")))
    batch = editing.drop_row(batch, world.chief, "r2", 1)
    desk = import_desk.collect(batch, world.chief)
    assert (desk.last_step.label, desk.last_step.by) == ("删除第2项", world.chief)


def test_candidates_are_the_units_and_groups_of_the_place(world):
    shown = {(each.kind, each.pk) for each in collect(world, draft(row("r1"))).candidates}
    own = (world.office, world.water, world.housing, world.statistics, world.town, world.street)
    assert shown == {("unit", unit.pk) for unit in own} | {("group", world.towns.pk)}


@pytest.mark.parametrize("values", [{"set_mode": NEW_SET}, {"set_mode": CHOSEN_SET}])
def test_three_rows_and_sixty_take_the_same_queries(world, values):
    chosen = make_indicator_set(world.office)
    counts = []
    collect(world, draft(row("r1")))  # reads the person's rights
    for number in (3, 60):
        rows = (
            row(f"r{place}", title=f"污水处理率{place}", targets=(WETLAND, WETLAND),
                units=(lead("区水利局"), coop(f"区{place}局"), coop("东镇")))
            for place in range(1, number + 1)
        )
        names = {f"区{place}局": NameDecision(MAP_UNIT, id=world.water.pk) for place in range(1, number, 2)}
        batch = make_import(world, draft(*rows, head=head(set_id=chosen.pk, **values), names=names))
        batch = type(batch).objects.get(pk=batch.pk)
        with CaptureQueriesContext(connection) as queries:
            desk = import_desk.collect(batch, world.chief)
        assert len(desk.rows) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
