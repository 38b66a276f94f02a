"""A rule from the editor to the appeal: written, tried, applied, overridden, published, objected to and rechecked."""

import re

import pytest
from playwright.sync_api import Page, expect

from .test_year import BUILD_SECONDS, download, found, menu, messages, open_package
from .visitor import confirm, look

SCENE = "handed_in"
SENTENCE = "目标不低于90%，满分10分，每差1个百分点扣0.5分，扣完为止（按比例）"
OVERRIDDEN = "现场核查发现一处管网错接，规则没有涵盖。"
CLAIM = "管网错接处在上年已完成整改并通过验收，附验收材料。"
ANSWER = "经核对验收材料，错接已在考核年度前整改，这一条扣分撤销。"
pytestmark = pytest.mark.browser


def test_a_score_explains_itself_from_rule_to_appeal(visit):
    chief, reviewer, head = visit("chief"), visit("reviewer"), visit("water_head")
    write_rule(chief)
    copy_rule(chief)
    use_the_rule(reviewer)
    override_the_rule(reviewer)
    freeze_and_build(chief)
    approve(chief, visit("leader"))
    publish(chief, visit("city_receiver"))
    read_why(head)
    appeal(head)
    recheck(chief)
    see_both_scores(head)
    see_what_changed(chief)


def write_rule(page: Page) -> None:
    """The kind is chosen, its parameters filled in; the sentence and the trial follow while typing."""
    open_indicator(page, "污水处理率1")
    page.get_by_role("link", name="设定评分规则").click()
    page.get_by_role("button", name=re.compile("^逐档扣分")).click()
    page.get_by_label("方向").select_option("higher")
    page.get_by_label(re.compile("^目标值")).fill("九十")
    expect(page.get_by_role("alert").filter(has_text="数字").first).to_be_visible()
    page.get_by_label(re.compile("^目标值")).fill("90")
    page.get_by_label("每差多少为一档").fill("1")
    page.get_by_label("每档扣分").fill("0.5")
    page.get_by_label("计量单位").fill("%")
    expect(page.locator(".rule-sentence")).to_have_text(SENTENCE)
    page.get_by_label("试算：完成值").fill("87")
    expect(page.locator(".rule-score")).to_contain_text("8.50 / 10 分")
    look(page, "scores-01-trial")
    page.get_by_label("修订理由").fill("按市级考核办法设定。")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_role("main")).to_contain_text(SENTENCE)
    look(page, "scores-02-indicator-with-rule")


def copy_rule(page: Page) -> None:
    open_indicator(page, "污水处理率2")
    page.get_by_role("link", name="设定评分规则").click()
    page.get_by_label("照其他指标的规则填写").select_option(index=1)
    expect(page.locator(".rule-sentence")).to_have_text(SENTENCE)
    page.get_by_label("修订理由").fill("与第1项口径一致。")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_role("main")).to_contain_text(SENTENCE)


def use_the_rule(page: Page) -> None:
    menu(page, "审核评分")
    page.get_by_role("row", name=re.compile("污水处理率1")).get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("低2个百分点")
    look(page, "scores-03-desk")
    page.get_by_role("button", name=re.compile("采用规则得分")).click()
    expect(page.get_by_text("合计 −1.00")).to_be_visible()
    page.get_by_role("button", name=re.compile("^通过并计分")).click()
    confirm(page, "仍然通过")
    expect(messages(page)).to_contain_text("9.00")


