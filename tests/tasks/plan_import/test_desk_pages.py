"""The desk in the browser: the document beside its rows, every step answered with what it changed."""

from html import escape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.choices import ImportStatus
from tasks.models import AnnualTask, ImportFile, Plan, StoredFile
from tasks.plan_draft.shape import CREATE_UNIT, MAP_UNIT, DraftHead, DraftMeasure, DraftStage, DraftTarget
from tasks.reports.import_desk import read_draft
from tasks.services.breakdown import change_task
from tasks.services.plan_import import editing
from tasks.services.plan_import.confirming import confirm_import
from tests.tasks.plan_draft.drafts import DATES, SOURCE, coop, draft, head, lead, row
from tests.tasks.plan_import.imports import make_import

HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script>"


def add_file(batch, *texts: str, name="计划.txt", position=1) -> ImportFile:
    stored = StoredFile.objects.create(sha256=f"{batch.pk:032x}{position:032x}", size=1, content_type="text/plain")
    lines = [{"number": n, "last": n, "text": text, "cells": []} for n, text in enumerate(texts, 1)]
    return ImportFile.objects.create(batch=batch, position=position, name=name, stored=stored, lines=lines)


@pytest.fixture
def batch(world):
    rows = [row(f"r{n}", first_line=n, last_line=n) for n in (1, 2, 3)]
    batch = make_import(world, draft(*rows))
    add_file(batch, *(f"{n}.任务r{n}。牵头单位:区水利局。" for n in (1, 2, 3)))
    return batch


@pytest.fixture
def chief(world, as_user):
    return as_user(world.chief)


def at(name: str, batch, *more) -> str:
    return reverse(f"plan_import_{name}", args=[batch.pk, *more])


def page(client, batch, query: str = "") -> str:
    return client.get(at("detail", batch) + query).content.decode()


def row_of(batch, key: str):
    batch.refresh_from_db()
    return read_draft(batch).row(key)


def content(found, **changes) -> dict:
    """The row's form as the page sends it."""
    key, target = found.key, found.targets[0]
    names = {role: "、".join(found.named(role)) for role in ("lead", "resp", "coop")}
    return {
        f"{key}-number": found.number, f"{key}-title": found.title, f"{key}-requirement": found.requirement,
        f"{key}-rev": found.rev, **{f"{key}-{role}_names": text for role, text in names.items()},
        f"{key}-targets-0-name": target.name, f"{key}-targets-0-comparator": target.comparator,
        f"{key}-targets-0-target": "50", f"{key}-targets-0-unit": target.unit, f"{key}-targets-0-text": target.text,
    } | {f"{key}-{name}": value for name, value in changes.items()}


def sums(answer) -> str:
    """What the page would say of the rows it shows."""
    return ",".join(f"{shown.row.key}.{shown.sum}" for shown in answer.context["rows"])


# --- what the page shows ------------------------------------------------------------------------------------------

def test_the_document_stands_beside_its_rows_with_its_words_marked(chief, batch):
    text = page(chief, batch)
    assert '<mark class="mark-title">任务r2</mark>' in text and '<mark class="mark-lead">区水利局</mark>' in text
    assert 'data-pick="r2"' in text and 'id="row-r2"' in text
    assert "<strong class=\"num\">3</strong> 项任务" in text


def test_rows_to_be_mended_come_first_or_the_documents_order(world, chief):
    rows = [row("r1"), row("r2", title="", first_line=2), row("r3", targets=(), first_line=3)]
    batch = make_import(world, draft(*rows))
    keys = lambda query: [shown.row.key for shown in chief.get(at("detail", batch) + query).context["rows"]]  # noqa: E731
    assert keys("") == ["r2", "r3", "r1"] and keys("?order=text") == ["r1", "r2", "r3"]
    assert keys("?only=bad") == ["r2"] and keys("?only=look") == ["r3"] and keys("?only=dropped") == []
    assert keys("?q=任务r3") == ["r3"] and keys("?q=区水利局&order=text") == ["r1", "r2", "r3"]
    assert keys("?order=nonsense&only=<b>&upto=x") == ["r2", "r3", "r1"]


def test_confirming_waits_until_nothing_bad_is_left(world, chief, batch):
    link, button = '"desk-dialog" hidden>确认导入</a>', 'aria-describedby="desk-why" hidden>确认导入'
    text = page(chief, batch)
    assert link not in text and button in text and "还不能导入" not in text
    batch.draft = make_import(world, draft(row("r1", title=""))).draft
    batch.save()
    text = page(chief, batch)
    assert link in text and button not in text and "还不能导入" in text and "先改 1 项任务" in text


