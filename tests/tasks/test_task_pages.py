"""The list of tasks and the page of one, as the unit, its head and the office see them."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tasks.choices import LedgerStatus, Line, Receipt
from tasks.models import Ledger, ReturnReason, TaskUnit
from tasks.services.evidence import add_file
from tasks.services.ledger import mark_returned, save_draft, submit_ledger
from tests.lib.samples import pdf
from tests.world import make_plan, part_of


def fill(part, by, **more):
    ledger = part.ledger
    return save_draft(ledger, **{
        "by": by, "version": ledger.version, "values": {ledger.values.get().target_id: "92.3"}, "self_score": "9",
        "narrative": "已完成。", "problems": "", "next_steps": "", **more,
    })


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(world, as_user, django_assert_num_queries, tasks):
    make_plan(world, tasks=tasks)
    client = as_user(world.water_staff)
    client.get(reverse("task_list"))
    with django_assert_num_queries(11):
        assert client.get(reverse("task_list")).content.decode().count("data-row-link") == tasks


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_page_costs_the_same_for_one_file_and_three(world, plan, as_user, django_assert_num_queries, pieces):
    part = part_of(plan, world.water)
    for pages in range(1, pieces + 1):
        add_file(BytesIO(pdf(pages)), "报告.pdf", unit=world.water, year=part.year, by=world.water_staff,
                 ledger=part.ledger)
    client = as_user(world.water_staff)
    with django_assert_num_queries(20):
        client.get(reverse("task_detail", args=[part.pk]))


def test_the_list_shows_only_what_the_filter_leaves(world, plan, as_user):
    TaskUnit.objects.filter(pk=part_of(plan, world.water, "2").pk).update(receipt=Receipt.WAITING)
    client = as_user(world.water_staff)
    for query, expected in (
        ({"state": "waiting"}, ["2"]), ({"q": "处理率3"}, ["3"]), ({"role": "support"}, []),
        ({"state": "nonsense"}, ["1", "2", "3"]), ({"light": "overdue"}, []),
    ):
        rows = client.get(reverse("task_list"), query).context["rows"]
        assert [row.part.task.number for row in rows] == expected, query


def test_the_office_sees_every_unit_and_the_unit_only_itself(world, plan, as_user):
    office = as_user(world.chief).get(reverse("task_list")).context
    assert office["shows_unit"] and len(office["rows"]) == 12
    assert not as_user(world.water_staff).get(reverse("task_list")).context["shows_unit"]


def test_the_workbook_is_the_list_as_shown(world, plan, as_user):
    answer = as_user(world.water_staff).get(reverse("task_export"), {"q": "处理率2"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [row[:5] for row in sheet.iter_rows(min_row=3, values_only=True)] == [
        ("2", "污水处理率2", "生态生活", "区水利局", "牵头")
    ]


def test_the_office_does_not_read_a_draft(world, plan, as_user):
    part = part_of(plan, world.water)
    fill(part, world.water_staff, narrative="还没有想好的话")
    page = as_user(world.chief).get(reverse("task_detail", args=[part.pk])).content.decode()
    assert "还没有想好的话" not in page and "该单位还没有提交" in page
    assert all(row.self_score is None for row in as_user(world.chief).get(reverse("task_list")).context["rows"])


def test_the_office_goes_on_reading_the_round_while_the_unit_mends_it(world, plan, as_user):
    part = part_of(plan, world.water)
    ledger = fill(part, world.water_staff)
    submit_ledger(ledger, world.water_head, "暂缺")
    ledger = mark_returned(ledger, world.reviewer)
    save_draft(ledger, by=world.water_staff, version=ledger.version, values={}, self_score="9",
               narrative="正在重写", problems="", next_steps="")
    page = as_user(world.chief).get(reverse("task_detail", args=[part.pk])).content.decode()
    assert "已完成。" in page and "正在重写" not in page


def test_a_return_reason_stands_beside_its_line(world, plan, as_user):
    part = part_of(plan, world.water)
    round_ = submit_ledger(fill(part, world.water_staff), world.water_head, "暂缺")
    ReturnReason.objects.create(submission=round_, line=Line.ACTUAL, text="口径不一致", by=world.reviewer,
                                at=round_.submitted_at)
    mark_returned(part.ledger, world.reviewer)
    page = as_user(world.water_staff).get(reverse("task_detail", args=[part.pk]))
    assert page.content.decode().count("口径不一致") == 2
    assert [reason.text for reason in page.context["page"].reasons[Line.ACTUAL]] == ["口径不一致"]


def test_a_task_waits_for_its_signature(world, plan, as_user):
    part = part_of(plan, world.water)
    TaskUnit.objects.filter(pk=part.pk).update(receipt=Receipt.WAITING)
    page = as_user(world.water_staff).get(reverse("task_detail", args=[part.pk])).content.decode()
    assert reverse("task_sign", args=[part.pk]) in page and "ledger-form" not in page


def test_the_head_hands_in_all_that_is_complete(world, plan, as_user):
    whole, gap = part_of(plan, world.water, "1"), part_of(plan, world.water, "2")
    for part in (whole, gap):
        fill(part, world.water_staff)
    add_file(BytesIO(pdf()), "监测报告.pdf", unit=world.water, year=whole.year, by=world.water_staff,
             ledger=whole.ledger)
    Ledger.objects.filter(task_unit__in=[whole, gap]).update(status=LedgerStatus.AWAITING_HEAD)
    client = as_user(world.water_head)
    rows = client.get(reverse("ledger_waiting")).context["rows"]
    assert [row.missing for row in rows] == [[], ["监测报告（说明报告）"]]
    answer = client.post(
        reverse("ledger_submit_all"), {"ledger": [whole.ledger.pk, gap.ledger.pk]}, follow=True
    ).content.decode()
    assert "已提交 1 项" in answer and "没有提交" in answer
    assert Ledger.objects.get(task_unit=whole).status == LedgerStatus.SUBMITTED


def test_the_print_sheet_and_the_rounds_open(world, plan, as_user):
    part = part_of(plan, world.water)
    ledger = fill(part, world.water_staff)
    submit_ledger(ledger, world.water_head, "暂缺")
    ledger = mark_returned(ledger, world.reviewer)
    save_draft(ledger, by=world.water_staff, version=ledger.version,
               values={ledger.values.get().target_id: "95"}, self_score="9.5", narrative="补充了数据。", problems="",
               next_steps="")
    submit_ledger(ledger, world.water_head, "暂缺")
    client = as_user(world.water_staff)
    rounds = client.get(reverse("ledger_history", args=[part.ledger.pk])).context["rounds"]
    assert [(line.label, line.before, line.after) for line in rounds[0].changes] == [
        ("完成值", "92.3%", "95%"), ("自评分", "9分", "9.5分"), ("自查说明", "已完成。", "补充了数据。"),
    ]
    assert "自查表" in client.get(reverse("ledger_print", args=[part.ledger.pk])).content.decode()
