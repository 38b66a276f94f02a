"""阶段与报送: what everybody reads, what the chief types."""

from datetime import date

import pytest
from django.urls import reverse

from tasks.models import Plan
from tasks.plan_draft.shape import Draft, DraftMeasure, DraftPlace, DraftReporting, DraftStage
from tasks.reports.timetable import brief, collect, next_day
from tasks.services.timetable import change_timetable, timetable_of, write_timetable

DRAFT = Draft(
    stages=(DraftStage(2020, 2021, "全面创建阶段", "全面创建阶段,达到考核要求"), DraftStage(2022, 2022, "", "通过核查"),
            DraftStage(2022, 2024, "巩固提升阶段", "稳定提升")),
    places=(DraftPlace("东镇", 2021, "建成市级示范镇"), DraftPlace("东镇", 2023, "建成省级示范镇"),
            DraftPlace("北乡", 2022, "建成示范乡")),
    reporting=(DraftReporting("quarterly", "report", 25, (), "每季度末月25日前报送进展"),
               DraftReporting("half_yearly", "meeting")),
    measures=(DraftMeasure("加强领导", "成立专班。"), DraftMeasure("广泛宣传")),
)
DATES = {
    "work_from": date(2022, 1, 1), "work_to": date(2022, 12, 31), "self_check_from": date(2023, 1, 1),
    "self_check_to": date(2023, 1, 20), "report_due": date(2023, 1, 31), "city_review_due": date(2023, 2, 28),
    "publish_due": date(2023, 5, 31),
}
NEW_ROWS = {
    "version": "1",
    "stages-0-first": "2022", "stages-0-last": "2023", "stages-0-name": "全面创建阶段", "stages-0-goal": "达标",
    "places-3-place": "东镇", "places-3-year": "2022", "places-3-goal": "建成",
    "reporting-0-rhythm": "half_yearly", "reporting-0-kind": "report", "reporting-0-dates": "06-30，12-31",
    "measures-1-title": "加强领导",
}


@pytest.fixture
def year(plan):
    """The plan of 2022 with a full timetable."""
    Plan.objects.filter(pk=plan.pk).update(year=2022, **DATES)
    plan.refresh_from_db()
    write_timetable(plan, DRAFT, {})
    return plan


def test_stages_and_places_know_past_present_and_future(year):
    shown = collect(year, date(2022, 6, 1))
    assert [(stage.shown, stage.years, stage.word, stage.goal) for stage in shown.stages] == [
        ("全面创建阶段", "2020—2021年", "已过", "达到考核要求"), ("2022年", "2022年", "当前", "通过核查"),
        ("巩固提升阶段", "2022—2024年", "当前", "稳定提升")]
    assert [(row.place, [list(goals) for _, goals in row.cells]) for row in shown.places] == [
        ("东镇", [["建成市级示范镇"], [], ["建成省级示范镇"]]), ("北乡", [[], ["建成示范乡"], []])]
    assert [(head.year, head.word) for head in shown.years] == [(2021, "已过"), (2022, "当前"), (2023, "今后")]


def test_bands_that_overlap_lie_below_each_other(year):
    chart = collect(year, date(2022, 6, 1)).chart
    assert [(band.x, band.width, band.y) for band in chart.bands] == [
        ("0.000%", "40.000%", 26), ("40.000%", "20.000%", 26), ("40.000%", "60.000%", 76)]
    assert [mark.year for mark in chart.years if mark.is_now] == [2022]


def test_coming_days_are_workdays_until_the_report_is_due(year):
    shown = collect(year, date(2022, 6, 1))
    assert [(f"{day.on:%m-%d}", day.is_moved, day.is_meeting) for day in shown.days] == [
        ("06-27", True, False), ("06-30", False, True), ("09-26", True, False), ("12-26", True, False),
        ("12-30", True, True)]
    assert shown.next_day == brief(year, date(2022, 6, 1)).next_day == next_day(year, date(2022, 6, 1))


def test_a_year_that_is_over_shows_the_days_that_were(year):
    shown = collect(year, date(2025, 1, 1))
    assert shown.next_day is None and {day.is_past for day in shown.days} == {True}
    assert f"{shown.days[0].on:%Y-%m-%d}" == "2022-03-25"


@pytest.mark.parametrize("filled", [False, True])
def test_the_number_of_queries_is_fixed(world, plan, as_user, django_assert_num_queries, filled):
    if filled:
        write_timetable(plan, DRAFT, {})
    client = as_user(world.water_staff)
    with django_assert_num_queries(12 if filled else 11):  # no places, nothing to look up in the tree
        assert client.get(reverse("plan_timetable", args=[plan.pk])).status_code == 200


