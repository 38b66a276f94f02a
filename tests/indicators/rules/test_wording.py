"""Each rule said as a regulation would say it."""

from pathlib import Path

import pytest
from django.conf import settings

from indicators.rules import KINDS, read_rule

SENTENCES = {
    "all_or_nothing": "不高于47.38亿立方米得10分，否则不得分",
    "step_deduct": "目标不高于70微克/立方米，满分3分，每差1微克/立方米扣0.5分，扣完为止（按比例）",
    "linear": "得分=70×完成值−63，最高7分，最低0分，低于0.9不得分",
    "ratio": "比例不低于0.95得10分，否则得分=比例×10，最高10分",
    "tiers": "≥5%且<10%得1分，≥10%且<15%得2分，≥15%得3分，其余得0分",
    "base_plus_improve": "不高于12%得6分，每再低1个百分点加2分，最多加4分（按比例），高于标准得0分",
    "event_deduct": "满分6分；缺少一条每次扣1分，最多扣4分，扣完为止",
    "waiver": "满分60分；月度超标每次扣5分，扣完为止；不高于20的，免予扣分",
    "trend": "较上年降低小于1得4分，否则不得分",
    "and": "不低于55，且不低于上年，得2分，否则不得分",
    "or": "不低于70%，或较上年提高10%以上，得2分，否则不得分",
    "combine": "本省断面70%、邻省断面30%，加权平均，满分100分",
    "relative": "列前6名或较上年提高得5分，否则不得分",
}


def rule_of(kind, **changed):
    example = KINDS[kind].example
    parameters = {**example["parameters"], **changed}
    return read_rule({"kind": kind, "full_marks": example["full_marks"], "parameters": parameters})


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_example_as_a_sentence(kind):
    assert rule_of(kind).sentence == SENTENCES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sentence(kind):
    assert rule_of(kind).sentence


def test_the_mode_and_the_limits_are_part_of_the_sentence():
    changed = {"mode": "ceil", "zero_at": "90", "max_deduction": "2.5"}
    assert rule_of("step_deduct", **changed).sentence == (
        "目标不高于70微克/立方米，满分3分，每差1微克/立方米扣0.5分，最多扣2.5分，达到或差于90微克/立方米记0分（不足一档按一档计）"
    )


def test_the_manual_names_every_kind_with_its_parameters():
    manual = (Path(settings.BASE_DIR) / "docs" / "rules.md").read_text("utf-8")
    rows = [line for line in manual.splitlines() if line.startswith("| `")]
    for kind in KINDS.values():
        row = next(line for line in rows if f"`{kind.name}`" in line.split("|")[1])
        assert [field.name for field in kind.parameters if f"`{field.name}`" not in row] == []
