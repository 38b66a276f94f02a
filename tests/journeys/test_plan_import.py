"""A plan document from upload to published tasks: a Word plan into the district's set, an Excel table with its own."""

import re
import time
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from docx import Document
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from eco_demo.lib import clock

from .test_year import menu, messages
from .visitor import confirm, look

SCENE = "bare"
READING_MS = 60_000
SLOW_LINE = 0.3  # seconds
pytestmark = pytest.mark.browser

YEAR = clock.today().year
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = f"丙区{YEAR}年生态文明建设示范区创建工作计划"
SOURCE = "补齐城东片区管网"
PARAGRAPHS = (
    "丙区环委会办公室文件", f"丙环委办〔{YEAR}〕1号", TITLE,
    "一、工作目标",
    f"2024—{YEAR}年全面创建阶段，各项指标达到省级要求。{YEAR + 1}年巩固提升阶段，各项指标稳定达标。",
    "二、重点任务", "（一）人居环境",
    f"1.污水处理率1≥95%。{SOURCE}，年内完成三座泵站改造。（牵头单位：区水利局；配合单位：区住房和城乡建设局，各镇（办、区））",
    "2.污水处理率2≥92%。推进雨污分流。（牵头单位：区住建局；配合单位：区水利局、区数据局）",
    "3.污水处理率3≥90%。规范运行台账。（牵头单位：区住房和城乡建没局）",
    "4.编制年度进展报告。汇总各项指标完成情况。（牵头单位：区水利局）",
    "三、保障措施", "（一）加强组织领导。各单位明确专人负责，每季度末月25日前报送进展。",
)
TABLE = (
    ("序号", "领域", "指标名称", "单位", "目标值", "牵头单位", "配合单位", "完成时限"),
    (1, "生态安全", "优良天数比例", "%", "≥85", "区住房和城乡建设局", "各镇（办、区）", f"{YEAR + 1}年12月底前"),
    (2, "生态安全", "地表水优良比例", "%", "≥90", "区水利局", "各镇（办、区）", f"{YEAR + 1}年12月底前"),
    (3, "生态生活", "绿色出行率", "%", "50-60", "区统计局", None, "持续推进"),
)


def word_plan() -> bytes:
    document, content = Document(), BytesIO()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def excel_table() -> bytes:
    book, content = Workbook(), BytesIO()
    book.active.append([f"丙区{YEAR + 1}年生态文明建设任务分解表"])
    for row in TABLE:
        book.active.append(row)
    book.active.merge_cells("A1:H1")
    book.active.merge_cells("B3:B4")
    book.save(content)
    return content.getvalue()


def test_a_word_plan_becomes_published_tasks(visit):
    chief, head = visit("chief"), visit("water_head")
    upload(chief, "工作计划.docx", WORD, word_plan())
    settle_names(chief)
    edit_a_row(chief)
    drop_and_take_back(chief)
    lose_no_key(chief)
    confirm_import(chief, 4)
    undo(chief)
    confirm_import(chief, 4)
    publish(chief, "4 项任务")
    read_own_source_and_sign(head)
    cannot_undo_any_more(chief)
    see_the_timetable(head)


def test_an_excel_table_becomes_a_plan_with_indicators_of_its_own(visit):
    chief = visit("chief")
    upload(chief, "任务分解表.xlsx", EXCEL, excel_table())
    expect(chief.locator("#desk-source table")).to_contain_text("绿色出行率")
    side_tab(chief, "计划")
    chief.get_by_label("按本文件新建一套体系").check()
    expect(chief.locator("#desk-strip")).to_contain_text("3 项任务")
    confirm_import(chief, 3)
    expect(chief.get_by_role("main")).to_contain_text("按本文件建立")
    look(chief, "import-09-excel-confirmed")
    publish(chief, "3 项任务")


def upload(page: Page, name: str, kind: str, content: bytes) -> None:
    menu(page, "年度计划")
    page.get_by_role("main").get_by_role("link", name="导入计划文件").first.click()
    page.get_by_label("选择计划文件").set_input_files([{"name": name, "mimeType": kind, "buffer": content}])
    look(page, f"import-01-upload-{name}")
    page.get_by_role("button", name="上传并识别").click()
    expect(page.locator("#desk-source")).to_be_visible(timeout=READING_MS)
    look(page, f"import-02-desk-{name}")


def side_tabs(page: Page):
    return page.locator("#desk-side .nav-tabs")


def side_tab(page: Page, word: str) -> None:
    tabs = side_tabs(page)
    tabs.get_by_role("link", name=re.compile(f"^{word}")).click()
    expect(tabs.locator(".active")).to_contain_text(word)
    # What has just come in listens only after it has settled, twenty milliseconds later.
    expect(page.locator(".htmx-settling, .htmx-request")).to_have_count(0)