@pytest.mark.parametrize(
    "query", ["", "?tab=names", "?tab=head", "?tab=times", "?row=r1", f"?tab=names&name={HOSTILE}"]
)
def test_hostile_words_are_shown_as_words(world, chief, query):
    target = DraftTarget(HOSTILE, "qualitative", None, None, HOSTILE, HOSTILE)
    hostile = row("r1", title=HOSTILE, number=HOSTILE[:20], domain=HOSTILE, requirement=HOSTILE, leader=HOSTILE,
                  deadline=HOSTILE, targets=(target,), units=(lead(HOSTILE), coop(f'"{HOSTILE}')), source=HOSTILE,
                  warnings=(HOSTILE,))
    found = draft(hostile, head=head(title=HOSTILE, doc_no=HOSTILE, issuer=HOSTILE), warnings=(HOSTILE,),
                  stages=(DraftStage(2026, 2027, HOSTILE, HOSTILE),), measures=(DraftMeasure(HOSTILE, HOSTILE),))
    batch = make_import(world, found)
    add_file(batch, f"1.{HOSTILE}牵头单位:{HOSTILE}", name=f"{HOSTILE}.txt")
    add_file(batch, HOSTILE, name=f"附件{HOSTILE}.txt", position=2)
    editing.check_row(batch, world.chief, "r1", 1)
    text = page(chief, batch, query)
    assert HOSTILE not in text and escape(HOSTILE) in text
    assert f'<mark class="mark-title">{escape(HOSTILE)}</mark>' in text


