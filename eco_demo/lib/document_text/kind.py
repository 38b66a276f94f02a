"""What a document is, by its first bytes."""

PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
OTHERS = {b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包", b"\x1f\x8b": "压缩包", b"{\\rtf": "RTF 文档", b"MZ": "程序"}
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes, suffix: str) -> str:
    """`pdf`, `package` (Word or Excel), `old` (the same before 2007, WPS) or `text`. Raises UnreadableDocument."""
    from . import UnreadableDocument

    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "package"
    if head.startswith(COMPOUND):
        return "old"
    if head.startswith(PICTURES) and not _is_ascii(head):
        raise UnreadableDocument("这是图片，里面没有可以读取的文字，请上传 Word、Excel、文本或带文字层的 PDF")
    for start, label in OTHERS.items():
        if head.startswith(start):
            raise UnreadableDocument(f"这是{label}，请上传 .docx、.pdf、.xlsx 或 .txt 文件")
    if b"\x00" in head and not head.startswith(UTF_16_MARKS) and not _looks_like_utf_16(head):
        name = f"（{suffix}）" if suffix else ""
        raise UnreadableDocument(f"文件内容无法识别{name}，请上传 .docx、.pdf、.xlsx 或 .txt 文件")
    return "text"


def _is_ascii(head: bytes) -> bool:
    return all(byte < 128 and byte != 0 for byte in head)


def _looks_like_utf_16(head: bytes) -> bool:
    return bool(utf_16_side(head))


def utf_16_side(head: bytes) -> str:
    """Line ends and digits leave zeros in every second place; only a few characters (一) leave one in the others."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) <= 4 * min(even, odd) or max(even, odd) > len(head) // 2 - 2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