def settle_names(page: Page) -> None:
    """One name is new, one is misspelt; nothing can be confirmed before."""
    expect(page.locator("#desk-strip")).to_contain_text("4 项任务")
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    side_tab(page, "单位对应")
    expect(page.locator("#desk-side")).to_contain_text("区数据局")
    look(page, "import-03-names")
    page.get_by_label("“区数据局”对应哪个单位").select_option(label="新建部门")
    expect(page.locator(".name-new", has_text="区数据局")).to_be_visible()
    page.get_by_role("button", name="“区住房和城乡建没局”就是区住房和城乡建设局").click()
    expect(page.get_by_role("link", name="确认导入")).to_be_visible()


def edit_a_row(page: Page) -> None:
    """Open a row and mend it; it is not lost to another tab; save it with the keyboard."""
    side_tab(page, "任务")
    page.get_by_role("link", name="编制年度进展报告").click()
    editor = page.locator(".is-editing")
    editor.get_by_label("任务名称").fill("编制并公开年度进展报告")
    editor.get_by_label("配合单位").fill("区统计局、区住建局")
    look(page, "import-04-row-form")
    side_tabs(page).get_by_role("link", name=re.compile("^计划")).click()
    confirm(page, "取消")
    expect(page.get_by_role("dialog")).to_have_count(0)
    editor.get_by_label("任务名称").focus()
    page.keyboard.press("Control+Enter")
    row = page.locator(".desk-row", has_text="编制并公开年度进展报告")
    expect(row).to_contain_text("区住建局")


def drop_and_take_back(page: Page) -> None:
    page.locator(".desk-row", has_text="污水处理率3").locator(".desk-no").click()
    page.keyboard.press("x")
    expect(page.locator("#desk-strip")).to_contain_text("3 项任务")
    page.keyboard.press("u")
    expect(page.locator("#desk-strip")).to_contain_text("4 项任务")


def lose_no_key(page: Page) -> None:
    """On a slow line nobody waits for the answer before pressing the next key."""
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path) if request.method == "POST" else None)
    page.route("**/plans/imports/*/**", lambda route: (time.sleep(SLOW_LINE), route.continue_()))
    for key in "xjxuux":
        page.keyboard.press(key)
    page.locator(".desk-row.is-current .desk-title").click()
    expect(page.locator(".is-editing")).to_be_visible()
    assert [path.split("/")[-2] for path in asked] == ["drop", "drop", "back", "back", "drop"]
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#desk-strip")).to_contain_text("4 项任务")
    expect(messages(page)).to_be_empty()
    page.unroute("**/plans/imports/*/**")


def confirm_import(page: Page, tasks: int) -> None:
    page.get_by_role("link", name="确认导入").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{tasks} 项")
    look(page, "import-05-summary")
    dialog.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name=f"建立了 {tasks} 项任务")).to_be_visible()
    look(page, "import-06-confirmed")


def undo(page: Page) -> None:
    page.get_by_role("button", name="撤销导入").click()
    confirm(page, "撤销导入")
    expect(page.get_by_role("link", name="确认导入")).to_be_visible()
    expect(page.locator(".desk-row", has_text="编制并公开年度进展报告")).to_be_visible()


def publish(page: Page, counted: str) -> None:
    page.get_by_role("link", name="预览并下达").click()
    expect(page.get_by_role("main")).to_contain_text(counted)
    page.get_by_role("button", name="下达给各单位").click()
    confirm(page, "下达")
    expect(messages(page)).to_contain_text(f"已下达：{counted}")


def read_own_source_and_sign(page: Page) -> None:
    menu(page, "任务与台账")
    page.get_by_role("link", name="污水处理率1").click()
    expect(page.get_by_role("main")).to_contain_text(SOURCE)
    look(page, "import-07-unit-task")
    page.get_by_role("button", name="签收", exact=True).click()
    expect(messages(page)).to_contain_text("已签收第1项")


def cannot_undo_any_more(page: Page) -> None:
    menu(page, "年度计划")
    page.get_by_role("main").get_by_role("link", name="导入计划文件").first.click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("main")).to_contain_text("签收")
    expect(page.get_by_role("button", name="撤销导入")).to_have_count(0)


def see_the_timetable(page: Page) -> None:
    menu(page, "年度计划")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="阶段与报送", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("全面创建阶段")
    expect(page.get_by_role("main")).to_contain_text("每季度")
    look(page, "import-08-timetable")
