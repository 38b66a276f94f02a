"""The opening sentences of the yearly report, made of its figures."""

from collections import Counter

from departments.choices import UnitClass
from eco_demo.lib.numbers import format_number

from .snapshot_data import MetCount, YearData
from .wording import CAMPAIGN, listed, long_date, points, share


def overview(year: YearData) -> list[str]:
    """One paragraph each: the work, the result, the self-check, what is still open."""
    return [text for text in (_work(year), _result(year), _domains(year), _self_check(year), _open(year)) if text]


def _work(year: YearData) -> str:
    plan, counts = year.plan, year.counts
    by_class = {name: sum(unit.unit_class == name for unit in year.units) for name in UnitClass.values}
    kinds = [
        text for text, name in (
            (f"部门{by_class[UnitClass.DEPARTMENT]}个", UnitClass.DEPARTMENT),
            (f"镇（街道）{by_class[UnitClass.TOWNSHIP]}个", UnitClass.TOWNSHIP),
            (f"其他单位{by_class[UnitClass.NONE]}个", UnitClass.NONE),
        ) if by_class[name]
    ]
    issued = f"{long_date(plan.issued_on)}印发" if plan.issued_on else "印发"
    return (
        f"{plan.place}{issued}《{plan.title}》，把{plan.year}年度{CAMPAIGN}工作分解为{len(year.indicators)}项任务，"
        f"落实到{counts.units}个责任单位（{listed(kinds)}），其中牵头{counts.leads}项次、"
        f"配合{counts.lines - counts.leads}项次。{long_date(plan.work_from)}至{long_date(plan.work_to)}组织实施。"
    )


def _result(year: YearData) -> str:
    result = year.result
    text = (
        f"对照{year.plan.indicator_set}，经各单位自查、{year.plan.office}逐项审核，{year.plan.year}年度综合得分"
        f"{points(result.percent)}分（应得{format_number(result.possible)}分，实得{points(result.earned)}分）。"
    )
    grades = "、".join(f"{name}{count}个" for name, count in _grades(year).items())
    text += f"{len(year.units)}个责任单位中，{grades}。" if grades else ""
    kinds = [_met(name, count) for name, count in (("约束性", year.binding), ("参考性", year.reference)) if count.total]
    return text + ("；".join(kinds) + "。" if kinds else "")


def _grades(year: YearData) -> Counter[str]:
    """Units by grade, best first."""
    graded = [unit.outcome for unit in year.units if unit.outcome and unit.outcome.grade]
    return Counter(outcome.grade for outcome in sorted(graded, key=lambda outcome: outcome.score, reverse=True))


def _met(name: str, count: MetCount) -> str:
    missed = f"，未达标{count.not_met}项" if count.not_met else ""
    unknown = f"，待认定{count.unknown}项" if count.unknown else ""
    return f"{name}指标{count.total}项，达标{count.met}项{missed}{unknown}"


def _domains(year: YearData) -> str:
    scored = [domain for domain in year.domains if domain.result.percent is not None]
    if len(scored) < 2:
        return ""
    best, worst = (choose(scored, key=lambda domain: domain.result.percent) for choose in (max, min))
    if best.result.percent == worst.result.percent:
        return f"{len(scored)}个领域得分率均为{points(best.result.percent)}%。"
    return (
        f"从{len(scored)}个领域看，{best.name}得分率最高，为{points(best.result.percent)}%；"
        f"{worst.name}得分率最低，为{points(worst.result.percent)}%，需要重点补短板。"
    )


def _self_check(year: YearData) -> str:
    plan, counts = year.plan, year.counts
    returned = f"，审核中退回补正{counts.returned}份" if counts.returned else ""
    return (
        f"自查填报期为{long_date(plan.self_check_from)}至{long_date(plan.self_check_to)}。各单位应报台账{counts.lines}份，"
        f"已报{counts.handed_in}份，报送率{share(counts.handed_in, counts.lines)}，"
        f"按时报送率{share(counts.on_time, counts.lines)}{returned}；目录登记佐证材料{counts.catalogued}件。"
    )


def _open(year: YearData) -> str:
    if not year.open_lines:
        return ""
    return f"截至数据冻结，仍有{year.open_lines}份台账没有审核通过，暂按未得分计入。说明：{year.open_reason}"
