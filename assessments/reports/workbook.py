"""The same content as the printed reports, as workbooks: real numbers, formulas for totals, heads frozen for print."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localtime

from eco_demo.lib.spreadsheet.writing import Column, Formula, WorkbookWriter
from indicators.choices import Attribute, EvidenceKind
from tasks.choices import LedgerStatus, TaskRole

from ..choices import Met, Origin, ReasonCode
from ..explanation import Kind, unit_tree
from .district_report import DistrictReport, domain_matrix
from .snapshot_data import UnitRow, YearData
from .snapshot_line_data import EvidenceRow, LineRow, TargetRow
from .snapshot_outcome import CountedRow, OutcomeRow, kept
from .tree_rows import tree_rows
from .unit_report import UnitReport, deductions_of
from .wording import class_name, listed, share

# A score has the places that the year's method rounds it to.
POINTS, SCORE, MARKS, COUNT = "0.00", "0.00##", "0.##", "0"
# Row 1 is the title, row 2 the heading.
FIRST_ROW = 3
INDENT = "　"

OVERVIEW = (Column("项目", 30), Column("数值", 18, align="right"), Column("说明", 56))
INDICATORS = (
    Column("序号", 7, align="center"), Column("领域", 12), Column("指标名称", 34), Column("属性", 9, align="center"),
    Column("指标值", 22), Column("现状值", 14), Column("年度目标", 30), Column("完成值", 26),
    Column("达标", 9, align="center"), Column("分值", 8, MARKS, "right"), Column("得分", 8, POINTS, "right"),
    Column("牵头单位", 22), Column("配合单位", 40),
)
UNITS = (
    Column("单位", 24), Column("考核类别", 12), Column("名次", 7, COUNT, "center"), Column("得分", 9, SCORE, "right"),
    Column("折算应得", 10, POINTS, "right"), Column("折算实得", 10, POINTS, "right"), Column("牵头", 7, COUNT, "right"),
    Column("配合", 7, COUNT, "right"), Column("达标", 7, COUNT, "right"), Column("未达标", 8, COUNT, "right"),
    Column("待认定", 8, COUNT, "right"), Column("加分", 8, MARKS, "right"), Column("扣分", 8, MARKS, "right"),
    Column("按得分应为", 11, align="center"), Column("等次", 9, align="center"), Column("等次变动", 40),
)
LINES = (
    Column("单位", 22), Column("序号", 7, align="center"), Column("指标（任务）", 34), Column("领域", 12),
    Column("角色", 7, align="center"), Column("年度目标", 28), Column("完成值", 22), Column("达标", 9, align="center"),
    Column("折算系数", 9, MARKS, "right"), Column("分值", 8, MARKS, "right"), Column("自评", 8, MARKS, "right"),
    Column("得分", 8, POINTS, "right"), Column("状态", 11, align="center"), Column("报送日期", 12, align="center"),
    Column("规则得分", 10, POINTS, "right"), Column("加分", 8, MARKS, "right"), Column("改判理由", 36),
    Column("评分规则", 50),
)
SELF_CHECK = (
    Column("序号", 7, align="center"), Column("指标（任务）", 28), Column("主要做法", 60), Column("存在问题", 36),
    Column("下一步打算", 36), Column("审核意见", 36),
)
DEDUCTIONS = (
    Column("单位", 22), Column("序号", 7, align="center"), Column("指标（任务）", 30),
    Column("扣分", 8, POINTS, "right"), Column("扣分原因", 40), Column("评分标准", 36), Column("涉及材料", 30),
    Column("原因类别", 12), Column("来源", 11), Column("时间", 12, align="center"),
)
BY = Column("扣分人", 18)
CALCULATION = (
    Column("单位", 22), Column("层级", 6, COUNT, "center"), Column("类别", 10, align="center"), Column("内容", 80),
    Column("分数", 12, SCORE, "right"), Column("计入上级", 12, SCORE, "right"), Column("算式", 40), Column("说明", 50),
)
CATALOGUE = (
    Column("序号", 7, align="center"), Column("指标（任务）", 28), Column("报送单位", 20),
    Column("件号", 6, COUNT, "center"), Column("题名", 40), Column("文号", 20), Column("责任者", 18),
    Column("日期", 12, align="center"), Column("页数", 6, COUNT, "right"), Column("类别", 10, align="center"),
    Column("文件名", 30), Column("SHA-256", 68),
)


def render_district_workbook(report: DistrictReport, made_at: datetime) -> bytes:
    year, writer = report.year, _writer(report.title, report.year, made_at)
    last_indicator = FIRST_ROW + len(year.indicators) - 1
    _sheet(writer, "总览", OVERVIEW, _district_overview(report, last_indicator), report.title)
    _sheet(writer, "指标完成情况", INDICATORS, _indicators(year), f"{year.plan.year}年度指标完成情况",
           ["合计", *[None] * 8, _sum("J", last_indicator), _sum("K", last_indicator), None, None])
    _sheet(writer, "单位得分", UNITS, _units(year), f"{year.plan.year}年度单位考核得分",
           [*_unit_totals(FIRST_ROW + len(year.units) - 1), None, None, None])
    _sheet(writer, "分领域得分率", _matrix_columns(year), _matrix(year), f"{year.plan.year}年度单位分领域得分率（%）")
    _sheet(writer, "单位任务明细", LINES, _lines(year.units), f"{year.plan.year}年度单位任务明细")
    _add_deductions(writer, year.units, names=True)
    _add_calculation(writer, year.units, names=True)
    _add_catalogue(writer, year.units)
    return writer.to_bytes()


def render_unit_workbook(report: UnitReport, made_at: datetime) -> bytes:
    year, unit, writer = report.year, report.unit, _writer(report.title, report.year, made_at)
    last = FIRST_ROW + len(unit.lines) - 1
    _sheet(writer, "总览", OVERVIEW, _unit_overview(report, last), report.title)
    _sheet(writer, "承担任务", LINES, _lines([unit]), f"{unit.name}{year.plan.year}年度任务完成与得分", [
        "折算后合计", *[None] * 8, _weighted("J", last), None, _weighted("L", last), *[None] * 6,
    ])
    _sheet(writer, "自查情况", SELF_CHECK, _self_check(unit), f"{unit.name}{year.plan.year}年度自查情况")
    _add_deductions(writer, [unit])
    _add_calculation(writer, [unit])
    _add_catalogue(writer, [unit])
    return writer.to_bytes()


def render_catalogue(year: YearData, title: str, files: Iterable[Sequence], made_at: datetime) -> bytes:
    """目录.xlsx of the evidence archive; each row of `files` is a catalogue row and the path in the archive."""
    writer = _writer(title, year, made_at)
    _sheet(writer, "佐证目录", (*CATALOGUE, Column("存放位置", 60)), files, title)
    return writer.to_bytes()


def catalogue_row(unit: UnitRow, line: LineRow, file: EvidenceRow) -> list:
    return [
        line.number, line.title, unit.name, file.item_no, file.title, file.doc_no, file.issuer, file.formed_on,
        file.pages, EvidenceKind(file.kind).label, file.file_name, file.sha256,
    ]


def _writer(title: str, year: YearData, made_at: datetime) -> WorkbookWriter:
    return WorkbookWriter(made_at=localtime(made_at), title=title, author=year.plan.office)


def _sheet(writer: WorkbookWriter, name: str, columns, rows, title: str, totals: Sequence | None = None) -> None:
    writer.add_sheet(name, columns, rows, title=title, totals=totals)


def _sum(letter: str, last: int) -> Formula | int:
    return Formula(f"SUM({letter}{FIRST_ROW}:{letter}{last})") if last >= FIRST_ROW else 0


def _weighted(letter: str, last: int) -> Formula:
    return Formula(f"SUMPRODUCT(I{FIRST_ROW}:I{last},{letter}{FIRST_ROW}:{letter}{last})")


def _district_overview(report: DistrictReport, last: int) -> list[Sequence]:
    year, counts = report.year, report.year.counts
    total = last + 1
    return [
        ("综合得分", year.result.percent, "各任务得分（多个牵头单位取平均）合计占分值合计的百分比"),
        ("综合得分（按指标表计算）",
         Formula(f"ROUND(指标完成情况!K{total}/指标完成情况!J{total}*100,2)"),
         "由“指标完成情况”表合计行算出，应与上行一致"),
        ("约束性指标达标", year.binding.met, f"共{year.binding.total}项"),
        ("参考性指标达标", year.reference.met, f"共{year.reference.total}项"),
        *((f"{domain.name}得分率（%）", domain.result.percent,
           f"达标{domain.met.met}项，共{domain.met.total}项") for domain in year.domains),
        ("责任单位", counts.units, ""),
        ("台账", counts.lines, f"已报{counts.handed_in}份，按时报送率{share(counts.on_time, counts.lines)}"),
        ("退回补正", counts.returned, "报送两次以上的台账份数"),
        ("佐证材料", counts.catalogued, f"不同文件{counts.files}个"),
        ("未审结台账", year.open_lines, year.open_reason),
        *_release(report),
    ]


def _unit_overview(report: UnitReport, last: int) -> list[Sequence]:
    unit, total, outcome = report.unit, last + 1, report.unit.explained
    return [
        ("单位", unit.name, class_name(unit.unit_class)),
        ("考核得分", outcome.score, report.tree.equation),
        ("等次", outcome.grade, "；".join(outcome.changes) or _by_score(outcome)),
        ("任务得分率（%）", unit.result.percent, "折算实得占折算应得的百分比，不含加分、扣分和模块权重"),
        ("任务得分率（按任务表计算）", Formula(f"ROUND(承担任务!L{total}/承担任务!J{total}*100,2)"),
         "由“承担任务”表合计行算出，应与上行一致"),
        ("加分", outcome.bonus, ""), ("扣分", outcome.penalty, ""),
        ("名次", unit.rank, f"同类单位{unit.class_size}个" if unit.rank else "不参加排名"),
        ("牵头任务", unit.leads, ""), ("配合任务", unit.supports, ""),
        ("达标任务", unit.met.met, f"未达标{unit.met.not_met}项，待认定{unit.met.unknown}项"),
        *((f"{domain.name}得分率（%）", domain.result.percent, "") for domain in unit.domains),
        *_release(report),
    ]


def _release(report: DistrictReport | UnitReport) -> list[Sequence]:
    return [
        ("数据快照", f"#{report.snapshot_number}", f"数据截止{report.taken_on:%Y-%m-%d}"),
        ("发布编号", report.release_code, "凭此编号可在系统中核验"),
    ]


def _indicators(year: YearData) -> Iterable[Sequence]:
    for row in year.indicators:
        yield (
            row.number, row.domain, row.title, Attribute(row.attribute).label if row.attribute else "", row.threshold,
            "；".join(target.baseline for target in row.targets if target.baseline), _wanted(row.targets),
            _reached(row.targets), Met(row.met).label, row.full_marks, row.score, listed(row.leads),
            listed(row.supports),
        )


def _wanted(targets: Sequence[TargetRow]) -> str:
    named = len(targets) > 1
    return "；".join(f"{target.name if named else ''}{target.requirement}" for target in targets)


def _reached(targets: Sequence[TargetRow]) -> str:
    return "；".join(target.actual for target in targets if target.actual)


def _units(year: YearData) -> Iterable[Sequence]:
    for unit in year.units:
        yield (
            unit.name, class_name(unit.unit_class), unit.rank, unit.explained.score, unit.result.possible,
            unit.result.earned, unit.leads, unit.supports, unit.met.met, unit.met.not_met,
            unit.met.unknown, unit.explained.bonus, unit.explained.penalty, unit.explained.raw_grade,
            unit.explained.grade, "；".join(unit.explained.changes),
        )


def _unit_totals(last: int) -> list:
    return ["合计", None, None, None, *(_sum(letter, last) for letter in "EFGHIJKLM")]


def _matrix_columns(year: YearData) -> list[Column]:
    domains = [Column(domain.name, 11, POINTS, "right") for domain in year.domains]
    return [Column("单位", 24), Column("考核类别", 12), *domains, Column("总分", 9, SCORE, "right"),
            Column("名次", 7, COUNT, "center")]


def _matrix(year: YearData) -> Iterable[Sequence[Decimal | str | int | None]]:
    for unit, percents in domain_matrix(year):
        yield [unit.name, class_name(unit.unit_class), *percents, unit.explained.score, unit.rank]


def _lines(units: Iterable[UnitRow]) -> Iterable[Sequence]:
    for unit in units:
        counted = {row.task: row for module in unit.explained.modules for row in module.lines}
        for line in unit.lines:
            yield _line(unit, line, counted[line.task])


def _line(unit: UnitRow, line: LineRow, row: CountedRow) -> Sequence:
    """The weight is what brings the line's marks to those it counts for: nothing where it does not apply."""
    is_plain = not line.full_marks or not (row.treatment or row.moved)
    weight = line.weight if is_plain else kept(row.marks / line.full_marks)
    return (
        unit.name, line.number, line.title, line.domain, TaskRole(line.role).label, _wanted(line.targets),
        _reached(line.targets), Met(line.met).label, weight, line.full_marks, line.self_score,
        _score(line, row),
        "不适用" if row.treatment else LedgerStatus(line.state).label, line.first_submitted, line.suggested,
        line.bonus or None, line.override_reason, line.rule_sentence,
    )


