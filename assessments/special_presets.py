"""Bonus, penalty, veto and gate items that assessment rules commonly have; an office takes what its own rules say."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .choices import SpecialKind


@dataclass(frozen=True)
class Preset:
    """`key` is what a form posts; the grade of a veto or gate comes from the plan's own scale."""

    key: str
    kind: str
    name: str
    basis: str
    max_points: Decimal | None = None

    def grade_in(self, grades: Sequence[str]) -> str:
        """A veto sets the worst grade; a missed gate leaves at most the second best."""
        if self.kind == SpecialKind.VETO:
            return grades[-1]
        return grades[min(1, len(grades) - 1)] if self.kind == SpecialKind.GATE else ""


_BONUS, _PENALTY, _VETO, _GATE = SpecialKind.BONUS, SpecialKind.PENALTY, SpecialKind.VETO, SpecialKind.GATE

PRESETS = (
    Preset("upgraded", _BONUS, "考核断面水质提升类别", "一个断面的年均水质比上年提升一个类别，登记一次", Decimal(5)),
    Preset("merit", _BONUS, "创建工作成效突出", "按考核办法列明的情形加分，合计以“加分合计最多”为限", Decimal(3)),
    Preset("degraded", _PENALTY, "考核断面水质类别下降", "一个断面的年均水质比上年下降一个类别，登记一次", Decimal(2)),
    Preset("inferior", _PENALTY, "考核断面单月水质为劣Ⅴ类", "每出现一个断面一个月，登记一次", Decimal(3)),
    Preset("accident", _VETO, "发生重大污染事件或群体性事件", "因辖区环境污染或生态破坏引发，经认定负有责任"),
    Preset("new_inferior", _VETO, "新增劣Ⅴ类断面或年度目标任务未完成", "以年度监测结果和目标责任书为准"),
    Preset("emission", _VETO, "节能或减排目标未完成", "以上级下达并考核认定的数据为准"),
    Preset("falsified", _VETO, "监测、统计数据弄虚作假", "经查实伪造、篡改数据或者授意他人造假"),
    Preset("good_water", _GATE, "考核断面未全部达标", "评优须全部水质考核断面达到年度目标"),
    Preset("good_air", _GATE, "空气质量考核未达良好以上", "评优须空气质量年度考核在良好以上"),
    Preset("no_event", _GATE, "发生社会关注的环境事件", "评优须全年没有发生公共环境事件"),
    Preset("content", _GATE, "公众满意度未列前六名且低于上年", "评优须满意度列全市前六名，或者高于上年"),
)