def test_a_unit_reads_it_and_may_open_only_what_it_may_see(world, year, as_user):
    page = as_user(world.water_staff).get(reverse("plan_timetable", args=[year.pk])).content.decode()
    assert "巩固提升阶段" in page and "每季度末月25日前报送" in page and "建成示范乡" in page
    assert reverse("unit_detail", args=[world.town.pk]) not in page
    assert reverse("plan_timetable_change", args=[year.pk]) not in page
    page = as_user(world.chief).get(reverse("plan_timetable", args=[year.pk])).content.decode()
    assert reverse("unit_detail", args=[world.town.pk]) in page


def test_where_the_plan_says_nothing_the_chief_reads_what_to_do(world, plan, as_user):
    url = reverse("plan_timetable", args=[plan.pk])
    assert as_user(world.chief).get(url).content.decode().count("导入计划文件可自动读出") == 4
    page = as_user(world.town_staff).get(url).content.decode()
    assert "导入计划文件可自动读出" not in page and "环委办填写后会显示在这里" in page


def test_the_chief_fills_in_all_four_tables(world, plan, as_user):
    answer = as_user(world.chief).post(reverse("plan_timetable_change", args=[plan.pk]), NEW_ROWS)
    assert answer.status_code == 302
    assert timetable_of(plan) == {
        "stages": (DraftStage(2022, 2023, "全面创建阶段", "达标"),),
        "places": (DraftPlace("东镇", 2022, "建成"),),
        "reporting": (DraftReporting("half_yearly", "report", None, ("06-30", "12-31"), ""),),
        "measures": (DraftMeasure("加强领导"),),
    }


def test_saving_what_is_shown_changes_nothing(world, year, as_user):
    client, url = as_user(world.chief), reverse("plan_timetable_change", args=[year.pk])
    form = client.get(url).context["form"]
    data = {"version": form["version"].value()}
    for rows in form.tables.values():
        for row in rows:
            data |= {field.html_name: "" if field.value() is None else field.value() for field in row}
    assert client.post(url, data).status_code == 302
    year.refresh_from_db()
    assert year.version == 1 and timetable_of(year)["places"] == DRAFT.places


@pytest.mark.parametrize(("name", "value", "words"), [
    ("stages-0-last", "2021", "不能早于起始年"), ("places-3-year", "1800", "2000"), ("places-3-goal", "", "必填"),
    ("reporting-0-dates", "13-45", "不是日期"), ("reporting-0-rhythm", "", "必填"),
    ("measures-1-title", "长" * 101, "100"),
])
def test_what_cannot_stand_is_shown_at_its_row(world, plan, as_user, name, value, words):
    data = NEW_ROWS | {name: value} | ({"measures-1-text": "内容"} if name == "measures-1-title" else {})
    answer = as_user(world.chief).post(reverse("plan_timetable_change", args=[plan.pk]), data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "请改正标红的内容" in answer.content.decode()


def test_a_conflict_shows_both_versions_and_keeps_what_was_typed(world, plan, as_user):
    theirs = dict.fromkeys(("stages", "places", "reporting"), ())
    change_timetable(plan, world.chief, 1, **theirs, measures=(DraftMeasure("别人的措施"),))
    client, url = as_user(world.chief), reverse("plan_timetable_change", args=[plan.pk])
    answer = client.post(url, NEW_ROWS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人的措施" in page and 'value="全面创建阶段"' in page and 'name="version" value="2"' in page
    assert client.post(url, NEW_ROWS | {"version": "2"}).status_code == 302


def test_the_plans_page_says_stage_and_next_day(world, year, as_user, time_machine):
    time_machine.move_to("2022-06-01 09:00+08:00", tick=False)
    page = as_user(world.chief).get(reverse("plan_detail", args=[year.pk])).content.decode()
    assert "巩固提升阶段" in page and "2022-06-27" in page


def test_a_units_home_says_the_next_day_at_the_price_of_one_query(world, plan, as_user, django_assert_num_queries):
    client = as_user(world.water_staff)
    url = reverse("home")
    with django_assert_num_queries(14):
        assert "下一次报送" not in client.get(url).content.decode()
    write_timetable(plan, Draft(reporting=(DraftReporting("weekly", "report"),)), {})
    with django_assert_num_queries(14):
        assert "下一次报送" in client.get(url).content.decode()
