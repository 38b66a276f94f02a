"""The breakdown table goes out and comes back unchanged; faults are told by row and cell before anything is written."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from departments.choices import Level
from departments.models import AuditEvent
from departments.services.unit import open_unit
from eco_demo.lib import clock
from indicators.choices import Comparator
from tasks.choices import TaskRole
from tasks.models import AnnualTask, NameChoice
from tasks.reports.breakdown import collect, render_workbook
from tasks.services.breakdown import BreakdownRefused, change_task
from tasks.services.breakdown_import import apply, read
from tests.world import make_plan

HEAD = ("序号", "指标名称", "单位", "年度目标", "现状值", "分值", "牵头单位", "配合单位")
SAME = ("1", "污水处理率1", "%", "≥90%", "88.5", 10, "区水利局", "区住房和城乡建设局、各镇(办、区)")


@pytest.fixture
def draft(world):
    return make_plan(world, published=False)


NEW_TASK = ("9", "绿色出行率", "%", "≥50%", 48, 3, "住建局", "各镇（办、区）")


def sheet(*rows, head=HEAD):
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    return upload(book)


def upload(book):
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("分解表.xlsx", content.getvalue())


def exported(plan):
    return SimpleUploadedFile("分解表.xlsx", render_workbook(collect(plan), clock.now()))


def row(**changes):
    return tuple(changes.get(name, value) for name, value in zip(HEAD, SAME, strict=True))


def test_an_exported_table_imports_unchanged(world, draft):
    task = draft.tasks.get(number="2")
    second = {"name": "粪便", "comparator": Comparator.AT_LEAST, "target": Decimal(95)}
    first = {"id": task.targets.get().pk, "name": "秸秆", "certifier_id": world.statistics.pk}
    change_task(task, world.chief, 1, targets=[first, second],
                requirement="第一行\n第二行", leader="分管副市长")
    found = read(draft, exported(draft))
    assert (found.errors, found.notes, found.changes) == ([], [], {"new": 0, "changed": 0, "same": 3})
    assert apply(draft, found.token, world.chief) == {"new": 0, "changed": 0, "same": 3}
    assert not AuditEvent.objects.filter(action="breakdown.import").exists()


def test_the_printed_table_has_real_merged_cells(world, draft):
    targets = [{"name": name, "comparator": Comparator.AT_LEAST, "target": Decimal(1)} for name in ("甲", "乙")]
    change_task(draft.tasks.get(number="1"), world.chief, 1, targets=targets)
    book = load_workbook(BytesIO(render_workbook(collect(draft), clock.now())))
    assert {"A3:A4", "B3:B6", "L3:L4"} <= {str(area) for area in book.active.merged_cells.ranges}


def test_the_dry_run_shows_differences_and_writes_nothing(world, draft):
    found = read(draft, sheet(row(年度目标="≥92%", 分值=12, 牵头单位="水利局、区统计局"), NEW_TASK))
    assert found.changes == {"new": 1, "changed": 1, "same": 0}
    assert found.rows[0].differences == (
        "分值：10 → 12", "牵头单位：区水利局 → 区水利局、区统计局", "年度目标：≥90% → ≥92%"
    )
    assert found.notes == ["文件中没有第2、3项，这些任务保持不变。"]
    assert draft.tasks.count() == 3


def test_applying_writes_all_of_it_in_one_entry(world, draft):
    found = read(draft, sheet(row(年度目标="≥92%"), NEW_TASK))
    assert apply(draft, found.token, world.chief) == {"new": 1, "changed": 1, "same": 0}
    target = draft.tasks.get(number="1").targets.get()
    assert (target.target, target.text, target.baseline) == (Decimal(92), "≥92%", Decimal("88.5"))
    created = draft.tasks.get(number="9")
    assert (created.full_marks, created.targets.get().comparator) == (Decimal(3), Comparator.AT_LEAST)
    assert [str(cell) for cell in created.assignments.filter(role=TaskRole.SUPPORT)] == ["各镇(办、区)"]
    assert AuditEvent.objects.filter(action="breakdown.import").count() == 1


def test_the_leading_official_is_read_from_its_column(world, draft):
    found = read(draft, sheet((*SAME, "分管副区长"), head=(*HEAD, "责任领导")))
    assert found.rows[0].differences == ("牵头领导：无 → 分管副区长",)
    apply(draft, found.token, world.chief)
    assert draft.tasks.get(number="1").leader == "分管副区长"
    assert "超过 60 个字" in read(draft, sheet((*SAME, "长" * 61), head=(*HEAD, "牵头领导"))).errors[0]


def test_the_certifying_unit_is_read_from_its_column(world, draft):
    table = sheet((*SAME, "住建局"), head=(*HEAD, "认定部门"))
    found = read(draft, table)
    assert found.rows[0].differences == ("年度目标认定部门：无 → 区住房和城乡建设局",)
    apply(draft, found.token, world.chief)
    assert draft.tasks.get(number="1").targets.get().certifier == world.housing
    assert read(draft, sheet(SAME)).changes["same"] == 1
    emptied = read(draft, sheet((*SAME, ""), head=(*HEAD, "认定部门")))
    assert emptied.rows[0].differences == ("年度目标认定部门：区住房和城乡建设局 → 无",)


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("区水务局", "第 2 行 I 列“认定部门”：找不到单位“区水务局”，是否为“区水利局”？"),
        ("水利局、住建局", "第 2 行 I 列“认定部门”：认定部门只能填一个单位"),
        ("各镇(办、区)", "第 2 行 I 列“认定部门”：“各镇(办、区)”是一组单位，认定部门只能填一个单位"),
    ],
)
def test_a_certifying_unit_is_one_unit_of_the_plan(draft, written, error):
    found = read(draft, sheet((*SAME, written), head=(*HEAD, "认定部门")))
    assert found.errors == [error] and found.token == ""


def test_names_written_another_way_are_read_as_the_unit_they_surely_mean(draft):
    found = read(draft, sheet(row(牵头单位="乙市丙区水利局", 配合单位="区住建委、各镇（办，区）")))
    assert (found.errors, found.changes) == ([], {"new": 0, "changed": 0, "same": 1})


def test_a_unit_named_twice_in_two_ways_is_one(draft):
    found = read(draft, sheet(row(配合单位="住建局、区住房城乡建设局、各镇(办、区)")))
    assert (found.errors, found.changes["same"]) == ([], 1)


def test_choices_made_for_an_imported_plan_hold_here_too(world, draft):
    for name, unit in (("区水务局", world.water), ("区城投公司", None)):
        NameChoice.objects.create(office=world.office, name=name, unit=unit, chosen_by=world.chief)
    support = "区住房和城乡建设局、区城投公司、各镇(办、区)"
    second = row(序号="2", 指标名称="污水处理率2", 配合单位=support)
    found = read(draft, sheet(row(牵头单位="区水务局", 配合单位=support), second))
    assert (found.errors, found.changes["same"]) == ([], 2)
    assert found.notes[-2:] == ["“区城投公司”按以前的选择不列入。", "文件中没有第3项，这些任务保持不变。"]


@pytest.mark.parametrize(("written", "fault"), [
    ("区水务局", "找不到单位“区水务局”，是否为“区水利局”？"),
    ("县水利局", "找不到单位“县水利局”，是否为“区水利局”？"),
    ("各街道", "找不到单位“各街道”，是否为“各镇(办、区)”？"),
    ("区商务局", "找不到单位“区商务局”，请核对名称或先在“单位”中增加"),
    ("区水利局(统计局)", "“区水利局(统计局)”可指区水利局、区统计局，请写全称"),
])
def test_what_is_not_sure_is_asked_and_not_taken(draft, written, fault):
    found = read(draft, sheet(row(配合单位=written)))
    assert found.errors == [f"第 2 行 H 列“配合单位”：{fault}"] and found.token == ""


def test_names_cost_the_same_queries_however_many(world, draft):
    def count(*rows):
        with CaptureQueriesContext(connection) as caught:
            read(draft, sheet(*rows))
        return len(caught)

    few = count(SAME)
    units = [open_unit(by=None, code=f"d-x{n}", name=f"区某{n}局", level=Level.DEPARTMENT, parent=world.district)
             for n in range(20)]
    assert count(row(配合单位="、".join(unit.name for unit in units))) == few


def test_applying_twice_is_refused_in_words(world, draft):
    token = read(draft, sheet(row(分值=12))).token
    apply(draft, token, world.chief)
    with pytest.raises(BreakdownRefused, match="也可能已经导入过"):
        apply(draft, token, world.chief)


def test_a_change_since_the_check_is_not_overwritten(world, draft):
    token = read(draft, sheet(row(分值=12))).token
    change_task(draft.tasks.get(number="3"), world.chief, 1, title="别人改的")
    with pytest.raises(BreakdownRefused, match="有了改动"):
        apply(draft, token, world.chief)


def test_all_or_nothing(world, draft, monkeypatch):
    found = read(draft, sheet(row(分值=12), NEW_TASK))
    monkeypatch.setattr("tasks.services.breakdown.create_task", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply(draft, found.token, world.chief)
    assert AnnualTask.objects.get(plan=draft, number="1").full_marks == Decimal(10)


def test_only_the_chief_applies(world, draft):
    token = read(draft, sheet(row(分值=12))).token
    with pytest.raises(PermissionDenied):
        apply(draft, token, world.reviewer)


def test_a_forged_token_is_refused(world, draft):
    with pytest.raises(BreakdownRefused, match="已过期"):
        apply(draft, "not-a-token", world.chief)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([row(配合单位="区水务局")], "第 2 行 H 列“配合单位”：找不到单位“区水务局”，是否为“区水利局”？"),
        ([row(牵头单位="某某公司")], "第 2 行 G 列“牵头单位”：找不到单位“某某公司”，请核对名称或先在“单位”中增加"),
        ([row(分值="3分")], "第 2 行 F 列“分值”：“3分”带有单位，请只填数字"),
        ([row(现状值="88.5吨")], "第 2 行 E 列“现状值”：“88.5吨”带有单位，请只填数字，单位为“%”"),
        ([row(年度目标="≥90吨")], "第 2 行 D 列“年度目标”：“≥90吨”的单位“吨”与单位列的“%”不一致，请改成一样的"),
        ([row(), row()], "第 3 行 A 列“序号”：“1”与第 2 行重复"),
        ([row(指标名称="")], "第 2 行 B 列“指标名称”：没有填写"),
        ([row(配合单位="水利局")], "第 2 行 H 列“配合单位”：区水利局已是牵头单位，不能又是配合单位"),
        ([row(配合单位="丁区水利局")], "第 2 行 H 列“配合单位”：找不到单位“丁区水利局”，是否为“区水利局”？"),
        ([row(分值="=1/0")], "第 2 行 F 列“分值”：公式没有保存计算结果，请在 Excel 或 WPS 中打开并保存一次，"
         "或直接填写数值"),
    ],
)
def test_faults_are_told_by_row_and_cell(draft, rows, error):
    found = read(draft, sheet(*rows))
    assert found.errors[0] == error and found.token == ""


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("空.xlsx", b""), "文件是空的"),
        (SimpleUploadedFile("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99), "不是有效的 Excel 工作簿"),
        (SimpleUploadedFile("旧.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600), "旧版 Excel"),
        (upload(Workbook()), "工作簿是空的"),
        (sheet(("1", "x"), head=("甲", "乙")), "没有找到表头"),
        (sheet(), "表头下面没有任务"),
    ],
)
def test_unusable_files_are_refused_in_one_sentence(draft, file, words):
    found = read(draft, file)
    assert len(found.errors) == 1 and words in found.errors[0] and found.token == ""


def test_other_headings_and_a_title_above_are_understood(draft):
    book = Workbook()
    for line in (
        ("丙区任务分解表", None, None, None), ("编号", "考核指标（必填）", "责任部门", "协作单位"),
        ("1", "污水处理率1", "水利局", "住建局，各镇(办、区)"), ("合计", None, None, None),
    ):
        book.active.append(line)
    book.active["B2"] = "考核指标"
    book.active.merge_cells("A1:D1")
    found = read(draft, upload(book))
    assert (found.errors, found.changes) == ([], {"new": 0, "changed": 0, "same": 1})
    assert "“责任部门”列按牵头单位读入。" in found.notes
