"""Text files of every usual encoding, a file of mixed ones included."""

from . import UnreadableDocument
from .kind import utf_16_side

LEAST_KNOWN = 0.9


def decode(content: bytes) -> str:
    """Raises UnreadableDocument when the encoding cannot be told."""
    for encoding in _certain(content):
        try:
            return content.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    return _decode_by_line(content)


def _certain(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x00" in content[:4096]:
        return [utf_16_side(content[:4096])]
    return ["utf-8-sig"]


def _decode_by_line(content: bytes) -> str:
    """Lines pasted together from two sources may differ; each is taken as what it can only be."""
    lines, broken = [], 0
    for line in content.splitlines():
        text = _decode_line(line)
        broken += text is None
        lines.append(text if text is not None else line.decode("gb18030", errors="replace"))
    if broken > len(lines) * (1 - LEAST_KNOWN):
        raise UnreadableDocument("文件的编码无法识别，请用记事本打开后“另存为”UTF-8 编码的文本再导入")
    return "\n".join(lines)


def _decode_line(line: bytes) -> str | None:
    # A few short GB words happen to be valid UTF-8; Chinese in UTF-8 takes three bytes a character.
    encodings = ("utf-8", "gb18030") if any(byte >= 0xE0 for byte in line) else ("gb18030",)
    for encoding in encodings:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
