"""Long and hostile texts are read in bounded time."""

import time

import pytest

from tasks.plan_text import parse_plan_text

from .scoring import DOCUMENTS

FIFTY_PAGES = 50 * 700
SECONDS = 2


def seconds_for(text: str) -> float:
    """Of the processor, which a busy machine does not change."""
    started = time.process_time()
    parse_plan_text(text)
    return time.process_time() - started


def test_fifty_pages_in_two_seconds():
    page = (DOCUMENTS / "phrases-2023.txt").read_text("utf-8") + (DOCUMENTS / "beiling-2024.txt").read_text("utf-8")
    text = page * (FIFTY_PAGES // len(page) + 1)

    assert len(text) >= FIFTY_PAGES
    assert seconds_for(text) < SECONDS


@pytest.mark.parametrize(
    "text",
    ["(" * 60_000, "1.森林覆盖率(" * 9_000, "1" * 100_000, "达到" * 50_000, "率1%、" * 20_000,
     "的" * 90_000 + "分别达到1%和2%", "(市水利局牵头," * 12_000, "a|b|c\n" * 20_000, " " * 150_000 + "x",
     "一、工作目标\n" + "2023年甲县、" * 15_000, "每月报送," * 20_000, "一、任务\n" + "一是甲;" * 20_000,
     "一、任务\n" + "区水利局要抓好;" * 12_000, "一、任务\n" + ",由区水利局" * 15_000 + "牵头", "1.1 \n" * 30_000,
     "一、任务\n" + "(一)治(牵头单位:区水利局)\n1.甲\n" * 5_000, "一、任务\n" + "区住建局:\n" * 15_000,
     ("(牵头单位:" + "(a)" * 600 + "\n") * 80, "一、任务\n1." + "2023年达到1%," * 12_000,
     "a\tb\tc\td\n" + "x\ty\n" * 20_000, "一、要求\n" + "1月至2月" * 30_000,
     "一、任务\n1.率(" + "目标值" * 40_000, "由区水利局会同" * 15_000],
    ids=["brackets", "openers", "digits", "words", "percents", "respectively", "leads", "cells", "blanks",
         "years", "rhythms", "points", "duties", "by", "numbers",
         "groups", "units", "unclosed", "goals", "rows", "dates", "cards", "joined"],
)  # fmt: skip
def test_hostile_texts_take_bounded_time(text):
    assert seconds_for(text) < 5 * SECONDS