def override_the_rule(page: Page) -> None:
    """The desk has gone on to the next line. A score other than the rule's needs its reason."""
    expect(page.get_by_role("heading", level=1)).to_have_text("污水处理率2")
    page.get_by_text("＋ 记一条扣分").click()
    page.get_by_label(re.compile(r"^扣分\*?$")).fill("0.5")
    page.get_by_label("扣分原因").fill("管网错接一处")
    page.get_by_role("button", name="记下扣分").click()
    expect(page.get_by_text("合计 −0.50")).to_be_visible()
    page.get_by_role("button", name=re.compile("^通过并计分")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("改判理由").fill(OVERRIDDEN)
    look(page, "scores-04-override")
    dialog.get_by_role("button", name="仍然通过").click()
    expect(messages(page)).to_contain_text("9.50")


def freeze_and_build(page: Page) -> None:
    menu(page, "考核报告")
    page.get_by_role("link", name="冻结年度数据").click()
    page.get_by_label("我已知悉，仍按现有数据冻结").check()
    page.get_by_label("理由").fill("其余单位按书面材料补报。")
    page.get_by_role("button", name="冻结数据").click()
    page.get_by_role("button", name="生成全部报告").click()
    expect(page.get_by_text("已生成年度报告")).to_be_visible(timeout=BUILD_SECONDS * 1000)


def approve(chief: Page, leader: Page) -> None:
    chief.get_by_role("button", name="用这份数据拟稿送审").click()
    chief.get_by_role("button", name="送审").click()
    confirm(chief, "送审")
    expect(messages(chief)).to_contain_text("已送审")
    open_package(leader)
    leader.get_by_role("button", name="审定通过").click()
    confirm(leader, "审定通过")
    expect(messages(leader)).to_contain_text("已审定通过")


def publish(chief: Page, city: Page) -> None:
    open_package(chief)
    chief.get_by_role("button", name="上报", exact=True).click()
    confirm(chief, "上报")
    expect(messages(chief)).to_contain_text("已上报")
    open_package(city)
    city.get_by_role("button", name="接收", exact=True).click()
    confirm(city, "接收")
    expect(messages(city)).to_contain_text("已接收")
    open_package(chief)
    chief.get_by_role("button", name="向各单位公布得分").click()
    confirm(chief, "公布得分")
    expect(chief.get_by_role("main")).to_contain_text("已向各单位公布得分")


def read_why(page: Page) -> None:
    """The unit reads why it has 9.00: the rule, its own number, the sum; the report it downloads says the same."""
    menu(page, "待办")
    page.get_by_role("link", name="水利局得分").click()
    look(page, "scores-05-unit-score")
    page.get_by_role("link", name="9.00", exact=True).click()
    for text in (SENTENCE, "低2个百分点", "9.00"):
        expect(page.get_by_role("main")).to_contain_text(text)
    look(page, "scores-06-why-line")
    page.get_by_role("link", name="为什么是这个分").first.click()
    look(page, "scores-07-why-unit")
    menu(page, "考核报告")
    report = download(page, "下载 PDF")
    assert {"低2个百分点", "9.00", "9.50"} <= found(report, "低2个百分点", "9.00", "9.50")


def appeal(page: Page) -> None:
    menu(page, "待办")
    page.get_by_role("link", name="水利局得分").click()
    page.get_by_role("row", name=re.compile("污水处理率2")).get_by_role("link", name="申诉").click()
    page.get_by_label("申诉理由").fill(CLAIM)
    page.get_by_label("认为应得").fill("10")
    page.get_by_label(re.compile("监测报告")).first.check()
    look(page, "scores-08-appeal")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("main")).to_contain_text("待复核")
    look(page, "scores-09-filed")


def recheck(page: Page) -> None:
    menu(page, "申诉复核")
    look(page, "scores-10-appeals")
    page.get_by_role("row", name=re.compile("污水处理率2")).get_by_role("link", name=re.compile("复核")).click()
    page.get_by_label("撤销扣分").check()
    expect(page.locator("#outcome")).to_contain_text("10.00")
    page.get_by_label(re.compile("^复核意见")).fill(ANSWER)
    look(page, "scores-11-recheck")
    page.get_by_role("button", name="办结申诉").click()
    confirm(page, "办结")
    expect(page.get_by_role("main")).to_contain_text("申诉成立")


def see_both_scores(page: Page) -> None:
    menu(page, "申诉复核")
    page.get_by_role("link", name=re.compile("污水处理率2")).click()
    for text in ("9.50", "10.00", ANSWER):
        expect(page.get_by_role("main")).to_contain_text(text)
    page.get_by_role("link", name=re.compile("为什么是这个分")).click()
    for text in ("10.00", "9.50", "申诉"):
        expect(page.get_by_role("main")).to_contain_text(text)
    look(page, "scores-12-why-after-appeal")


def see_what_changed(page: Page) -> None:
    """What was frozen stays; the office is told that it is no longer what stands."""
    menu(page, "考核报告")
    expect(page.get_by_role("main")).to_contain_text("签后变更")
    page.get_by_role("link", name="查看变动").click()
    expect(page.get_by_role("row", name=re.compile("污水处理率2"))).to_contain_text("申诉复核")
    look(page, "scores-13-changed-after-freeze")


def open_indicator(page: Page, name: str) -> None:
    menu(page, "指标体系")
    page.get_by_role("link", name=re.compile("示范区指标体系")).first.click()
    page.get_by_role("link", name=name, exact=True).first.click()
