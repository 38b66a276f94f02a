"""Title, number, issuer and year of the document; which lines are its letterhead and signature."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from .lines import DATE_LINE, DAY_NUMBER, Grid, Line
from .markers import ITEM, marker_of, number_of
from .parsed import Facts
from .words.document import ISSUER_ENDS, PLAN_WORDS

HEAD_LINES = 60
LONGEST_TITLE = 80
DOC_NO = re.compile(
    r"(?P<who>[一-鿿A-Za-z×]{2,12}?)\s*\(?\s*[\[〔(【]\s*(?P<year>(?:19|20)\d\d)\s*[\]〕)】]\s*第?\s*(?P<no>\d{1,4})\s*号"
)
DOC_NO_LABEL = re.compile(r"(?:文号|发文字号|文件编号|字号)[:|]?(?P<rest>.+)")
ISSUER_LABEL = re.compile(
    r"(?:发布机构|发文机关|发文单位|发布单位|制发机关|填报单位|编制单位|制表单位)[:|]?"
    rf"(?P<who>[一-鿿()]{{4,30}}?(?:{'|'.join(ISSUER_ENDS)}))(?=$|[^一-鿿])"
)
# 某县创建办公室制 2023年4月
MADE_BY = re.compile(rf"(?P<who>[一-鿿()]{{4,36}}?(?:{'|'.join(ISSUER_ENDS)}))(?:编?制|印制)(?:表)?(?=$|20\d\d年)")
ISSUER_AND_DATE = re.compile(r"\((?P<who>[一-鿿]{4,32}?),?20\d\d年\d{1,2}月(?:\d{1,2}日)?\)")
ISSUED_BY = re.compile(r"^(?P<who>[一-鿿A-Z×()]{2,40}?)关于")
ISSUING = re.compile(r"关于(?:印发|下发|发布|转发)[《<“]?(?P<plan>.+?)[》>”]?的通知$")
SHORT_ISSUER = re.compile(r"[市区县州旗](?=人民政府|政府|委|生态|环|创)")
TRIAL = re.compile(r"\((?:试行|征求意见稿|送审稿|草案|修订稿|讨论稿|代拟稿|(?:20\d\d[-—~至])?20\d\d年?度?)\)$")
RED_HEAD = re.compile(r"(?P<who>[一-鿿()]{4,40}?)文件$")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|年度|[-—]|度)")
SPAN = re.compile(r"(20\d\d)年?度?\s*(?:[-—–~至]+|到)\s*20\d\d")
YEAR_IN_WORDS = re.compile("二[〇零○O一二三四五六七八九]{3}(?=年)")
CHINESE_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")


def read_facts(found: list[Line | Grid]) -> Facts:
    lines = [line for line in found if isinstance(line, Line)]
    title = find_title([line.text for line in lines if not line.is_junk])
    signature = _signature(lines)
    doc_no, number_year = _doc_no(lines)
    issuer = signature[0] or _issuer_of_title(lines) or _labelled_issuer(lines) or _red_head(lines)
    issuer = issuer or _bracketed_issuer(lines) or _first_line(lines) or _owner_of(title)
    issuer = _in_full(issuer, title, _red_head(lines))
    return Facts(title, issuer, doc_no, _year(title, number_year, signature[1], lines), signature[1])


def _in_full(issuer: str | None, title: str | None, head: str | None) -> str | None:
    """市人民政府 printed without its place, which the head or the title gives."""
    if not issuer or not SHORT_ISSUER.match(issuer):
        return issuer
    if head and head.endswith(issuer):
        return head
    place = re.match(rf"(?:[一-鿿]{{2,4}}[省市])?[一-鿿]{{2,5}}?{issuer[0]}", title or "")
    return place[0] + issuer[1:] if place else issuer


def is_letterhead(line: Line, facts: Facts) -> bool:
    """Title, number, date and issuer on a line of their own belong to no task."""
    text = line.text
    return bool(
        text == facts.title
        or DATE_LINE.fullmatch(text)
        or (is_organisation(text.removesuffix("文件")) and text.removesuffix("文件") == facts.issuer)
        or (DOC_NO.fullmatch(text) and len(text) < 40)
        or (text.endswith(":") and text.startswith(("各", "市直", "区直", "县直", "有关")) and "单位:" not in text[:12])
    )


def is_organisation(text: str) -> bool:
    return 4 <= len(text) <= 32 and text.endswith(ISSUER_ENDS) and not re.search(r"[,;。、:\d]", text)


def find_title(texts: list[str]) -> str | None:
    """The plan's own name; the covering notice's only where the plan has none."""
    head = _before_body(texts)
    plans, notices = [], []
    for place in range(len(head)):
        shown = _with_line_above(head, place)
        if _is_title(shown):
            (notices if shown.endswith("通知") else plans).append(shown)
    for notice in notices:
        issued = ISSUING.search(notice)
        if issued and not plans:
            return issued["plan"]
    return (plans or notices or [None])[-1 if plans else 0]


def date_of(text: str) -> date | None:
    match = re.search(rf"(\d{{4}})[-./年]({DAY_NUMBER})[-./月]({DAY_NUMBER})", YEAR_IN_WORDS.sub(_in_digits, text))
    try:
        return date(*map(number_of, match.groups())) if match else None
    except ValueError:
        return None


def _in_digits(match: re.Match) -> str:
    return match[0].translate(CHINESE_DIGITS)


def _before_body(texts: list[str]) -> list[str]:
    """Up to the first numbered heading; a notice before the plan has none."""
    head = []
    for text in texts[:HEAD_LINES]:
        marker = marker_of(text)
        if marker and marker.rank <= ITEM and marker.number:
            break
        head.append(text)
    return head


def _is_title(text: str) -> bool:
    plain = TRIAL.sub("", text.strip("《》"))
    return 6 <= len(plain) <= LONGEST_TITLE and plain.endswith(PLAN_WORDS) and not re.search(r"[。;,]", plain)


def _with_line_above(head: list[str], place: int) -> str:
    text = head[place].strip()
    above = head[place - 1].strip() if place else ""
    if not above or len(above) > 40 or re.search(r"[,。;:!?|》]$|[,。;:]", above) or DATE_LINE.fullmatch(above):
        return text
    if above.endswith("文件") or DOC_NO.search(above) or _is_title(above) or re.search(r"\d{4}-\d\d", above):
        return text
    is_half_title = not is_organisation(above) and len(above) >= 4 and re.search(r"创建|建设|区|市|县|年", above)
    if text.startswith("关于") and is_organisation(above):
        return above + text
    return above + text if is_half_title and _is_title(text) and not text.startswith(above[:4]) else text


def _signature(lines: list[Line]) -> tuple[str | None, date | None]:
    """Issuer and day at the end of the notice or the plan."""
    found: tuple[str | None, date | None] = (None, None)
    for place, line in enumerate(lines):
        if not line.is_junk and DATE_LINE.fullmatch(line.text):
            above = lines[place - 1].text if place else ""
            who = above if is_organisation(above) else None
            found = (found[0] or who, found[1] or date_of(line.text))
    return found


def _doc_no(lines: list[Line]) -> tuple[str | None, int | None]:
    for line in lines[:HEAD_LINES]:
        text = re.sub(r"\s", "", line.text)
        label = DOC_NO_LABEL.search(text)
        match = DOC_NO.match(label["rest"]) if label else DOC_NO.fullmatch(text)
        if match:
            return f"{match['who']}〔{match['year']}〕{int(match['no'])}号", int(match["year"])
    return None, None


def _issuer_of_title(lines: list[Line]) -> str | None:
    texts = [line.text for line in lines[:HEAD_LINES] if not line.is_junk]
    for place in range(len(texts)):
        match = ISSUED_BY.match(_with_line_above(texts, place))
        if match and is_organisation(match["who"]):
            return match["who"]
    return None


def _labelled_issuer(lines: list[Line]) -> str | None:
    for line in lines[:HEAD_LINES]:
        text = re.sub(r"\s", "", line.text)
        match = ISSUER_LABEL.search(text) or MADE_BY.match(text)
        if match:
            return match["who"]
    return None


def _bracketed_issuer(lines: list[Line]) -> str | None:
    """(某区领导小组办公室 2024年3月) below the title."""
    matches = (ISSUER_AND_DATE.fullmatch(re.sub(r"\s", "", line.text)) for line in lines[:HEAD_LINES])
    return next((match["who"] for match in matches if match and is_organisation(match["who"])), None)


def _owner_of(title: str | None) -> str | None:
    """某区委生态文明建设委员会2024年工作安排."""
    match = re.match(r"(?P<who>[一-鿿()]{4,32}?)(?=20\d\d年)", title or "")
    return match["who"] if match and is_organisation(match["who"]) and len(match["who"]) > 5 else None


def _first_line(lines: list[Line]) -> str | None:
    first = next((line.text for line in lines if not line.is_junk), "")
    return first if is_organisation(first) and len(first) > 5 else None


def _red_head(lines: list[Line]) -> str | None:
    """某区生态委文件, printed in red above everything."""
    for line in lines[:HEAD_LINES]:
        match = None if line.is_junk else RED_HEAD.fullmatch(line.text)
        if match and is_organisation(match["who"]):
            return match["who"]
    return None


def _year(title: str | None, number_year: int | None, signed: date | None, lines: list[Line]) -> int | None:
    span = SPAN.search(title or "")
    in_title = re.findall(r"(?<![\d-])(20\d\d)年?度?(?![\d—-])", SPAN.sub("", title or ""))
    if in_title:
        return int(in_title[0])
    if span and not (number_year or signed):
        return int(span[1])
    if number_year:
        return number_year
    if signed:
        return signed.year
    return most_named_year(line.text for line in lines if not line.is_junk)


def most_named_year(texts: Iterable[str]) -> int | None:
    years = Counter(year for text in texts for year in YEAR.findall(text))
    return int(years.most_common(1)[0][0]) if years else None
