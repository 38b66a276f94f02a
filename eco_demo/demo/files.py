"""The demonstration evidence as real files: PDF, Word, Excel and pictures with the text of the fixtures."""

import io
import random
import zlib
from datetime import UTC, datetime

from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from eco_demo.lib.pdf import render_pdf
from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter

MADE_AT = datetime(2022, 1, 10, tzinfo=UTC)
SKY, SUN = ("#e9f4f1", "#cfe8e0"), "#f3d9a4"
HILLS = ("#9fc9bb", "#6fae9b", "#3f8c77", "#1f6a57")


def make_file(item: dict) -> tuple[str, bytes]:
    """(file name, bytes) of one evidence item of the fixtures."""
    maker = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "png": _picture}[item["format"]]
    return f"{item['title']}.{item['format']}", maker(item)


def _pdf(item: dict) -> bytes:
    shown = {"item": item, "title": item["title"], "issuer": item["issuer"]}
    return render_pdf(render_to_string("demo/evidence.html", shown), variant="pdf/a-3b")


def _docx(item: dict) -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.created = document.core_properties.modified = MADE_AT
    document.add_heading(item["title"], level=1)
    for line in _head_lines(item):
        document.add_paragraph(line)
    for paragraph in item.get("body", []):
        document.add_paragraph(paragraph)
    rows = item.get("table") or []
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx(item: dict) -> bytes:
    head, *rows = item.get("table") or [["说明"], *([text] for text in item.get("body", []))]
    writer = WorkbookWriter(made_at=MADE_AT, title=item["title"])
    writer.add_sheet("汇总表", [Column(text, width=18) for text in head], rows, title=item["title"])
    return writer.to_bytes()


def _picture(item: dict) -> bytes:
    """A drawn landscape with the caption, so that nobody takes it for a photograph of a real place."""
    chance = random.Random(zlib.crc32(item["title"].encode()))  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", (1200, 800), SKY[0])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1200, 260), fill=SKY[1])
    x = chance.randrange(150, 1000)
    draw.ellipse((x, 90, x + 110, 200), fill=SUN)
    for layer, colour in enumerate(HILLS):
        base = 330 + layer * 90
        ridge = [(step, base + chance.randrange(-60, 40)) for step in range(0, 1301, 130)]
        draw.polygon([(0, 800), *ridge, (1200, 800)], fill=colour)
    draw.rectangle((0, 690, 1200, 800), fill="#16302b")
    draw.text((36, 706), item["title"], font=_font(34), fill="white")
    draw.text((36, 754), f"演示图片　{item['issuer']}　{item['formed_on']}", font=_font(22), fill="#cfe8e0")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def _font(size: int):
    return ImageFont.truetype("NotoSansCJK-Regular.ttc", size, index=2)


def _head_lines(item: dict) -> list[str]:
    return [text for text in (item.get("doc_no"), f"{item['issuer']}　{item['formed_on']}") if text]