@pytest.mark.parametrize("tab", ["rows", "names", "head", "times"])
def test_a_page_asks_as_much_of_the_database_with_many_rows(world, chief, tab):
    counts = []
    for count in (3, 60):
        rows = [row(f"r{n}", first_line=n, units=(lead("区水利局"), coop(f"第{n}局"))) for n in range(1, count + 1)]
        batch = make_import(world, draft(*rows))
        add_file(batch, *("一行" for _ in rows))
        page(chief, batch)
        with CaptureQueriesContext(connection) as queries:
            page(chief, batch, f"?tab={tab}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_long_lists_come_in_slices(world, chief):
    batch = make_import(world, draft(*(row(f"r{n}") for n in range(1, 251))))
    text = page(chief, batch, "?order=text")
    assert text.count('data-row="r') == 100 and "还有 150 项" in text and "<form class=\"row-form\"" not in text
    more = chief.get(at("rows", batch), {"order": "text", "upto": 200, "since": 100}, headers=HTMX).content.decode()
    assert 'id="row-r101"' in more and 'id="row-r100"' not in more and "还有 50 项" in more
    assert chief.get(at("rows", batch)).status_code == 302


# --- one row ------------------------------------------------------------------------------------------------------

def test_a_row_is_edited_in_its_place(chief, batch):
    form = chief.get(at("row", batch, "r2"), headers=HTMX).content.decode()
    assert 'name="r2-title" class="form-control" value="任务r2"' in form
    data = content(row_of(batch, "r2"), title="新名称", lead_names="区统计局、区水利局", due=f"{DATES['work_to']}",
                   **{"targets-1-comparator": "qualitative", "targets-1-text": "完成"})
    answer = chief.post(at("row", batch, "r2"), data | {"shown": "r2.0"}, headers=HTMX)
    changed = row_of(batch, "r2")
    assert (changed.title, changed.named("lead"), changed.due) == ("新名称", ("区统计局", "区水利局"), DATES["work_to"])
    assert [target.text for target in changed.targets] == ["不低于50%", "完成"]
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Reswap"]) == (200, "none")
    assert 'id="row-r2"' in text and 'hx-swap-oob="true"' in text and "新名称" in text and 'id="row-r1"' not in text


def test_a_form_sent_back_unchanged_leaves_no_step(chief, batch):
    chief.post(at("row", batch, "r1"), content(row_of(batch, "r1")), headers=HTMX)
    assert not batch.steps.exists() and row_of(batch, "r1").rev == 1


def test_bad_input_comes_back_at_its_field(chief, batch):
    data = content(row_of(batch, "r1"), title="", due="昨天", **{"targets-0-target": "很多"})
    answer = chief.post(at("row", batch, "r1"), data, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 422 and "请填写日期" in text and "不是数字" in text and 'id="row-r1"' in text
    whole = chief.post(at("row", batch, "r1"), data)
    assert whole.status_code == 422 and "请填写日期" in whole.content.decode() and b"desk-source" in whole.content


def test_somebody_else_was_first(world, chief, batch):
    data = content(row_of(batch, "r1"), title="我写的")
    editing.change_row(batch, world.chief, "r1", 1, title="别人写的")
    answer = chief.post(at("row", batch, "r1"), data, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409 and "<td>我写的</td><td>别人写的</td>" in text
    assert 'value="2" id="id_r1-rev"' in text
    again = chief.post(at("row", batch, "r1"), data | {"r1-rev": "2"}, headers=HTMX)
    assert again.status_code == 200 and row_of(batch, "r1").title == "我写的"


def test_without_scripts_everything_is_forms_and_links(chief, batch):
    opened = page(chief, batch, "?row=r2")
    assert f'action="{at("row", batch, "r2")}"' in opened and at("row_drop", batch, "r2") in opened
    saved = chief.post(at("row", batch, "r2"), content(row_of(batch, "r2"), title="新名称"))
    assert (saved.status_code, saved.url, row_of(batch, "r2").title) == (302, at("detail", batch), "新名称")
    chief.post(at("row_drop", batch, "r2"), {"r2-rev": "2"})
    assert row_of(batch, "r2").is_dropped
    added = chief.post(at("row_add", batch), {"after": "r1"})
    assert added.url.endswith("?row=r4#row-r4")
    assert chief.get(at("row", batch, "r1")).url.endswith("?row=r1#row-r1")


@pytest.mark.parametrize(
    ("step", "field", "value"), [("check", "is_checked", True), ("drop", "is_dropped", True), ("merge", "rev", None)]
)
def test_steps_answer_with_the_rows_they_changed(chief, batch, step, field, value):
    known = sums(chief.get(at("detail", batch)))
    answer = chief.post(at(f"row_{step}", batch, "r2"), {"rev": 1, "shown": known}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200 and getattr(row_of(batch, "r2"), field, None) == value
    assert "row-r2" in text and 'id="line-1-2"' in text and 'data-row="r3"' not in text
    if step == "merge":
        assert '<li id="row-r2" hx-swap-oob="delete">' in text and 'data-row="r1"' in text
        assert '"desk-select": "r1"' in answer["HX-Trigger-After-Settle"]


def test_a_stale_step_is_refused_and_the_row_is_told_anew(chief, batch):
    answer = chief.post(at("row_drop", batch, "r2"), {"rev": 7, "shown": "r2.0"}, headers=HTMX)
    assert answer.status_code == 409 and "刚刚被改动过" in answer.content.decode()
    assert 'data-row="r2"' in answer.content.decode() and not row_of(batch, "r2").is_dropped
    assert chief.post(at("row_drop", batch, "r2"), {"rev": "x"}).status_code == 302


def test_a_dropped_row_comes_back(chief, batch):
    chief.post(at("row_drop", batch, "r2"), {"rev": 1}, headers=HTMX)
    chief.post(at("row_restore", batch, "r2"), {"rev": 2}, headers=HTMX)
    assert not row_of(batch, "r2").is_dropped


def test_a_row_is_cut_in_two(world, chief):
    batch = make_import(world, draft(row("r1", source=SOURCE), row("r2")))
    dialog = chief.get(at("row_split", batch, "r1"), headers=HTMX).content.decode()
    assert dialog.count("从这里拆开") == len(chief.get(at("row_split", batch, "r1")).context["pieces"]) - 1 > 0
    answer = chief.post(at("row_split", batch, "r1"), {"rev": 1, "at": 1, "shown": "r1.0,r2.0"}, headers=HTMX)
    text = answer.content.decode()
    assert 'hx-swap-oob="afterend:#row-r1"' in text and 'data-row="r3"' in text
    assert '"dialog-done": true' in answer["HX-Trigger-After-Settle"]
    assert chief.post(at("row_split", batch, "r1"), {"rev": 2, "at": 99}, headers=HTMX).status_code == 422


def test_an_added_row_opens_below(chief, batch):
    answer = chief.post(at("row_add", batch), {"after": "r1", "shown": "r1.0"}, headers=HTMX)
    text = answer.content.decode()
    assert '"desk-open": "r4"' in answer["HX-Trigger-After-Settle"] and "afterend:#row-r1" in text
    assert 'name="r4-title"' in text and 'name="r4-targets-0-text"' in text
    first = chief.post(at("row_add", batch), {"after": ""}, headers=HTMX)
    assert '"desk-again": true' in first["HX-Trigger-After-Settle"]
    assert chief.post(at("row_add", batch), {"after": "r99"}, headers=HTMX).status_code == 422


def test_the_last_step_is_taken_back(world, chief, batch):
    editing.merge_row(batch, world.chief, "r2", 1)
    step = batch.steps.get().pk
    answer = chief.post(at("step_back", batch), {"step": step, "shown": "r1.0"}, headers=HTMX)
    text = answer.content.decode()
    assert row_of(batch, "r2") and "已撤销：向上合并第2项" in text and 'id="line-1-2"' in text
    assert '"desk-again": true' in answer["HX-Trigger-After-Settle"]
    assert chief.post(at("step_back", batch), {"step": step}, headers=HTMX).status_code == 422


@pytest.mark.parametrize("name", ["row", "row_split"])
def test_a_row_that_is_not_there_is_not_found(chief, batch, name):
    assert chief.get(at(name, batch, "r99"), headers=HTMX).status_code == 404
    assert chief.post(at("row_check", batch, "r99"), {"rev": 1}).status_code == 404


# --- names, head, timetable ---------------------------------------------------------------------------------------

@pytest.fixture
def unknown(world):
    units = (lead("区水利局"), coop("区文旅局"), coop("区环卫所"))
    return make_import(world, draft(row("r1", units=units), row("r2", units=units)))


def test_a_name_is_decided_where_it_stands(world, chief, unknown):
    text = page(chief, unknown, "?tab=names")
    assert "2 个名称还没有对应" in text and text.index("区文旅局") < text.index("个已对应，仍可改")
    data = {"name": "区文旅局", "means": f"u{world.statistics.pk}", "tab": "names"}
    answer = chief.post(at("names", unknown), data, headers=HTMX)
    unknown.refresh_from_db()
    decision = read_draft(unknown).names["区文旅局"]
    assert (decision.do, decision.id) == (MAP_UNIT, world.statistics.pk)
    assert "您选定的" in answer.content.decode() and "1 个名称还没有对应" in answer.content.decode()
    chief.post(at("names", unknown), data | {"means": ""}, headers=HTMX)
    unknown.refresh_from_db()
    assert read_draft(unknown).names == {}


def test_a_name_becomes_a_new_unit_of_another_name(chief, unknown):
    data = {"name": "区环卫所", "means": "new:department", "new_name": "区环境卫生所"}
    answer = chief.post(at("names", unknown), data, headers=HTMX)
    unknown.refresh_from_db()
    decision = read_draft(unknown).names["区环卫所"]
    assert (decision.do, decision.name) == (CREATE_UNIT, "区环境卫生所")
    assert 'name="new_name" value="区环境卫生所"' in answer.content.decode()


@pytest.mark.parametrize("means", ["u999999", "x", "new:city", "u" + "9" * 30, "group:", HOSTILE[:40]])
def test_nonsense_decides_nothing(chief, unknown, means):
    answer = chief.post(at("names", unknown), {"name": "区文旅局", "means": means}, headers=HTMX)
    unknown.refresh_from_db()
    assert answer.status_code == 422 and read_draft(unknown).names == {} and HOSTILE not in answer.content.decode()


def test_a_stranger_s_unit_cannot_be_meant(world, chief, unknown):
    answer = chief.post(at("names", unknown), {"name": "区文旅局", "yes": f"u{world.stranger.pk}"}, headers=HTMX)
    assert answer.status_code == 422 and "不在本计划可以分解的单位之内" in answer.content.decode()


def test_all_that_are_left_are_decided_at_once(chief, unknown):
    answer = chief.post(at("names_rest", unknown), {"do": "ignore", "tab": "names"}, headers=HTMX)
    unknown.refresh_from_db()
    assert {name: found.do for name, found in read_draft(unknown).names.items()} == {
        "区文旅局": "ignore", "区环卫所": "ignore",
    }
    assert '"desk-again": true' in answer["HX-Trigger-After-Settle"]
    assert chief.post(at("names_rest", unknown), {"do": "drop table"}).status_code == 302


def test_what_is_not_sure_is_taken_as_it_is_once_seen(world, chief):
    batch = make_import(world, draft(row("r1", units=(lead("县水利局"), coop("区文旅局")))))
    assert "1 个对应得不一定准" in page(chief, batch, "?tab=names")
    chief.post(at("names_rest", batch), {"do": "likely", "tab": "names"}, headers=HTMX)
    batch.refresh_from_db()
    assert {name: (found.do, found.id) for name, found in read_draft(batch).names.items()} == {
        "县水利局": (MAP_UNIT, world.water.pk),
    }
    assert batch.steps.get().label == "认可1个单位的对应"


def test_one_line_opens_its_choices(world, chief, unknown):
    line = chief.get(at("names", unknown), {"name": "区水利局"}, headers=HTMX).content.decode()
    assert f'<option value="u{world.housing.pk}">' in line and "新建单位组" in line
    assert chief.get(at("names", unknown), {"name": "无此局"}, headers=HTMX).status_code == 404
    assert chief.get(at("names", unknown)).status_code == 302


def head_data(found: DraftHead, version: int, **changes) -> dict:
    dates = {name: f"{on:%Y-%m-%d}" for name, on in found.dates.items()}
    return {"title": found.title, "year": found.year, "set_mode": found.set_mode, "resp_as": found.resp_as,
            "version": version, **dates, **changes}


def test_the_head_is_kept_at_every_change(chief, batch):
    data = head_data(head(), 1, title="新标题", resp_as="all_lead", work_to="")
    answer = chief.post(at("head", batch), data, headers=HTMX)
    batch.refresh_from_db()
    found = read_draft(batch).head
    assert (found.title, found.resp_as, "work_to" in found.dates) == ("新标题", "all_lead", False)
    text = answer.content.decode()
    assert answer.status_code == 200 and 'name="version" id="id_version" value="2"' in text and "新标题" in text


def test_the_head_says_what_is_wrong(world, chief, batch):
    answer = chief.post(at("head", batch), head_data(head(), 1, year="2999", issued_on="x"), headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#desk-tab") and "请填写日期" in answer.content.decode()
    editing.change_head(batch, world.chief, 1, title="别人的标题")
    stale = chief.post(at("head", batch), head_data(head(), 1, title="我的标题"), headers=HTMX)
    text = stale.content.decode()
    assert stale.status_code == 409 and "<td>我的标题</td><td>别人的标题</td>" in text and 'value="我的标题"' in text
    assert chief.post(at("head", batch), head_data(head(), 1, year="x")).status_code == 422


def test_tasks_for_a_plan_that_is_there_keep_its_head(world, chief, batch, plan):
    plan.year = 2026
    plan.save()
    text = page(chief, batch, "?tab=head")
    assert "任务将加入已有的计划" in text and 'name="title"' not in text
    data = {"resp_as": "all_support", "year": 2026, "version": 1}
    answer = chief.post(at("head", batch), data, headers=HTMX)
    assert answer.status_code == 200 and "desk-again" not in answer["HX-Trigger-After-Settle"]
    assert row_of(batch, "r1") and read_draft(batch).head.year == 2026


def test_a_plan_found_by_a_wrong_year_is_left_by_correcting_it(world, chief, batch, plan):
    plan.year, plan.status = 2026, "closed"
    plan.save()
    assert 'id="id_year"' in page(chief, batch, "?tab=head")
    answer = chief.post(at("head", batch), {"resp_as": "all_lead", "year": 2027, "version": 1}, headers=HTMX)
    assert "desk-again" in answer["HX-Trigger-After-Settle"]
    batch.refresh_from_db()
    assert (read_draft(batch).head.year, read_draft(batch).head.title) == (2027, head().title)
    assert 'name="title"' in page(chief, batch, "?tab=head")


def test_a_plan_chosen_at_the_upload_stays(world, chief, plan):
    batch = make_import(world, draft(row("r11"), head=head(year=plan.year)), plan=plan)
    assert 'id="id_year"' not in page(chief, batch, "?tab=head")
    assert chief.post(at("head", batch), {"resp_as": "all_lead", "year": 2031, "version": 1}).status_code == 302
    batch.refresh_from_db()
    assert read_draft(batch).head.year == plan.year


def test_stages_and_measures_are_rows_to_add_and_take_away(chief, batch):
    data = {"version": 1, "stages-0-first": 2026, "stages-0-last": 2027, "stages-0-goal": "达标",
            "measures-3-title": "加强领导"}
    assert chief.post(at("timetable", batch), data, headers=HTMX).status_code == 200
    batch.refresh_from_db()
    assert read_draft(batch).stages == (DraftStage(2026, 2027, "", "达标"),)
    assert read_draft(batch).measures == (DraftMeasure("加强领导"),)
    assert "达标" in page(chief, batch, "?tab=times")
    bad = chief.post(at("timetable", batch), data | {"version": 2, "stages-0-last": 2020}, headers=HTMX)
    assert bad.status_code == 422 and "不能早于起始年" in bad.content.decode()
    assert chief.post(at("timetable", batch), {"version": 2}).status_code == 302


# --- settling -----------------------------------------------------------------------------------------------------

def test_confirming_shows_what_will_be_made_and_makes_it(world, chief, batch):
    dialog = chief.get(at("confirm", batch), headers=HTMX).content.decode()
    assert "牵头 <strong class=\"num\">3</strong> 处" in dialog and "新指标" in dialog
    answer = chief.post(at("confirm", batch), {"version": batch.version})
    assert answer.status_code == 302 and AnnualTask.objects.filter(source__batch=batch).count() == 3
    text = page(chief, batch)
    task = AnnualTask.objects.get(source__batch=batch, number="2")
    assert reverse("plan_task_change", args=[task.pk]) in text and 'data-pick="r2"' in text
    assert reverse("publication", args=[task.plan_id]) in text and "撤销导入" in text


def test_confirming_what_somebody_has_changed_meanwhile_asks_again(world, chief, batch):
    editing.check_row(batch, world.chief, "r1", 1)
    answer = chief.post(at("confirm", batch), {"version": 1})
    assert answer.status_code == 409 and "刚刚被改动过" in answer.content.decode() and not AnnualTask.objects.exists()


def test_confirming_what_is_not_ready_says_why(world, chief):
    batch = make_import(world, draft(row("r1", title="")))
    answer = chief.post(at("confirm", batch), {"version": 1})
    assert answer.status_code == 422 and not Plan.objects.exists()
    assert "还不能导入" in chief.get(at("confirm", batch)).content.decode()


def test_before_an_undo_it_says_that_later_corrections_are_lost(world, chief, batch):
    plan = confirm_import(batch, world.chief, 1)
    assert "导入后在任务和计划里做的修改也一并收回" in page(chief, batch)
    change_task(plan.tasks.first(), world.chief, 1, title="改过的任务")
    assert "做的修改（已有 1 项任务改过）也一并收回" in page(chief, batch)


def test_an_import_is_undone_as_a_whole(chief, batch):
    chief.post(at("confirm", batch), {"version": batch.version})
    assert chief.get(at("confirm", batch)).status_code == 302
    chief.post(at("undo", batch))
    batch.refresh_from_db()
    assert batch.status == ImportStatus.READY and not AnnualTask.objects.exists()
    assert chief.post(at("undo", batch)).status_code == 302


def test_the_made_page_asks_as_much_with_many_tasks(world, chief):
    counts = []
    for count, year in ((3, 2026), (30, 2027)):
        dates = {name: replace_year(on, year) for name, on in DATES.items()}
        rows = [row(f"r{n}") for n in range(1, count + 1)]
        batch = make_import(world, draft(*rows, head=head(year=year, dates=dates)))
        add_file(batch, "一行")
        chief.post(at("confirm", batch), {"version": 1})
        page(chief, batch)
        with CaptureQueriesContext(connection) as queries:
            assert "建立了" in page(chief, batch)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def replace_year(on, year: int):
    return on.replace(year=on.year + year - 2026, day=min(on.day, 28))


# --- doors --------------------------------------------------------------------------------------------------------

def test_pieces_of_an_import_in_another_state_are_not_found(chief, batch):
    batch.status = ImportStatus.DISCARDED
    batch.save()
    for name, more in (("rows", ()), ("row", ("r1",)), ("row_split", ("r1",)), ("names", ())):
        assert chief.get(at(name, batch, *more), headers=HTMX).status_code == 404
    assert chief.post(at("row_check", batch, "r1"), {"rev": 1}).status_code == 404


def test_nothing_is_taken_from_another_site(world, batch):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.chief, backend="django.contrib.auth.backends.ModelBackend")
    for name, more in (("row_drop", ("r1",)), ("names_rest", ()), ("head", ()), ("confirm", ()), ("step_back", ())):
        assert client.post(at(name, batch, *more), {"rev": 1}).status_code == 403
