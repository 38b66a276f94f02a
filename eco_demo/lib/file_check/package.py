"""Word, Excel and OFD packages: a harmless zip without macros, outside parts, or fields that start programs."""

import re
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from ..zip_guard import BrokenXml, UnsafeArchive, feed_xml, is_xml, open_guarded, part_chunks
from .refusal import Refusal

CONTENT_TYPES, OFD_ROOT = "[content_types].xml", "ofd.xml"
DOCX_MAIN = "wordprocessingml.document.main+xml"
XLSX_MAIN = "spreadsheetml.sheet.main+xml"
MACRO_TYPES = ("macroenabled", "vbaproject", "activex", "macrosheet")
MACRO_PARTS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*|dialogsheets/.*|activex/.*)$")
LINK_PARTS = re.compile(r"^xl/(externallinks/externallink|connections)\d*\.xml$")
EXECUTABLE_PARTS = re.compile(r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk|msi|jar)$")
LOCAL_PATH = re.compile(r"(file:/{2,3})?/?[a-z](:|%3a)[\\/].*|[^\\/:]*", re.IGNORECASE)
HARMLESS_IF_LOCAL = ("/attachedTemplate", "/image", "/video", "/audio", "/media")
HYPERLINK_SCHEMES = {"", "http", "https", "mailto", "file", "ftp", "tel"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]+):", re.IGNORECASE)
FIELD_COMMAND = re.compile(r"\bDDE(AUTO)?\b|\bINCLUDETEXT\s+\"?(\\\\|[a-z]{3,}:)", re.IGNORECASE)
# A bar is no operator of a cell formula: it is how another program is called (`cmd|'/c …'!A0`).
FORMULA_COMMAND = re.compile(rb"<(?:\w+:)?f(?: [^>]*)?>[^<\"']*(?:\||WEBSERVICE\()", re.IGNORECASE)
OVERLAP = 1024
PACKAGED_FILE = "\x01Ole10Native".encode("utf-16-le")


def examine(file: BinaryIO) -> tuple[str, dict]:
    try:
        with open_guarded(file) as archive:
            return _Package(archive).examine(), {}
    except UnsafeArchive as reason:
        raise Refusal(str(reason)) from reason


class _Package:
    def __init__(self, archive: ZipFile):
        self.archive = archive
        self.types: set[str] = set()
        self.fields: list[str] = []
        self.in_field = False

    def examine(self) -> str:
        names = {info.filename.lower() for info in self.archive.infolist()}
        if CONTENT_TYPES not in names and OFD_ROOT not in names:
            return "压缩包"
        for name in names:
            _refuse_part_name(name)
        for info in self.archive.infolist():
            self._examine_part(info)
        if CONTENT_TYPES not in names:
            return "ofd"
        return self._code()

    def _code(self) -> str:
        declared = " ".join(self.types).lower()
        if any(word in declared for word in MACRO_TYPES):
            raise Refusal("文件中含有宏或控件，不能接收，请另存为不带宏的文件后再上传")
        if DOCX_MAIN in declared:
            return "docx"
        return "xlsx" if XLSX_MAIN in declared else "其他 Office 文件"

    def _examine_part(self, info: ZipInfo) -> None:
        name = info.filename.lower()
        head = self._read_whole(info)
        if not is_xml(name, head):
            return
        try:
            feed_xml(self._parser(name), self.archive, info)
        except BrokenXml:
            # Excel's old drawing parts (.vml) hold unclosed HTML.
            if name.endswith((".xml", ".rels")):
                raise
        if FIELD_COMMAND.search("".join(self.fields)):
            raise Refusal("文件中含有动态数据交换（DDE）或远程引用的域，不能接收，请去掉后再上传")
        self.fields.clear()

    def _read_whole(self, info: ZipInfo) -> bytes:
        """Read a part to its end, so that its checksum is compared; returns how it begins."""
        head = rest = b""
        is_sheet, is_embedded = "/worksheets/" in info.filename.lower(), "/embeddings/" in info.filename.lower()
        for chunk in part_chunks(self.archive, info):
            head = head or chunk[:200]
            window = rest + chunk
            if is_sheet and FORMULA_COMMAND.search(window):
                raise Refusal("工作表中含有调用外部程序或网址的公式，不能接收，请改为数值后再上传")
            if is_embedded and PACKAGED_FILE in window:
                raise Refusal("文件中嵌入了别的文件（对象包），不能接收，请去掉后再上传")
            rest = window[-OVERLAP:]
        return head

    def _parser(self, name: str):
        parser = expat.ParserCreate()
        if name.endswith(".rels"):
            parser.StartElementHandler = _refuse_outside
        elif name == CONTENT_TYPES:
            parser.StartElementHandler = self._note_type
        elif name.startswith("word/"):
            parser.StartElementHandler, parser.EndElementHandler = self._start_word, self._end_word
            parser.CharacterDataHandler = self._text_word
        return parser

    def _note_type(self, _element: str, attributes: dict) -> None:
        self.types.add(attributes.get("ContentType", ""))

    def _start_word(self, element: str, attributes: dict) -> None:
        if element.endswith("instrText"):
            self.in_field = True
        elif element.endswith("fldSimple"):
            self.fields.append(next((v for k, v in attributes.items() if k.endswith("instr")), "") + "\n")

    def _end_word(self, element: str) -> None:
        if element.endswith("instrText"):
            self.in_field = False

    def _text_word(self, data: str) -> None:
        if self.in_field:
            self.fields.append(data)


def _refuse_part_name(name: str) -> None:
    if MACRO_PARTS.search(name):
        raise Refusal("文件中含有宏或控件，不能接收，请另存为不带宏的文件后再上传")
    if LINK_PARTS.search(name):
        raise Refusal("工作簿链接了其他工作簿或外部数据，不能接收，请“断开链接”后再上传")
    if EXECUTABLE_PARTS.search(name):
        raise Refusal("文件中夹带了程序，不能接收")


def _refuse_outside(element: str, attributes: dict) -> None:
    if not element.endswith("Relationship") or attributes.get("TargetMode") != "External":
        return
    kind, target = attributes.get("Type", ""), attributes.get("Target", "")
    if kind.endswith("/hyperlink"):
        scheme = SCHEME.match(target)
        if scheme and scheme[1].lower() not in HYPERLINK_SCHEMES:
            raise Refusal("文件中含有可能启动程序的链接，不能接收，请去掉后再上传")
    elif not (kind.endswith(HARMLESS_IF_LOCAL) and LOCAL_PATH.fullmatch(target)):
        raise Refusal("文件引用了外部内容（远程模板、链接的图片或对象），不能接收，请断开链接后再上传")
