"""Word, Excel and PDF files as offices make them, built for a test."""

from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

CONTROLLED = "完成上级规定的考核任务,且不降低"
HEAD = ["序号", "领域", "指标名称", "分项", "单位", "目标值", "牵头单位", "配合单位", "完成时限"]
AIR = ["区生态环境局", "区住建局、城管局", "2023年底前"]
ROWS = [
    ["1", "生态安全", "环境空气质量", "优良天数比例", "%", "≥85", *AIR],
    ["1", "生态安全", "环境空气质量", "PM2.5浓度", "微克/立方米", "≤35", *AIR],
    ["2", "生态安全", "水环境质量", "", "", CONTROLLED, "区水利局", "各镇(办、区)", "2023年底前"],
    ["3", "生态生活", "公共交通分担率", "", "%", "60-70", "区交通局", "", "持续开展"],
]
EXPECTED = [
    {"no": "1", "title": "环境空气质量", "main": ["composite"],
     "sub": [["优良天数比例", ">=", 85, "%"], ["PM2.5浓度", "<=", 35, "微克/立方米"]], "lead": ["区生态环境局"],
     "coop": ["区住建局", "区城管局"], "deadline": "2023年底前", "deadline_iso": "2023-12-31", "domain": "生态安全"},
    {"no": "2", "title": "水环境质量", "main": ["meet_assigned"], "also": [["", "not_decrease"]], "lead": ["区水利局"],
     "coop": ["各镇(办、区)"], "deadline": "2023年底前", "deadline_iso": "2023-12-31", "domain": "生态安全"},
    {"no": "3", "title": "公共交通分担率", "main": ["between", 60, "%", 70], "lead": ["区交通局"],
     "deadline": "持续开展", "domain": "生态生活"},
]  # fmt: skip
TITLE = "临江区2023年生态文明建设任务分解表"


def word_table(path: Path) -> Path:
    """Title, a heading row, merged cells downwards and a merged band across."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=len(HEAD))
    for row in [HEAD, ["一、约束性指标"] * len(HEAD), *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    band = table.rows[1].cells
    for cell in band[1:]:
        cell.text = ""
    band[0].merge(band[-1])
    for column in (0, 1, 2, 6, 7, 8):
        table.cell(3, column).text = ""
        table.cell(2, column).merge(table.cell(3, column))
    document.save(path)
    return path


def word_numbered(path: Path) -> Path:
    """Numbers that Word counts itself: 一、 for sections, 1. for tasks, restarting in each section."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    definition = OxmlElement("w:abstractNum")
    definition.set(qn("w:abstractNumId"), "77")
    for level, (form, text) in enumerate((("chineseCountingThousand", "%1、"), ("decimal", "%2."))):
        definition.append(_level(level, form, text))
    numbering.insert(0, definition)
    link = OxmlElement("w:num")
    link.set(qn("w:numId"), "77")
    target = OxmlElement("w:abstractNumId")
    target.set(qn("w:val"), "77")
    link.append(target)
    numbering.append(link)
    document.add_paragraph("江北区2023年创建工作方案")
    for level, text in (
        (0, "改善环境质量"),
        (1, "森林覆盖率≥40%。(牵头单位:区林业局)"),
        (1, "城镇污水处理率达到95%以上。(牵头单位:区住建局;配合单位:区水利局)"),
        (0, "倡导绿色生活"),
        (1, "政府绿色采购比例保持90%以上。(牵头单位:区财政局)"),
        (0, "保障措施"),
        (1, "加强领导。"),
    ):
        _number(document.add_paragraph(text), level)
    document.save(path)
    return path


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
    for row in [HEAD, *ROWS]:
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    for column in (1, 2, 3, 7, 8, 9):
        sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    book.save(path)
    return path


def workbook_of_something_else(path: Path) -> Path:
    book = Workbook()
    for row in (["姓名", "电话", "生日"], ["甲", "1", "2"], ["乙", "3", "4"]):
        book.active.append(row)
    book.save(path)
    return path


