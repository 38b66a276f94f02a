"""Until when: as printed, and the last day it means."""

import re
from calendar import monthrange
from datetime import date

HOPES = re.compile(r"^(?:力争|确保|争取|于|在)")
NUMERALS = {c: n for n, c in enumerate("零一二三四", 0)}
YEAR_WORD = r"(?:\d{4}年(?:度)?|今年|本年度?|当年|明年|次年|翌年)"
MONTH = r"(?:1[0-2]|0?[1-9])月"
DAY = r"(?:3[01]|[12]\d|0?[1-9])日"
END = r"(?:中旬|上旬|下旬|底|末|份|年底|年末)"
BEFORE = r"(?:之?以?前|为止|止)"
IN_TEXT = (
    rf"{YEAR_WORD}?{MONTH}(?:初|底)?(?:至|到|[-—~]){YEAR_WORD}?{MONTH}(?:底|末)?{BEFORE}?",
    rf"(?:到|至|截至|在|于|力争|确保|力争到|确保到|争取)?{YEAR_WORD}?{MONTH}(?:{DAY}|{END})?{BEFORE}",
    rf"(?:到|至|截至|力争到?|确保到?|在)?{YEAR_WORD}(?:底|末|年底|年末|上半年|下半年|第?[一二三四]季度末?)?{BEFORE}",
    rf"(?:到|至|截至|力争到|确保到){YEAR_WORD}(?:{MONTH}(?:{DAY}|{END})?|底|末|年底|年末)?",
    rf"{YEAR_WORD}(?:年底|年末|底|末)",
    rf"(?:{YEAR_WORD}|今年)?(?:上半年|第?[一二三四]季度末?)(?:{BEFORE}|(?=完成))",
    rf"{YEAR_WORD}?{MONTH}[上中下]旬(?=完成|[,;。]|$)",
    rf"{YEAR_WORD}?{MONTH}底",
    rf"(?:到|至)?年底{BEFORE}?|年内",
)
PROSE = re.compile("|".join(f"(?:{pattern})" for pattern in IN_TEXT))
LASTING = "长期坚持|长期推进|持续推进|持续开展|持续实施|常态化推进|常态化开展"
# No day is fixed for the flood season or the heating season.
SINCE = re.compile(rf"(?<![自从年月日])(?:{YEAR_WORD})?{MONTH}(?:{DAY})?起(?=[,;。一-鿿])")
SEASON = re.compile(rf"{YEAR_WORD}?(?:主?汛期|雨季|采暖季|供暖季|冬季来临|秋冬季)(?:到来|来临)?之?前")
RHYTHM = re.compile(rf"每(?:月|季度|季|半年)|(?:^|(?<=[,;。\n]))(?:{LASTING})(?=[,;。\n]|$)")
BACKWARDS = re.compile(r"(?:较|比|自|从|与|以|据|根据|《[^》]*)$")
BRACKET = re.compile(
    r"[(\[【〔](?P<when>(?:全年|常年|年内|持续)(?:推进|开展|坚持|实施)?(?=[)\]】〕])|[^()\[\]【】〔〕]{0,16}(?:\d{4}年|\d{1,2}月|年底前?|每(?:月|季度|半年|年)|持续推进|持续开展|长期坚持|长期推进|长期|短期攻坚|中期推进|已完成|常态化|[一二三四]季度)"
    r"[^()\[\]【】〔〕]{0,16})[)\]】〕](?=\s*(?:[。;,、(\[【〔\n]|完成|$))"
)
DIGITAL = re.compile(r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2}))?")
LAST_DAY_OF_PLAN = {"十三五": 2020, "十四五": 2025, "十五五": 2030}


def find_deadline(text: str, year: int | None) -> tuple[str | None, date | None]:
    """In running text the last date that is named; a rhythm (每季度) where there is none."""
    bare = re.sub(r"(?<=[季期])\([^()]*\)|《[^《》]*》|“[^“”]*”|\"[^\"]*\"", lambda match: "\0" * len(match[0]), text)
    bracket = BRACKET.search(bare)
    if bracket and not re.search(r"单位|部门", bracket["when"]):
        return bracket["when"], iso_of(bracket["when"], year)
    found = [
        (HOPES.sub("", text[match.start() : match.end()]), iso_of(match[0], year))
        for match in PROSE.finditer(bare)
        if not BACKWARDS.search(bare[: match.start()])
    ]
    dated = [pair for pair in found if pair[1]]
    if dated:
        return max(dated, key=lambda pair: pair[1])
    rhythm = SEASON.search(bare) or SINCE.search(bare) or RHYTHM.search(bare)
    return (rhythm[0], None) if rhythm else (None, None)


def read_deadline(text: str, year: int | None) -> tuple[str | None, date | None]:
    """A column or label: whatever stands there is the deadline."""
    plain = text.strip(" 。;,\n")
    return (plain, iso_of(plain, year)) if plain and plain not in ("/", "-", "—", "——", "无") else (None, None)


def iso_of(text: str, year: int | None) -> date | None:
    """The last day the words allow; a start (1月起), a rhythm or a state has none."""
    text = re.sub(r"\s", "", text)
    text = re.split(r"[;。]|(?<=[底前末]),", text)[-1] or text
    if re.search(r"(?:起|开始|以来|以后)$|已完成", text) or SEASON.fullmatch(text):
        return None
    digital = DIGITAL.fullmatch(text.rstrip("日前止"))
    if digital and digital["month"]:
        return _day(int(digital["year"]), int(digital["month"]), int(digital["day"] or 0))
    own = _year(text, year)
    if own is None:
        return None
    return _within(text, own)


def _year(text: str, year: int | None) -> int | None:
    years = re.findall(r"(\d{4})(?=年|[-—~至到])", text)
    if years:
        return int(years[-1])
    for name, last in LAST_DAY_OF_PLAN.items():
        if name in text:
            return last
    if year and re.search(r"明年|次年|翌年", text):
        return year + 1
    return year


def _within(text: str, year: int) -> date | None:
    dates = re.findall(r"(\d{1,2})月(?:(\d{1,2})日)?", text)
    if dates:
        month, day = dates[-1]
        if text.endswith(("上旬", "中旬")) or "上旬" in text or "中旬" in text:
            day = day or ("10" if "上旬" in text else "20")
        return _day(year, int(month), int(day or 0))
    quarter = re.search(r"第?([一二三四1-4])季度", text)
    if quarter and "每" not in text:
        month = (NUMERALS.get(quarter[1]) or int(quarter[1])) * 3
        return _day(year, month, 0)
    if "上半年" in text:
        return date(year, 6, 30)
    if re.search(r"\d{4}年?|年底|年内|年末|下半年|今年|全年|十[三四五]五", text) and "每" not in text:
        return date(year, 12, 31)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1900 < year < 2100:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(day, last) if day else last)
