"""One year of a district, walked by six people in their browsers, on the real processes of the product."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.lib.samples import pdf, picture

from .visitor import confirm, look

SCENE = "draft"
BUILD_SECONDS = 90
pytestmark = pytest.mark.browser

REPORT_FILE = {"name": "污水处理厂监测报告.pdf", "mimeType": "application/pdf", "buffer": pdf(3)}
PHOTO_FILE = {"name": "现场照片.png", "mimeType": "image/png", "buffer": picture("PNG", (1200, 900))}
WRONG_VALUE, RIGHT_VALUE = "9.15", "95.1"
DEDUCTED_FOR = "监测报告缺第三季度数据"


def test_six_people_walk_one_year(visit):
    chief, staff, head = visit("chief"), visit("water_staff"), visit("water_head")
    reviewer, leader, city = visit("reviewer"), visit("leader"), visit("city_receiver")
    publish_plan(chief)
    sign_for_tasks(staff)
    fill_ledger(staff)
    upload_evidence(staff)
    catalogue(staff)
    submit(head)
    return_with_reason(reviewer)
    correct(staff)
    submit(head)
    accept_with_deduction(reviewer)
    freeze_and_build(chief)
    prepare_and_send(chief)
    approve(leader)
    hand_in(chief)
    receive(city)
    publish_scores(chief)
    see_own_result(staff)
    other_units_are_not_found(staff, chief)


def publish_plan(page: Page) -> None:
    menu(page, "年度计划")
    page.get_by_role("link", name=re.compile("示范区创建工作计划")).click()
    look(page, "01-plan-draft")
    page.get_by_role("link", name="预览并下达").click()
    expect(page.get_by_role("main")).to_contain_text("2 项任务、4 个单位")
    look(page, "02-publication-preview")
    page.get_by_role("button", name="下达给各单位").click()
    confirm(page, "下达")
    expect(messages(page)).to_contain_text("已下达：2 项任务、4 个单位，新增 8 项单位任务")
    look(page, "03-published")


def sign_for_tasks(page: Page) -> None:
    menu(page, "任务与台账")
    look(page, "04-unit-tasks-unsigned")
    page.get_by_role("link", name="污水处理率1").click()
    look(page, "05-receipt")
    page.get_by_role("button", name="签收", exact=True).click()
    expect(messages(page)).to_contain_text("已签收第1项")


def fill_ledger(page: Page) -> None:
    menu(page, "任务与台账")
    page.get_by_role("link", name="污水处理率1").click()
    page.get_by_label("完成值").fill(WRONG_VALUE)
    page.get_by_label("自评分").fill("10")
    page.get_by_label("自查说明").fill("全年监测十二次，均值达到年度目标。")
    expect(page.get_by_text(re.compile(r"已保存 \d+:\d\d"))).to_be_visible()
    look(page, "06-ledger-autosaved")
    page.reload()
    expect(page.get_by_label("完成值")).to_have_value(WRONG_VALUE)
    expect(page.get_by_label("自查说明")).to_have_value("全年监测十二次，均值达到年度目标。")


def upload_evidence(page: Page) -> None:
    page.get_by_label("选择文件").set_input_files([REPORT_FILE, PHOTO_FILE])
    rows = page.get_by_role("list", name="上传进度")
    expect(rows.get_by_text(re.compile("^已上传"))).to_have_count(2)
    expect(page.locator("#evidence-panel .piece-title")).to_have_text(["污水处理厂监测报告", "现场照片"])
    look(page, "07-uploaded")


def catalogue(page: Page) -> None:
    entry = page.locator(".piece", has_text="污水处理厂监测报告")
    entry.get_by_role("link", name="编目").click()
    editor = page.locator("#evidence-editor")
    editor.get_by_label("文号").fill("丙水〔2026〕8号")
    editor.get_by_label("责任者").fill("区环境监测站")
    look(page, "08-cataloguing")
    editor.get_by_role("button", name="保存编目").click()
    expect(entry).to_contain_text("丙水〔2026〕8号")
    page.get_by_role("button", name="送单位负责人").click()
    expect(messages(page)).to_contain_text("已送单位负责人")
    look(page, "09-sent-to-head")


def submit(page: Page) -> None:
    menu(page, "待办")
    look(page, "10-head-home")
    page.get_by_role("row", name=re.compile("污水处理率1")).get_by_role("link", name=re.compile("›")).click()
    page.get_by_role("button", name="提交环委办").click()
    look(page, "11-head-submits")
    confirm(page, "提交")
    expect(messages(page)).to_contain_text("已提交环委办")
    look(page, "12-submitted")


def return_with_reason(page: Page) -> None:
    menu(page, "审核评分")
    look(page, "13-queue")
    page.get_by_role("row", name=re.compile("水利局")).get_by_role("link").first.click()
    expect(page.frame_locator("iframe").locator("body")).to_be_attached()
    look(page, "14-review-pdf")
    page.get_by_role("button", name="有效", exact=True).click()
    expect(page.get_by_role("button", name="有效", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name=re.compile("现场照片")).click()
    expect(page.get_by_role("img", name="现场照片")).to_be_visible()
    look(page, "15-review-picture")
    page.get_by_role("button", name="退回补正", exact=True).click()
    page.get_by_label("完成值", exact=True).check()
    page.get_by_label("完成值的退回意见").fill("与监测报告第3页不一致，请核对。")
    look(page, "16-return-composer")
    page.get_by_role("button", name="退回单位补正").click()
    confirm(page, "退回")
    expect(messages(page)).to_contain_text("退回")
    look(page, "17-returned")


def correct(page: Page) -> None:
    menu(page, "待办")
    look(page, "18-staff-home-returned")
    page.get_by_role("row", name=re.compile("污水处理率1")).get_by_role("link", name=re.compile("›")).click()
    expect(page.locator("#ledger-form")).to_contain_text("与监测报告第3页不一致")
    look(page, "19-returned-reason-at-line")
    page.get_by_label("完成值").fill(RIGHT_VALUE)
    page.get_by_role("button", name="送单位负责人").click()
    expect(messages(page)).to_contain_text("已送单位负责人")


def accept_with_deduction(page: Page) -> None:
    """The deduction is begun, then the files are looked at: what was typed is still there."""
    menu(page, "审核评分")
    look(page, "20-queue-again")
    page.get_by_role("row", name=re.compile("水利局")).get_by_role("link").first.click()
    page.get_by_text("＋ 记一条扣分").click()
    page.get_by_label(re.compile(r"^扣分\*?$")).fill("1.25")
    page.get_by_label("扣分原因").fill(DEDUCTED_FOR)
    for name in ("污水处理厂监测报告", "现场照片"):
        page.get_by_role("link", name=re.compile(name)).click()
        expect(page.locator("#file-pane .file-title")).to_have_text(name)
        page.get_by_role("button", name="有效", exact=True).click()
        expect(page.get_by_role("button", name="有效", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("扣分原因")).to_have_value(DEDUCTED_FOR)
    look(page, "21-deduction-form")
    page.get_by_role("button", name="记下扣分").click()
    expect(page.get_by_text("合计 −1.25")).to_be_visible()
    look(page, "22-deducted")
    page.get_by_role("button", name="通过并计分").click()
    look(page, "23-accept-question")
    confirm(page, "通过")
    expect(messages(page)).to_contain_text("8.75")
    look(page, "24-accepted")


def freeze_and_build(page: Page) -> None:
    menu(page, "考核报告")
    page.get_by_role("link", name="冻结年度数据").click()
    look(page, "25-freeze")
    page.get_by_label("我已知悉，仍按现有数据冻结").check()
    page.get_by_label("理由").fill("其余单位按书面材料补报。")
    page.get_by_role("button", name="冻结数据").click()
    look(page, "26-frozen")
    page.get_by_role("button", name="生成全部报告").click()
    expect(page.get_by_text(re.compile("正在生成|排队中")).first).to_be_visible()
    look(page, "27-building")
    expect(page.get_by_text("已生成年度报告")).to_be_visible(timeout=BUILD_SECONDS * 1000)
    look(page, "28-built")


def prepare_and_send(page: Page) -> None:
    page.get_by_role("button", name="用这份数据拟稿送审").click()
    expect(page.get_by_role("main")).to_contain_text("材料已拟稿")
    look(page, "29-prepared")
    page.get_by_role("button", name="送审").click()
    confirm(page, "送审")
    expect(messages(page)).to_contain_text("已送审")


def approve(page: Page) -> None:
    menu(page, "待办")
    look(page, "30-leader-home")
    open_package(page)
    look(page, "31-leader-package")
    assert_district_report(download(page, "下载年度报告 PDF"))
    page.get_by_label("意见").first.fill("同意上报。")
    page.get_by_role("button", name="审定通过").click()
    confirm(page, "审定通过")
    expect(messages(page)).to_contain_text("已审定通过")
    look(page, "32-approved")


def hand_in(page: Page) -> None:
    open_package(page)
    look(page, "33-chief-hands-in")
    page.get_by_role("button", name="上报", exact=True).click()
    confirm(page, "上报")
    expect(messages(page)).to_contain_text("已上报")


def receive(page: Page) -> None:
    menu(page, "待办")
    look(page, "34-city-home")
    open_package(page)
    assert_district_report(download(page, "下载年度报告 PDF"))
    page.get_by_role("button", name="接收", exact=True).click()
    confirm(page, "接收")
    expect(messages(page)).to_contain_text("已接收")
    look(page, "35-accepted-by-city")


def publish_scores(page: Page) -> None:
    open_package(page)
    page.get_by_role("button", name="向各单位公布得分").click()
    confirm(page, "公布得分")
    expect(page.get_by_role("main")).to_contain_text("已向各单位公布得分")
    look(page, "36-scores-published")


def see_own_result(page: Page) -> None:
    menu(page, "待办")
    page.get_by_role("link", name="水利局得分").click()
    expect(page.get_by_role("main")).to_contain_text("8.75")
    expect(page.get_by_role("main")).to_contain_text(DEDUCTED_FOR)
    look(page, "37-unit-sees-score")
    menu(page, "考核报告")
    look(page, "38-unit-shelf")
    report = download(page, "下载 PDF")
    assert report.startswith(b"%PDF")
    assert {"区水利局", "8.75"} <= found(report, "区水利局", "8.75")


def other_units_are_not_found(page: Page, chief: Page) -> None:
    menu(chief, "考核报告")
    chief.get_by_role("link", name="区住房和城乡建设局", exact=True).click()
    foreign = chief.url
    answer = page.goto(foreign)
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page, "39-not-found")


# --- what everybody does ----------------------------------------------------------------------------------------------


def menu(page: Page, word: str) -> None:
    if not page.get_by_role("navigation", name="主菜单").is_visible():
        page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=re.compile(f"^{word}")).click()


def messages(page: Page):
    return page.locator("#messages")


def open_package(page: Page) -> None:
    menu(page, "审定与上报")
    page.get_by_role("link", name=re.compile("年度考核上报材料")).click()


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile(link)).first.click()
    return coming.value.path().read_bytes()


def assert_district_report(report: bytes) -> None:
    assert report.startswith(b"%PDF")
    assert {"丙区", "8.75", DEDUCTED_FOR} <= found(report, "丙区", "8.75", DEDUCTED_FOR)


def found(report: bytes, *texts: str) -> set[str]:
    """Which of the texts the PDF holds, line breaks aside."""
    read = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(report)).pages).split())
    return {text for text in texts if text in read}
