"""确认导入 makes plan, indicators, units, tasks, assignments and timetable from a draft, all at once or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.choices import Role, UnitClass
from departments.models import AuditEvent, Unit, UnitGroup
from indicators.choices import Comparator, SetLevel, SetStatus, ValueType
from indicators.models import Indicator, IndicatorSet
from tasks.choices import ImportStatus, PlanStatus
from tasks.errors import ImportRefused, StaleDraft
from tasks.models import AnnualTask, ImportFile, NameChoice, Plan, StoredFile, TaskSource
from tasks.plan_draft.shape import (
    ALL_LEAD,
    CHOSEN_SET,
    CREATE_GROUP,
    CREATE_UNIT,
    EXTENDED_SET,
    IGNORE,
    MAP_GROUP,
    MAP_UNIT,
    DraftMeasure,
    DraftPlace,
    DraftReporting,
    DraftStage,
    DraftTarget,
    NameDecision,
    dump,
)
from tasks.services.plan import close_plan
from tasks.services.plan_import import confirming
from tasks.services.plan_import.confirming import confirm_import
from tasks.services.plan_import.undoing import undo_import
from tasks.services.publication import publish
from tests.tasks.plan_draft.drafts import SEWAGE, WETLAND, coop, draft, head, lead, resp, row
from tests.tasks.plan_import.imports import make_import
from tests.world import make_indicator_set, make_person, make_plan

UNITS = (lead("区水利局"), coop("各镇(办、区)"), coop("区文旅局"), coop("驻区部队"))
NAMES = {
    "驻区部队": NameDecision(IGNORE),
    "区文旅局": NameDecision(CREATE_UNIT, name="区文化和旅游局", level="department"),
}
TIMETABLE = {
    "stages": (DraftStage(2026, 2027, "攻坚阶段", "全面达标。"),), "places": (DraftPlace("东镇", 2026, "创成市级"),),
    "reporting": (DraftReporting("monthly", "report", 5, (), "每月5日前报送"),),
    "measures": (DraftMeasure("加强领导", "成立专班。"),),
}


def confirm(world, found, **fields) -> Plan:
    return confirm_import(make_import(world, found, **fields), world.chief, 1)


def refused(world, found, **fields) -> str:
    before = (Plan.objects.count(), Unit.objects.count(), IndicatorSet.objects.count(), AuditEvent.objects.count())
    with pytest.raises(ImportRefused) as refusal:
        confirm(world, found, **fields)
    after = (Plan.objects.count(), Unit.objects.count(), IndicatorSet.objects.count(), AuditEvent.objects.count())
    assert before == after
    return str(refusal.value)


def cells(task: AnnualTask) -> list[tuple[str, str]]:
    return [(cell.role, str(cell)) for cell in task.assignments.order_by("position")]


def test_a_draft_becomes_a_plan_with_all_its_parts(world):
    rows = (
        row("r1", units=UNITS, domain="生态安全", leader="某副区长", deadline="12月底前", due=date(2026, 12, 31)),
        row("r2", targets=(), domain="生态文化"),
        row("r3", is_dropped=True, units=(lead("不认识的单位"),)),
    )
    batch = make_import(world, draft(*rows, names=NAMES, **TIMETABLE))
    plan = confirm_import(batch, world.chief, 1)
    assert (plan.title, plan.year, plan.status, plan.office, plan.report_due) == (
        "丙区2026年度工作计划", 2026, PlanStatus.DRAFT, world.office, date(2027, 1, 31)
    )
    first, second = plan.tasks.order_by("position")
    assert (first.number, first.title, first.domain.name, first.leader, first.deadline_text, first.due) == (
        "1", "任务r1", "生态安全", "某副区长", "12月底前", date(2026, 12, 31)
    )
    assert cells(first) == [("lead", "区水利局"), ("support", "各镇(办、区)"), ("support", "区文化和旅游局")]
    assert (second.domain.name, second.due, second.full_marks) == ("生态文化", plan.self_check_to, Decimal(50))
    assert list(second.targets.values_list("comparator", "value_type", "text")) == [
        (Comparator.QUALITATIVE, ValueType.TEXT, "按要求完成")
    ]
    assert [plan.stages.count(), plan.place_goals.get().unit, plan.reporting_rules.count(), plan.measures.count()] == [
        1, world.town, 1, 1
    ]
    batch.refresh_from_db()
    assert (batch.status, batch.plan, batch.made_plan, batch.confirmed_by) == (
        ImportStatus.CONFIRMED, plan, True, world.chief
    )
    assert batch.made_set == plan.indicator_set and batch.made_set.status == SetStatus.PUBLISHED
    assert [unit.name for unit in batch.made_units.all()] == ["区文化和旅游局"]
    assert AuditEvent.objects.get(action="plan_import.confirm").detail == {
        "tasks": 2, "indicator_set": str(plan.indicator_set), "units": ["区文化和旅游局"]
    }


def test_the_plan_can_be_published_at_once(world):
    plan = confirm(world, draft(row("r1", units=UNITS), names=NAMES))
    done = publish(plan, world.chief)
    assert done.unit_count == 4
    assert Unit.objects.get(name="区文化和旅游局").unit_class == UnitClass.DEPARTMENT


def test_a_confirmed_batch_gives_its_plan_again(world):
    batch = make_import(world, draft(row("r1")))
    plan = confirm_import(batch, world.chief, 1)
    assert confirm_import(batch, world.chief, 1) == plan
    assert (Plan.objects.count(), AuditEvent.objects.filter(action="plan_import.confirm").count()) == (1, 1)


def test_what_others_changed_since_is_not_confirmed_unseen(world):
    batch = make_import(world, draft(row("r1")), version=3)
    with pytest.raises(StaleDraft, match="改动过"):
        confirm_import(batch, world.chief, 2)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("status", [ImportStatus.READING, ImportStatus.UNREADABLE, ImportStatus.DISCARDED])
def test_only_a_ready_batch_is_confirmed(world, status):
    assert refused(world, draft(row("r1")), status=status)


def test_what_is_bad_is_listed_five_at_a_time(world):
    rows = [row(f"r{n}", number="", units=(lead("不认识的单位"),)) for n in range(1, 5)]
    sentence = refused(world, draft(*rows))
    assert sentence.count("第") == 5 and "找不到“不认识的单位”" in sentence and sentence.endswith("另有3处。")


# --- who ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "town_staff", "sysadmin", "city_receiver"])
def test_others_confirm_nothing(world, name):
    with pytest.raises(PermissionDenied):
        confirm_import(make_import(world, draft(row("r1"))), world.people[name], 1)


def test_another_districts_chief_confirms_nothing(world):
    neighbour = make_person("chief2", world.stranger, Role.OFFICE_CHIEF)
    with pytest.raises(PermissionDenied):
        confirm_import(make_import(world, draft(row("r1"))), neighbour, 1)


# --- units -------------------------------------------------------------------------------------------------------

def test_a_group_is_made_of_the_units_there_are_then(world):
    names = {
        "各相关部门": NameDecision(CREATE_GROUP, name="各相关部门", members="departments"),
        "区文旅局": NameDecision(CREATE_UNIT, name="区文旅局", level="department"),
    }
    plan = confirm(world, draft(row("r1", units=(lead("区文旅局"), coop("各相关部门"))), names=names))
    group = UnitGroup.objects.get(name="各相关部门")
    assert cells(plan.tasks.get()) == [("lead", "区文旅局"), ("support", "各相关部门")]
    assert "区文旅局" in group.members.values_list("name", flat=True) and group.members.count() == 4
    assert list(plan.imports.get().made_groups.all()) == [group]


def test_what_a_person_decided_holds_for_the_next_plan(world):
    NameChoice.objects.create(office=world.office, name="区水务部门", unit=world.housing, chosen_by=world.chief)
    names = {
        "区水务部门": NameDecision(MAP_UNIT, id=world.water.pk), "片区": NameDecision(MAP_GROUP, id=world.towns.pk),
        **NAMES,
    }
    units = (lead("区水务部门"), coop("片区"), coop("区文旅局"), coop("驻区部队"))
    confirm(world, draft(row("r1", units=units), names=names))
    made = Unit.objects.get(name="区文化和旅游局")
    assert set(NameChoice.objects.values_list("name", "unit", "group")) == {
        ("区水务部门", world.water.pk, None), ("片区", None, world.towns.pk), ("区文旅局", made.pk, None),
        ("驻区部队", None, None),
    }


def test_a_unit_in_two_writings_leads_only(world):
    found = draft(row("r1", units=(lead("区水利局"), coop("水利局"), coop("区水利局"))))
    assert cells(confirm(world, found).tasks.get()) == [("lead", "区水利局")]


def test_responsible_units_take_part_as_the_head_says(world):
    units = (resp("区水利局"), resp("区统计局"))
    plan = confirm(world, draft(row("r1", units=units), head=head(resp_as=ALL_LEAD)))
    assert cells(plan.tasks.get()) == [("lead", "区水利局"), ("lead", "区统计局")]


def test_a_unit_that_exists_already_is_not_made(world):
    names = {"区水务局": NameDecision(CREATE_UNIT, name="区水利局", level="department")}
    plan = confirm(world, draft(row("r1", units=(lead("区水务局"),)), names=names))
    assert cells(plan.tasks.get()) == [("lead", "区水利局")]
    assert not plan.imports.get().made_units.exists()


@pytest.mark.parametrize(("name", "decision"), [
    ("区水利局", lambda world: NameDecision(MAP_UNIT, id=world.stranger.pk)),
    ("区水利局", lambda world: NameDecision(MAP_UNIT, id=world.district.pk)),
    ("区水利局", lambda world: NameDecision(MAP_GROUP, id=10**6)),
    ("区水利局", lambda world: NameDecision(CREATE_UNIT, name="丁区", level="district")),
    ("区水利局", lambda world: NameDecision(CREATE_UNIT, name="长" * 101, level="department")),
    ("区水利局", lambda world: NameDecision(CREATE_GROUP, name="各局", members="others")),
])
def test_a_foreign_or_impossible_decision_refuses_the_whole(world, name, decision):
    assert refused(world, draft(row("r1"), names={name: decision(world)}))
    assert not NameChoice.objects.exists()


# --- the set -----------------------------------------------------------------------------------------------------

def test_rows_that_match_a_chosen_set_become_its_indicators(world):
    chosen = make_indicator_set(world.office, count=2)
    target = DraftTarget("", ">=", Decimal(95), None, "%", "≥95%", Decimal(90))
    rows = (row("r1", number="1", title="污水处理率1", targets=(target,)), row("r5", title="宣传工作", targets=()),
            row("r3", number="2", title="污水处理率2", targets=()))
    plan = confirm(world, draft(*rows, head=head(set_mode=CHOSEN_SET, set_id=chosen.pk)))
    first, second, third = plan.tasks.order_by("position")
    assert plan.indicator_set == chosen and plan.imports.get().made_set is None
    assert (first.indicator.number, first.full_marks, first.domain.name) == ("1", Decimal(10), "人居环境")
    assert (first.targets.get().indicator, first.targets.get().target) == (first.indicator, Decimal(95))
    assert (second.indicator, second.full_marks, second.domain) == (None, 0, None)
    assert (third.targets.get().target, third.targets.get().text) == (Decimal(90), "≥90%")


def test_targets_go_with_the_parts_of_their_names(world):
    chosen = make_indicator_set(world.office, count=1)
    whole = chosen.indicators.get(number="1")
    for place, name in enumerate(("城镇", "农村"), 1):
        Indicator.objects.create(indicator_set=chosen, domain=whole.domain, parent=whole, name=name, position=place,
                                 threshold=Decimal(80))
    targets = (replace(SEWAGE, name="农村"), replace(SEWAGE, name="城镇"), replace(SEWAGE, name="园区"))
    found = draft(row("r1", title=whole.name, targets=targets, indicator=whole.pk),
                  head=head(set_mode=CHOSEN_SET, set_id=chosen.pk))
    task = confirm(world, found).tasks.get()
    assert [(t.name, t.indicator and t.indicator.name) for t in task.targets.all()] == [
        ("农村", "农村"), ("城镇", "城镇"), ("园区", None)
    ]


def test_a_further_edition_takes_in_what_matches_nothing(world):
    base = make_indicator_set(world.office, count=2)
    IndicatorSet.objects.filter(pk=base.pk).update(total_marks=20)
    rows = (row("r1", number="1", title="污水处理率1"), row("r2", number="2", title="湿地保护", full_marks=Decimal(6)))
    plan = confirm(world, draft(*rows, head=head(set_mode=EXTENDED_SET, set_id=base.pk)))
    made = plan.indicator_set
    assert (made.based_on, made.edition, made.total_marks) == (base, "2026年扩充", Decimal(26))
    assert [task.indicator.number for task in plan.tasks.all()] == ["1", "3"]
    assert all(task.indicator.indicator_set == made for task in plan.tasks.all())


def test_a_further_edition_is_not_made_for_nothing(world):
    base = make_indicator_set(world.office, count=1)
    found = draft(row("r1", title="污水处理率1"), head=head(set_mode=EXTENDED_SET, set_id=base.pk))
    assert confirm(world, found).indicator_set == base


def test_marks_of_the_document_stand_in_task_and_set(world):
    plan = confirm(world, draft(row("r1", full_marks=Decimal(7)), row("r2", full_marks=Decimal("3.5"))))
    assert list(plan.tasks.values_list("full_marks", "indicator__full_marks")) == [
        (Decimal(7), Decimal(7)), (Decimal("3.5"), Decimal("3.5")),
    ]
    assert plan.indicator_set.total_marks == Decimal("10.5")


def test_a_row_without_marks_takes_nothing_from_those_that_have_some(world):
    plan = confirm(world, draft(row("r1", full_marks=Decimal(7)), row("r2")))
    assert list(plan.tasks.values_list("full_marks", "indicator__full_marks")) == [
        (Decimal(7), Decimal(7)), (Decimal(93), Decimal(93)),
    ]


def test_a_set_one_may_not_see_is_refused(world):
    hidden = make_indicator_set(world.stranger, published=False)
    assert "指标体系" in refused(world, draft(row("r1"), head=head(set_mode=CHOSEN_SET, set_id=hidden.pk)))


def test_an_indicator_of_another_set_counts_for_nothing(world):
    chosen, other = make_indicator_set(world.office, count=1), make_indicator_set(world.office, code="o", count=1)
    foreign = other.indicators.get()
    found = draft(row("r1", title="宣传", indicator=foreign.pk), head=head(set_mode=CHOSEN_SET, set_id=chosen.pk))
    assert confirm(world, found).tasks.get().indicator is None


# --- the plan ----------------------------------------------------------------------------------------------------

def test_tasks_join_the_plan_of_the_year(world):
    plan = make_plan(world, tasks=2)
    found = draft(row("r1", number="11", title="湿地保护"), head=head(year=plan.year), **TIMETABLE)
    batch = make_import(world, found)
    assert confirm_import(batch, world.chief, 1) == plan
    batch.refresh_from_db()
    assert (batch.made_plan, batch.made_set, plan.tasks.count()) == (False, None, 3)
    assert plan.tasks.get(number="11").due == plan.self_check_to
    plan.refresh_from_db()
    assert plan.version == 2


def test_stages_of_the_plan_stay_beside_those_of_the_document(world):
    plan = make_plan(world, tasks=1)
    plan.stages.create(first_year=2025, last_year=2025, name="启动", goal="动员。")
    confirm(world, draft(row("r1", number="11"), head=head(year=plan.year), **TIMETABLE))
    assert list(plan.stages.values_list("name", flat=True)) == ["启动", "攻坚阶段"]


def test_a_number_in_use_is_refused(world):
    plan = make_plan(world, tasks=1)
    assert "已有序号“1”" in refused(world, draft(row("r1"), head=head(year=plan.year)))


def test_a_closed_year_is_refused(world):
    plan = make_plan(world, tasks=1)
    close_plan(plan, world.chief)
    assert "已归档" in refused(world, draft(row("r11"), head=head(year=plan.year)))


def test_a_plan_of_another_office_is_refused(world):
    plan = make_plan(world, tasks=1)
    Plan.objects.filter(pk=plan.pk).update(office=world.water)
    assert "不是区环委会办公室的计划" in refused(world, draft(row("r11")), plan=plan)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"title": "长" * 161}, "160"), ({"doc_no": "号" * 61}, "60"), ({"year": 99_999}, "年"), ({"year": None}, "年"),
    ({"title": ""}, "标题"), ({"dates": {}}, "日期"),
])
def test_a_head_that_no_plan_can_have_is_refused(world, change, sentence):
    assert sentence in refused(world, draft(row("r1"), head=head(**change)))


def test_a_citys_plan_goes_to_its_departments_and_districts(world):
    chief = make_person("city_chief", world.city_office, Role.OFFICE_CHIEF)
    names = {
        "市文旅局": NameDecision(CREATE_UNIT, name="乙市文化和旅游局", level="department"),
        "各县(市、区)": NameDecision(CREATE_GROUP, name="各县(市、区)", members="townships"),
    }
    found = draft(row("r1", units=(lead("市文旅局"), coop("各县(市、区)"), coop("丙区"))), names=names)
    batch = make_import(world, found, office=world.city_office, district=None, created_by=chief)
    plan = confirm_import(batch, chief, 1)
    assert (plan.city, plan.district, plan.indicator_set.level) == (world.city, None, SetLevel.CITY)
    assert cells(plan.tasks.get()) == [
        ("lead", "乙市文化和旅游局"), ("support", "各县(市、区)"), ("support", "丙区"),
    ]
    assert publish(plan, chief).unit_count == 3
    assert undo_import(batch, chief).message == ""
    assert not Unit.objects.filter(name="乙市文化和旅游局").exists()


# --- source ------------------------------------------------------------------------------------------------------

def test_each_task_keeps_the_words_it_came_from(world):
    found = draft(row("r1", source="湿地保护率不低于50%。", first_line=4, last_line=5), row("r2", file=2))
    batch = make_import(world, found)
    stored = StoredFile.objects.create(sha256="0" * 64, size=1, content_type="text/plain")
    file = ImportFile.objects.create(batch=batch, position=1, name="计划.txt", stored=stored)
    confirm_import(batch, world.chief, 1)
    fields = ("row", "file", "first_line", "last_line", "text", "task__number")
    assert list(TaskSource.objects.order_by("id").values_list(*fields)) == [
        ("r1", file.pk, 4, 5, "湿地保护率不低于50%。", "1"), ("r2", None, 1, 1, "按要求完成。", "2"),
    ]


# --- faults and weight -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("step", ["settle_set", "write_tasks", "add_timetable", "_mark"])
def test_a_crash_in_the_middle_leaves_nothing(world, monkeypatch, step):
    def crash(*args):
        raise RuntimeError("disk full")

    monkeypatch.setattr(confirming, step, crash)
    batch = make_import(world, draft(row("r1", units=UNITS), names=NAMES, **TIMETABLE))
    before = (Unit.objects.count(), AuditEvent.objects.count())
    with pytest.raises(RuntimeError):
        confirm_import(batch, world.chief, 1)
    batch.refresh_from_db()
    assert (batch.status, batch.plan) == (ImportStatus.READY, None)
    assert (Unit.objects.count(), AuditEvent.objects.count()) == before
    for model in (Plan, IndicatorSet, AnnualTask, NameChoice):
        assert not model.objects.exists()


def test_three_hundred_rows_cost_little_more_than_forty(world):
    counts = []
    for year, rows in ((2026, 40), (2027, 300)):
        found = draft(
            *(row(f"r{n}", units=UNITS, targets=(WETLAND, SEWAGE), domain=f"领域{n % 6}") for n in range(rows)),
            names=NAMES, head=head(year=year), **TIMETABLE,
        )
        batch = make_import(world, found)
        with CaptureQueriesContext(connection) as queries:
            confirm_import(batch, world.chief, 1)
        counts.append(len(queries))
    assert counts[0] < 150 and counts[1] < 220, counts


def test_a_draft_is_left_as_it_was(world):
    found = draft(row("r1", units=UNITS), names=NAMES)
    batch = make_import(world, found)
    confirm_import(batch, world.chief, 1)
    batch.refresh_from_db()
    assert batch.draft == dump(found)
