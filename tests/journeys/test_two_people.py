"""Two people at one ledger, and one person with a nervous finger."""

import re

import pytest
from playwright.sync_api import Page, expect

from .visitor import look

SCENE = "open"
pytestmark = pytest.mark.browser


def test_second_save_says_so_and_keeps_the_words(visit):
    staff, head = open_ledger(visit("water_staff"), "污水处理率1"), open_ledger(visit("water_head"), "污水处理率1")
    save(staff, "填报员写的说明。")
    save(head, "负责人写的说明。")
    expect(head.get_by_role("alert").first).to_contain_text("您填写的内容")
    expect(head.get_by_label("自查说明")).to_have_value("负责人写的说明。")
    expect(head.get_by_role("row", name=re.compile("自查说明"))).to_contain_text("填报员写的说明。")
    look(head, "40-conflict")
    head.get_by_role("button", name="保存", exact=True).click()
    expect(head.locator("#messages")).to_contain_text("台账已保存")
    staff.reload()
    expect(staff.get_by_label("自查说明")).to_have_value("负责人写的说明。")


def test_autosave_of_the_second_says_so_and_keeps_the_words(visit):
    staff, head = open_ledger(visit("water_staff"), "污水处理率2"), open_ledger(visit("water_head"), "污水处理率2")
    save(staff, "填报员写的说明。")
    head.get_by_label("自查说明").fill("负责人写的说明。")
    expect(head.locator("[data-save-state]")).to_have_attribute("data-state", "conflict")
    expect(head.get_by_label("自查说明")).to_have_value("负责人写的说明。")
    look(head, "41-autosave-conflict")


def test_double_click_submits_once(visit):
    head = open_ledger(visit("water_head"), "污水处理率3")
    head.get_by_label("完成值").fill("95")
    head.get_by_label("自评分").fill("10")
    head.get_by_label("自查说明").fill("全年监测达标。")
    head.get_by_label("缺件说明").fill("监测报告由省站统一出具。")
    head.get_by_role("button", name="提交环委办").dblclick()
    head.get_by_role("dialog").get_by_role("button", name="提交", exact=True).dblclick()
    expect(head.locator("#messages")).to_contain_text("已提交环委办（第1次）")
    head.get_by_role("link", name="提交记录").click()
    expect(head.get_by_role("main")).to_contain_text("第 1 次")
    expect(head.get_by_role("main")).not_to_contain_text("第 2 次")


def open_ledger(page: Page, task: str) -> Page:
    page.goto("/tasks/")
    page.get_by_role("link", name=task).click()
    expect(page.get_by_label("自查说明")).to_be_editable()
    return page


def save(page: Page, text: str) -> None:
    """Typed and saved at once, before the draft saves itself."""
    page.get_by_label("自查说明").fill(text)
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_load_state()
