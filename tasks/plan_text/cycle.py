"""The dates of the plan's year that the text itself gives: work, self-check, report, the city's review, results."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .parsed import Facts

MONTH = r"(?:1[0-2]|0?[1-9]|元)月"
DAY = r"(?:(?:3[01]|[12]\d|0?[1-9])[日号]|[上中下]旬|初|底|末|份)"
YEAR = r"(?:20\d\d年|次年|翌年|明年|第二年|今年|当年|本年)"
WHEN = re.compile(
    rf"(?:从|自|于|在|到|至)?(?P<year>{YEAR})?(?P<month>{MONTH})(?P<day>{DAY})?"
    rf"(?:(?:开始)?[-—–~至到]+(?P<year2>{YEAR})?(?P<month2>{MONTH})(?P<day2>{DAY})?)?"
    r"(?P<mode>起|开始|以后|之?以?前|为止|止)?"
)
THIS_YEAR, NEXT_YEAR = ("今年", "当年", "本年"), ("次年", "翌年", "明年", "第二年")
BACKWARDS = re.compile(r"(?:较|比|根据|按照|依据|自从)$")
OWN_LEVEL = re.compile(
    r"(?:[一-鿿]{2,6}省)?(?P<city>[一-鿿]{2,6}?[市州盟](?!市))?(?P<district>(?!示范|生态|国家)[一-鿿]{2,6}?[区县旗])?"
)
HALF_A_YEAR = 6

RESULTS = re.compile(r"(?:通报|公布|公示|发布|公告|印发)[^,;。]{0,20}(?:结果|等次|名次|排名)")
ORDER = ("issued_on", "work_from", "work_to", "self_check_from", "self_check_to", "report_due", "city_review_due",
         "publish_due")  # fmt: skip
REVIEWS = r"(?:考核|考评|评审|审核|评估|核查|验收|复核|评价|抽查|检查)"
TO_REVIEW = re.compile(rf"(?:迎接|接受|迎)[^,;。]{{0,8}}{REVIEWS}")
SELF_CHECK = re.compile(r"自查|自评|自检|总结|台账|印证|佐证|印证材料|工作完成情况")
HANDS_IN = re.compile(r"提交|报送|上报|呈报|填报|报至|报到|报[^告,;。]{2,20}(?:办|委|局|部|组)")
CHECKS_ITSELF = re.compile(r"(?:开展|进行|组织|完成)[^,;。]{0,12}(?:自查|自评|自检)|(?:自查|自评|自检)[^,;。]{0,6}阶段")
REPORT = re.compile(r"自查|自评|总结|报告|材料|资料")
REVIEWS_US = rf"[^,;。]{{0,12}}(?:对|开展|组织|完成|进行|实施)[^;。]{{0,24}}{REVIEWS}"
# 报市环委办的上级机关: who is above the office is not said by name.
REPORTS_UP = re.compile(r"(?:报|提交|呈|送)[^,;。]{0,16}上级")
# 县环委办汇总形成全县自查报告 is not what the units hand in.
PUTS_TOGETHER = re.compile(r"汇总[^,;。]{0,6}(?:形成|编制|撰写|起草)|(?:形成|编制|撰写)全[市区县州旗]")
WORK_STAGE = re.compile(r"(?:实施|推进|攻坚|创建|落实|建设|整治)[一-鿿]{0,4}阶段")
WORKS = re.compile(
    r"(?:组织|全面|集中|深入|分步|稳步)(?:实施|推进|攻坚|落实|整治)"
    r"|(?:开展|完成|推进|落实|实施)[^;。]{0,24}(?:任务|工作|整改)"
)
ALL_WORK = re.compile(r"(?:完成|落实)[^,;。]{0,8}(?:年度|全部|各项|全年|所有)[^,;。]{0,10}任务")


@dataclass(frozen=True)
class Said:
    """A time and the words that go with it; `first` or `last` is missing where only one end is named.

    `stage` is what follows a heading that has its time in brackets: 总结评估(12月)。各单位开展自评.
    """

    first: date | None
    last: date | None
    text: str
    is_range: bool
    stage: str = ""


def read_cycle(texts: Iterable[str], facts: Facts) -> dict[str, str]:
    """`texts` are the paragraphs outside the tasks, in their order; each is a passage in which years go on."""
    found: dict[str, date] = {}
    if facts.issued_on:
        found["issued_on"] = facts.issued_on
    superior = _superior(facts)
    for text in texts:
        for said in _times_in(text, facts.year):
            _use(said, superior, facts.year, found)
    return {name: found[name].isoformat() for name in ORDER if name in found}


def _superior(facts: Facts) -> str:
    """Who is above the plan's own office: for a district the city, for a city the province."""
    owners = [OWN_LEVEL.match(name or "") for name in (facts.issuer, facts.title)]
    own = next((owner for owner in owners if owner["city"] or owner["district"]), owners[0])
    levels = "省" if own["city"] and not own["district"] else "市州省"
    return rf"(?:上级|国家|[{levels}](?!直|属|内|级?各)[^,;。]{{0,2}})"


