"""Small files of every kind, whole and hostile, made on the spot."""

import io
import struct
import zipfile

from PIL import Image
from pypdf import PdfWriter

TYPES = "application/vnd.openxmlformats-officedocument."
DOCX_TYPES = (
    f'<Types><Override PartName="/word/document.xml" ContentType="{TYPES}wordprocessingml.document.main+xml"/></Types>'
)
XLSX_TYPES = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{TYPES}spreadsheetml.sheet.main+xml"/></Types>'
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return buffer.getvalue()


def docx(*extra, types=DOCX_TYPES, body="<w:document/>"):
    return zipped([("[Content_Types].xml", types), ("word/document.xml", body), *extra])


def xlsx(*extra, sheet="<worksheet/>"):
    return zipped(
        [
            ("[Content_Types].xml", XLSX_TYPES),
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/worksheets/sheet1.xml", sheet),
            *extra,
        ]
    )


def ofd(*extra):
    return zipped([("OFD.xml", "<ofd:OFD/>"), ("Doc_0/Document.xml", "<ofd:Document/>"), *extra])


def relation(kind, target):
    return (
        "word/_rels/document.xml.rels",
        f'<Relationships><Relationship Type="{RELATIONSHIPS}{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>",
    )


def picture(kind="JPEG", size=(40, 30), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, kind, **options)
    return buffer.getvalue()


def pdf(pages=1, prepare=lambda writer: None):
    writer, buffer = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    prepare(writer)
    writer.write(buffer)
    return buffer.getvalue()


def compound(*streams):
    """An old Office file: (name, content) streams of at least 4096 bytes, or empty."""
    sectors, entries, table = [], [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], [0xFFFFFFFD]
    for name, content in streams:
        first = len(table)
        pieces = [content[n : n + 512].ljust(512, b"\0") for n in range(0, len(content), 512)]
        table += [*range(first + 1, first + len(pieces)), 0xFFFFFFFE] if pieces else []
        sectors += pieces
        entries.append(_entry(name, 2, first, len(content)))
    directory = b"".join(entries).ljust(512 * -(-len(entries) // 4), b"\0")
    first = len(table)
    pieces = [directory[n : n + 512] for n in range(0, len(directory), 512)]
    table += [*range(first + 1, first + len(pieces)), 0xFFFFFFFE]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIII", 1, first, 0, 4096, 0xFFFFFFFE) + struct.pack("<III", 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table += [0xFFFFFFFF] * (128 - len(table))
    return header + struct.pack("<128I", *table) + b"".join(sectors) + b"".join(pieces)


def _entry(name, kind, start, size):
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + bytes(48)
        + struct.pack("<III", start, size, 0)
    )


def old_word(*extra, flags=0):
    return compound(("WordDocument", (bytes(10) + struct.pack("<H", flags)).ljust(4096, b"\0")), *extra)


def old_excel(*records):
    content = b"".join(struct.pack("<HH", number, len(data)) + data for number, data in records)
    return compound(("Workbook", (content + struct.pack("<HH", 0x0A, 0)).ljust(4096, b"\0")))
