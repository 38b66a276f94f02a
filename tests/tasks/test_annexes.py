"""The three annexes: from one collection to one workbook and one PDF, which say the same as the database."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db.models import Sum
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from departments.choices import Level
from departments.services.unit import open_unit
from eco_demo.lib import clock
from eco_demo.lib.numbers import format_number
from eco_demo.lib.pdf import PdfError
from indicators.choices import Comparator
from tasks.models import AnnualTask, Plan, TaskTarget, TaskUnit
from tasks.reports import annex_files, annexes
from tasks.services.breakdown import add_task, assign, change_task
from tasks.services.publication import preview
from tests.world import make_plan

DAY = date(2022, 1, 4)


@pytest.fixture
def full(world, plan):
    """Three indicators, the second in two parts; a work item without indicator; a leading official; a deadline."""
    second = plan.tasks.get(number="2")
    said = {"leader": "分管副区长", "deadline_text": "9月底前", "full_marks": Decimal("12.5")}
    change_task(second, world.chief, 1, **said, targets=[
        {"id": second.targets.get().pk, "name": "城区", "certifier_id": world.statistics.pk},
        {"name": "镇区", "comparator": Comparator.AT_LEAST, "target": Decimal(85), "unit_of_measure": "%",
         "baseline": Decimal("70.25")},
    ])
    work = add_task(plan, world.chief, number="21", title="开展入河排污口整治", requirement="逐口建账，年底前销号。",
                    full_marks=Decimal(5), targets=[{"comparator": Comparator.QUALITATIVE, "text": "完成整治"}])
    assign(work, world.chief, lead=[world.towns], support=[world.water])
    return plan


def collected(plan):
    return annexes.collect(Plan.objects.select_related("office").get(pk=plan.pk), DAY)


def sheets(plan):
    return load_workbook(BytesIO(annex_files.render_workbook(collected(plan), clock.now()))).worksheets


def words(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_every_units_part_stands_there_as_publication_makes_it(full):
    found = {(unit.name, duty.task_number, duty.role) for unit in collected(full).units for duty in unit.duties}
    made = {(part.unit.name, each.task.number, "牵头" if part.role == "lead" else "配合")
            for each in preview(full).tasks for part in each.parts}
    assert found == made and len(found) == 15


def test_departments_come_before_townships_and_what_a_unit_leads_first(full):
    found = collected(full)
    assert [(unit.name, unit.leads, unit.supports) for unit in found.units] == [
        ("区水利局", 3, 1), ("区住房和城乡建设局", 0, 3), ("东镇", 1, 3), ("西街道办事处", 1, 3)]
    assert [duty.task_number for duty in found.units[2].duties] == ["21", "1", "2", "3"]


def test_requirements_deadlines_and_leaders(full):
    duties = {duty.task_number: duty for duty in collected(full).units[0].duties}
    assert (duties["2"].requirement, duties["2"].deadline, duties["2"].leader) == (
        "城区 ≥90%；镇区 ≥85%", "9月底前", "分管副区长")
    assert duties["1"].deadline == f"{full.work_to:%Y-%m-%d}"
    assert duties["21"].requirement == "完成整治；逐口建账，年底前销号。"


def test_a_city_gives_its_districts_their_parts(world):
    plan = make_plan(world)
    bureau = open_unit(by=None, code="c-water", name="乙市水利局", level=Level.DEPARTMENT, parent=world.city)
    Plan.objects.filter(pk=plan.pk).update(office=world.city_office, district=None)
    task = plan.tasks.get(number="1")
    task.assignments.all().delete()
    task.assignments.create(role="lead", unit=world.district)
    task.assignments.create(role="support", unit=bureau)
    assert [unit.name for unit in collected(plan).units][:1] == ["乙市水利局"]
    assert "丙区" in [unit.name for unit in collected(plan).units]


@pytest.mark.parametrize(("title", "stem"), [
    ("枣阳市生态文明建设示范市创建2021年度工作计划", "枣阳市生态文明建设示范市创建2021年度"),
    ("2022年度实施方案", "2022年度"), ("某区创建工作要点", "某区创建"), ("安排", "安排"),
    ("关于印发《黄陂区2019年度工作计划》的通知", "黄陂区2019年度"),
])
def test_titles_come_from_the_plans_title(world, plan, title, stem):
    Plan.objects.filter(pk=plan.pk).update(title=title)
    assert collected(plan).titles == tuple(f"{stem}{kind}" for kind in annexes.TITLES)


@pytest.mark.parametrize("tasks", [1, 3])
def test_collecting_costs_the_same_queries(world, django_assert_num_queries, tasks):
    plan = Plan.objects.select_related("office").get(pk=make_plan(world, tasks=tasks).pk)
    with django_assert_num_queries(6):
        annexes.collect(plan, DAY)


def test_the_workbook_is_ready_to_print(full):
    for number, sheet in enumerate(sheets(full), 1):
        assert [sheet.cell(row, 1).value for row in (1, 2)] == [f"附件{number}", collected(full).titles[number - 1]]
        assert sheet.cell(3, 1).value.startswith("编制单位：区环委会办公室")
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize), setup.fitToWidth) == ("landscape", 9, 1)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$4:$4")
        assert "页" in sheet.oddFooter.center.text


def test_cells_that_belong_together_are_merged(full):
    first, second, _ = sheets(full)
    assert "B5:B8" in {str(area) for area in first.merged_cells.ranges}  # 水利局's four tasks
    assert {"A6:A7", "D6:D7", "I6:I7", "B5:B8", "C5:C8"} <= {str(area) for area in second.merged_cells.ranges}


def test_numbers_are_numbers_and_agree_with_the_database(full):
    first, second, third = sheets(full)
    assert [first.cell(row, 1).value for row in range(5, 20)] == list(range(1, 16))
    assert first.cell(20, 4).value == "牵头5项，配合10项"
    marks = AnnualTask.objects.filter(plan=full).exclude(indicator=None).aggregate(sum=Sum("full_marks"))["sum"]
    assert Decimal(str(second.cell(9, 9).value)) == marks == Decimal("32.5")
    assert [second.cell(row, 7).value for row in range(5, 9)] == [88.5, 88.5, 70.25, 88.5]
    assert second.cell(6, 4).value == "污水处理率2（%）" and second.cell(7, 8).value == "镇区 ≥85%"
    assert [third.cell(row, 1).value for row in range(5, 9)] == [1, 2, 3, "合计"]
    assert [third.cell(6, column).value for column in range(4, 8)] == [
        "区水利局", "区住房和城乡建设局、各镇(办、区)", "分管副区长", "9月底前"]


def test_the_pdf_says_the_same(full):
    text = "".join(words(annex_files.render_annexes_pdf(collected(full))))
    assert text.startswith("附件1")
    duties, rest = text.split("附件2")
    indicators, responsible = rest.split("附件3")
    assert "4个单位" in duties and "牵头5项，配合10项" in duties
    assert duties.count("污水处理率") == TaskUnit.objects.filter(task__plan=full).count() == 12
    assert duties.count("开展入河排污口整治") == 3
    marks = sum(line.full_marks for line in collected(full).indicators)
    assert "3项指标" in indicators and format_number(marks) in indicators
    for target in TaskTarget.objects.filter(task__plan=full).exclude(baseline=None):
        assert format_number(target.baseline, target.unit_of_measure) in indicators
    assert "排污口" not in indicators + responsible and "分管副区长" in responsible


def test_heads_and_page_numbers_stand_on_every_page(world, plan):
    for number in range(30, 60):
        task = add_task(plan, world.chief, number=str(number), title=f"第{number}项重点工作任务" * 3,
                        targets=[{"comparator": Comparator.QUALITATIVE, "text": "完成" * 30}])
        assign(task, world.chief, lead=[world.water], support=[world.towns])
    pages = words(annex_files.render_annexes_pdf(collected(plan)))
    of_first = [page for page in pages if "附件2" not in page and "附件3" not in page]
    assert len(of_first) > 3
    assert all("承担角色" in page and f"—{number}—" in page for number, page in enumerate(of_first, 1))
    assert "合计" in of_first[-1] and "东镇" in "".join(of_first)


def test_a_plan_without_indicators_says_so(world, plan):
    AnnualTask.objects.filter(plan=plan).update(indicator=None)
    pages = words(annex_files.render_annexes_pdf(collected(plan)))
    assert sum("没有列入指标体系中的指标" in page for page in pages) == 2


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_the_office_downloads_both_forms(world, plan, as_user, form, start):
    answer = as_user(world.reviewer).get(reverse("plan_annexes", args=[plan.pk, form]))
    assert answer.status_code == 200 and answer.content.startswith(start)
    assert f".{form}" in answer["Content-Disposition"]


def test_other_forms_do_not_exist(world, plan, as_user):
    assert as_user(world.chief).get(reverse("plan_annexes", args=[plan.pk, "docx"])).status_code == 404


def test_a_pdf_that_cannot_be_made_is_told_in_a_sentence(world, plan, as_user, monkeypatch):
    def refuse(html):
        raise PdfError("缺少字体")

    monkeypatch.setattr(annex_files, "render_pdf_apart", refuse)
    answer = as_user(world.chief).get(reverse("plan_annexes", args=[plan.pk, "pdf"]), follow=True)
    assert "附表没有排成 PDF：缺少字体" in answer.content.decode()


def test_the_breakdown_page_leads_to_both(world, plan, as_user):
    page = as_user(world.leader).get(reverse("breakdown", args=[plan.pk])).content.decode()
    assert all(reverse("plan_annexes", args=[plan.pk, form]) in page for form in ("xlsx", "pdf"))
    page = as_user(world.water_head).get(reverse("breakdown", args=[plan.pk])).content.decode()
    assert "导出附表" not in page