def _score(line: LineRow, row: CountedRow) -> Decimal | None:
    """One that does not apply has none, whatever it was given before; or it counts in full."""
    if row.treatment:
        return line.full_marks if row.counts else None
    return line.score


def _self_check(unit: UnitRow) -> Iterable[Sequence]:
    return (
        (line.number, line.title, line.narrative, line.problems, line.next_steps, line.comment) for line in unit.lines
    )


def _by_score(outcome: OutcomeRow) -> str:
    return f"按得分为{outcome.raw_grade}" if outcome.raw_grade else "全部审定后确定"


def _add_deductions(writer: WorkbookWriter, units: Sequence[UnitRow], *, names: bool = False) -> None:
    columns = (*DEDUCTIONS, BY) if names else DEDUCTIONS
    rows = [
        (unit.name, found.line.number, found.line.title, found.row.points, found.reason, found.rule_text, found.file,
         ReasonCode(found.code).label, Origin(found.row.origin).label, found.row.on, *([found.row.by] if names else []))
        for unit in units for found in deductions_of(unit)
    ]
    last = FIRST_ROW + len(rows) - 1
    totals = ["合计", None, None, _sum("D", last), *[None] * (len(columns) - 4)]
    _sheet(writer, "扣分明细", columns, rows, "扣分明细", totals)


def _add_calculation(writer: WorkbookWriter, units: Iterable[UnitRow], *, names: bool = False) -> None:
    """The tree of every unit, row by row; rows of one level add up to the row above them by “计入上级”."""
    rows = (
        (unit.name, row.depth + 1, Kind(row.kind).label, INDENT * row.depth + row.text, row.value, row.counted,
         "；".join(filter(None, (row.equation, row.share))), row.note)
        for unit in units for row in tree_rows(unit_tree(unit.lines, unit.explained, names=names))
    )
    _sheet(writer, "计算过程", CALCULATION, rows, "得分计算过程")


def _add_catalogue(writer: WorkbookWriter, units: Iterable[UnitRow]) -> None:
    rows = (catalogue_row(unit, line, file) for unit in units for line in unit.lines for file in line.evidence)
    _sheet(writer, "佐证目录", CATALOGUE, rows, "佐证材料目录")