def scanned_pdf(path: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (600, 800), "white").save(path, "PDF")
    return path


def text_pdf(path: Path, text: str) -> Path:
    from weasyprint import HTML

    lines = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    page = "@page { size: A4; margin: 2cm; @bottom-center { content: '— ' counter(page) ' —' } }"
    HTML(string=f"<style>{page} body {{ font: 12pt 'Noto Sans CJK SC' }}</style>{lines}").write_pdf(path)
    return path


def picture() -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (10, 10), "white").save(buffer, "PNG")
    return buffer.getvalue()


def _level(level: int, form: str, text: str):
    element = OxmlElement("w:lvl")
    element.set(qn("w:ilvl"), str(level))
    for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        element.append(child)
    return element


def _number(paragraph, level: int) -> None:
    numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = 77


def tables_as_word(text: str, path: Path) -> Path:
    """A pasted document with its rows as a real table; empty cells below a filled one are merged with it."""
    document = docx.Document()
    for lines in _blocks(text):
        if "\t" not in lines[0]:
            document.add_paragraph(lines[0])
            continue
        rows = _rows_of(lines)
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                table.cell(number, column).text = cell
        for first, last in _merged_down(rows):
            table.cell(first, 0).merge(table.cell(last, 0))
    document.save(path)
    return path


def tables_as_workbook(text: str, path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for lines in _blocks(text):
        rows, above = _rows_of(lines), sheet.max_row if sheet.max_row > 1 or sheet["A1"].value else 0
        for row in rows:
            sheet.append([cell or None for cell in row])
        for first, last in _merged_down(rows):
            sheet.merge_cells(start_row=above + first + 1, end_row=above + last + 1, start_column=1, end_column=1)
    book.save(path)
    return path


def _blocks(text: str) -> list[list[str]]:
    """Each line alone, rows of one table together; a band between rows belongs to the table."""
    lines, blocks = text.splitlines(), []
    for place, line in enumerate(lines):
        is_band = 0 < place < len(lines) - 1 and "\t" in lines[place - 1] and "\t" in lines[place + 1]
        if blocks and "\t" in blocks[-1][0] and ("\t" in line or is_band):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _rows_of(lines: list[str]) -> list[list[str]]:
    rows = [line.split("\t") for line in lines]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _merged_down(rows: list[list[str]]) -> list[tuple[int, int]]:
    found, first = [], 0
    for number, row in enumerate([*rows[1:], ["end"]], start=1):
        if row[0]:
            if number - 1 > first:
                found.append((first, number - 1))
            first = number
    return found


def tables_as_pdf(text: str, path: Path) -> Path:
    body = ""
    for lines in _blocks(text):
        if "\t" not in lines[0]:
            body += f"<p>{lines[0]}</p>"
            continue
        rows = _rows_of(lines)
        spans = {first: last - first + 1 for first, last in _merged_down(rows)}
        body += "<table>"
        for number, row in enumerate(rows):
            first = f"<td rowspan={spans.get(number, 1)}>{row[0]}" if row[0] or number not in _below(spans) else ""
            body += f"<tr>{first}" + "".join(f"<td>{cell}" for cell in row[1:])
        body += "</table>"
    return page_pdf(path, body)


def _below(spans: dict[int, int]) -> set[int]:
    return {row for first, count in spans.items() for row in range(first + 1, first + count)}


def page_pdf(path: Path, body: str, style: str = "") -> Path:
    from weasyprint import HTML

    page = "@page { size: A4; margin: 2cm; @bottom-center { content: '— ' counter(page) ' —' } }"
    look = "body { font: 10.5pt 'Noto Sans CJK SC' } table { border-collapse: collapse } td, th { border: 1px solid }"
    HTML(string=f"<style>{page}{look}{style}</style>{body}").write_pdf(path)
    return path
