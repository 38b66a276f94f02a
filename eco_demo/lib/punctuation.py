"""Chinese punctuation as print has it: full-width beside Chinese characters; each character stays in its place."""

import re

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = r"[一-鿿）】》”’]"
_MARK = re.compile(rf"(?<={_HAN})[,;:?!]|(?<=[%)\d])[,;](?=[一-鿿“《（])|[,;:?!](?=[“《（])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_IS_CHINESE = re.compile(r"[一-鿿]")


def full_width(text: str) -> str:
    """有机肥,绿肥(不含秸秆) → 有机肥，绿肥（不含秸秆）; 12:30, 1,200 and (EI) stay. Same length."""
    text = _BRACKETS.sub(lambda found: f"（{found[1]}）" if _IS_CHINESE.search(found[1]) else found[0], text)
    return _MARK.sub(lambda found: _WIDE[found[0]], text)