def _times_in(text: str, year: int | None) -> list[Said]:
    starts = [match for match in WHEN.finditer(text) if not BACKWARDS.search(text[: match.start()])]
    found, before = [], None
    for place, match in enumerate(starts):
        own = _year_of(match["year"], match["month"], year, before)
        if own is None:
            continue
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        first, last = _span(match, own)
        before = last or first
        around = _around(text, match, end)
        stage = around + text[match.end() : end] if text[: match.start()].endswith(("(", "〔")) else ""
        found.append(Said(first, last, around, bool(match["month2"]), stage))
    return found


def _around(text: str, match: re.Match, end: int) -> str:
    """The words behind the time; those before it too where it stands in the middle of a clause or in brackets."""
    behind = re.split(r"。", text[match.end() : end], maxsplit=1)[0]
    before = re.split(r"[。;,\n]", text[: match.start()])[-1]
    before = WHEN.split(before)[-1] if WHEN.search(before) else before
    return before + behind


def _year_of(word: str | None, month: str, year: int | None, before: date | None) -> int | None:
    if word and word[:4].isdecimal():
        return int(word[:4])
    if word in NEXT_YEAR:
        return year + 1 if year else None
    if word in THIS_YEAR or before is None:
        return year
    # 9月至12月底……, 1月底前……: a passage goes forward in time.
    goes_on = before.month - _number_of(month) >= HALF_A_YEAR
    return before.year + 1 if goes_on else before.year


def _span(match: re.Match, year: int) -> tuple[date | None, date | None]:
    first, last = _days(year, match["month"], match["day"])
    if match["month2"]:
        later = _year_of(match["year2"], match["month2"], year, first)
        return first, _days(later, match["month2"], match["day2"])[1]
    if match["mode"] in ("起", "开始", "以后"):
        return first, None
    if match["mode"] or match["day"] in ("底", "末") or (match["day"] or "").endswith(("日", "号")):
        return None, last
    return first, last


def _days(year: int, month: str, day: str | None) -> tuple[date, date]:
    number = _number_of(month)
    end = monthrange(year, number)[1]
    named = re.match(r"\d+", day or "")
    if named:
        one = date(year, number, min(int(named[0]), end))
        return one, one
    first, last = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, end), "初": (1, 10)}.get(day, (1, end))
    return date(year, number, first), date(year, number, last)


def _number_of(month: str) -> int:
    return 1 if month == "元月" else int(month.rstrip("月"))


def _use(said: Said, superior: str, year: int | None, found: dict[str, date]) -> None:
    days = [day for day in (said.first, said.last) if day]
    if year and not all(day.year in (year, year + 1) for day in days):
        return  # a stage of a campaign over years, not of this year's cycle
    kind = _kind(said.text, superior) or _work(said) or _kind(said.stage, superior)
    if kind == "work" and year and days[0].year != year:
        return
    if kind in ("report_due", "city_review_due", "publish_due"):
        found[kind] = max(filter(None, (found.get(kind), days[-1])))
    elif kind == "work_to":
        found.setdefault(kind, days[-1])
    elif kind:
        _widen(kind, said, found)


def _widen(kind: str, said: Said, found: dict[str, date]) -> None:
    start, end = f"{kind}_from", f"{kind}_to"
    if said.first:
        found[start] = min(filter(None, (found.get(start), said.first)))
    if said.last:
        found[end] = max(filter(None, (found.get(end), said.last)))


def _kind(text: str, superior: str) -> str:
    if RESULTS.search(text):
        return "publish_due"
    hands_in = HANDS_IN.search(text)
    if hands_in and (REPORTS_UP.search(text) or re.search(rf"(?:报|提交|呈|送)[^,;。]{{0,4}}{superior}", text)):
        return "report_due" if REPORT.search(text) else ""
    takes_part = rf"配合[^,;。]{{0,2}}{superior}[^,;。]{{0,6}}{REVIEWS}"
    if TO_REVIEW.search(text) or re.search(rf"{superior}{REVIEWS_US}|{takes_part}", text):
        return "city_review_due"
    if CHECKS_ITSELF.search(text) or (hands_in and SELF_CHECK.search(text)):
        return "" if PUTS_TOGETHER.search(text) else "self_check"
    return ""


def _work(said: Said) -> str:
    if WORK_STAGE.search(said.text) or (said.is_range and WORKS.search(said.text)):
        return "work"
    return "work_to" if ALL_WORK.search(said.text) else ""
