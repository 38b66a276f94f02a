"""What a plan says for several years and about reporting: stages, goals of places, rhythm of reports and meetings."""

import re

from .cycle import read_cycle
from .facts import HEAD_LINES
from .lines import Grid
from .markers import marker_of
from .measures import read_measures
from .outline import GOAL, TASK, Node
from .parsed import Facts, PlaceGoal, Reporting, Stage, Timetable
from .words.reporting import MEETS, REPORTS, RHYTHM_OF

YEARS = re.compile(
    r"(?:^|(?<=[,;。:(]))(?:力争|确保|努力|计划)?(?:到|至|在)?(?P<first>20\d\d)(?:年度?)?"
    r"(?:[-—–~至到]+(?P<last>20\d\d))?年(?:底|末)?(?:之?前)?[,:]?"
)
STAGE_HEADING = re.compile(
    r"(?P<name>[一-鿿“”]{2,12}阶段|第[一二三四五]阶段)[^()]{0,4}\((?P<when>[^()]*20\d\d[^()]*)\)[。:]?(?P<goal>.*)",
    re.S,
)
STAGE_NAME = re.compile(r"[一-鿿]{2,8}阶段")
PLACE = r"[一-鿿]{1,6}?(?:县|市|区|州|旗|镇|乡|街道)(?:\([^()]*\))?"
REACHES = r"(?:成功|力争|确保|全部|率先)*(?:创建|创成|建成|达到|获得?|通过|完成|启动|申报|巩固|命名)"
PLACES_REACH = re.compile(rf"(?P<places>{PLACE}(?:[、和及]{PLACE})*)(?P<goal>{REACHES}.*)")
GOES_ON = re.compile(REACHES)
PLACE_HEAD = re.compile(r"(?:县|市|区|乡镇|街道|地区|单位|地方){1,4}(?:名称)?|县\(?市、?区\)?|县、市、区")
YEAR_HEAD = re.compile(r"(20\d\d)年?度?")
RHYTHM = re.compile("|".join(sorted(RHYTHM_OF, key=len, reverse=True)))
DATE = re.compile(r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|底)")
DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})[日号]")
SUMMARY = re.compile(
    rf"\d{{1,2}}月\d{{1,2}}日[^,;。]{{0,20}}"
    rf"(?:(?:{'|'.join(REPORTS)})[^,;。]{{0,16}}(?:总结|自查)|(?:总结|自查)[^,;。]{{0,6}}报(?!告))"
)
ONCE = re.compile(
    r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?:底|起|\d{1,2}日)?[^;。]{0,60}(?:提交|报送|上报)[^;。]{0,30}(?:自查|总结|报告|台账)"
)
LONGEST_GOAL = 200


def read_timetable(root: Node, facts: Facts, tasks: set[int]) -> Timetable:
    """`tasks` are the lines taken by tasks: what they say of a rhythm concerns only themselves."""
    found = Timetable()
    owner = f"{facts.issuer or ''}{facts.title or ''}"
    for node in root.walk():
        for line in node.lines:
            if line.number not in tasks:
                _read_reporting(line.text, line.number, found)
        if node.lines:
            _read_stages(node, owner, found)
        for grid in node.grids:
            found.place_goals.extend(read_place_table(grid))
    if [(stage.first, stage.last, stage.name) for stage in found.stages] == [(facts.year, facts.year, "")]:
        found.stages = []  # the goal of the plan's only year
    outside = [line for node in root.walk() for line in node.lines if line.number not in tasks]
    found.cycle = read_cycle([line.text for line in outside], facts)
    found.measures = read_measures(root, tasks)
    return found


def read_place_table(grid: Grid) -> list[PlaceGoal]:
    """县市区|2022年|2023年: one row for each place, a goal in words in each year's column."""
    head = grid.rows[0] if grid.rows else []
    years = {place: int(match[1]) for place, text in enumerate(head) if (match := YEAR_HEAD.fullmatch(text))}
    names = next((place for place, text in enumerate(head) if PLACE_HEAD.fullmatch(text)), None)
    if names is None or not years:
        return []
    return [
        PlaceGoal(row[names], years[place], text, grid.line_of(number))
        for number, row in enumerate(grid.rows[1:], start=1)
        for place, text in enumerate(row)
        if place in years and row[names] and text.strip("-—/ ")
    ]


def _read_stages(node: Node, owner: str, found: Timetable) -> None:
    text, line = node.own_text[: LONGEST_GOAL * HEAD_LINES], node.lines[0].number
    step = STAGE_HEADING.match(text)
    if step:
        years = [int(year) for year in re.findall(r"20\d\d", step["when"])]
        found.stages.append(Stage(years[0], years[-1], step["name"], step["goal"].strip()[:LONGEST_GOAL], line))
    elif node.status == GOAL or (node.status != TASK and re.search(r"目标|时序|安排|步骤", node.heading[:16])):
        for goal in re.split(r"[。;\n]|(?<=目标):", text):
            _read_goal(goal, line, owner, found)


def _read_goal(sentence: str, line: int, owner: str, found: Timetable) -> None:
    starts = list(YEARS.finditer(sentence))
    for place, start in enumerate(starts):
        first, last = int(start["first"]), int(start["last"] or start["first"])
        above = starts[place - 1] if place else None
        if above and above["last"] and int(above["first"]) <= last <= int(above["last"]):
            continue  # 2022—2023年创建阶段,到2023年达到……: still the same stage
        end = next((other.start() for other in starts[place + 1 :] if not _is_within(other, start)), len(sentence))
        said = sentence[start.end() : end].strip(" ,;")
        if said and not _read_places(said, last, line, owner, found):
            name = STAGE_NAME.match(said)
            found.stages.append(Stage(first, last, name[0] if name else "", said[:LONGEST_GOAL], line))


def _is_within(other: re.Match, start: re.Match) -> bool:
    return bool(start["last"]) and int(start["first"]) <= int(other["first"]) <= int(start["last"])


def _read_places(said: str, year: int, line: int, owner: str, found: Timetable) -> bool:
    """True when the goal is that of places inside the district, not of the district itself."""
    before = len(found.place_goals)
    for clause in said.split(","):
        named = PLACES_REACH.fullmatch(clause)
        if named:
            places = [place for place in re.split(r"[、和及]", named["places"]) if not _is_whole(place, owner)]
            found.place_goals.extend(PlaceGoal(place, year, named["goal"], line) for place in places)
        elif GOES_ON.match(clause) and found.place_goals and found.place_goals[-1].line == line:
            last = found.place_goals[-1]
            same = [goal.place for goal in found.place_goals if (goal.year, goal.goal) == (last.year, last.goal)]
            found.place_goals.extend(PlaceGoal(place, year, clause, line) for place in same)
    return len(found.place_goals) > before


def _is_whole(place: str, owner: str) -> bool:
    return place.startswith(("全", "我")) or owner.startswith(place) or place in owner


def _read_reporting(text: str, line: int, found: Timetable) -> None:
    marker = marker_of(text)
    text = text[marker.length :] if marker else text
    for sentence in re.split(r"[。;\n]", text):
        for clause in re.split(rf",(?=[^,]*(?:{RHYTHM.pattern}|\d{{1,2}}月\d{{1,2}}日))", sentence):
            rhythm = RHYTHM.search(clause)
            kind = "report" if re.search("|".join(REPORTS), clause) else "meeting" if re.search(MEETS, clause) else ""
            if rhythm and kind:
                _add(_reporting(rhythm[0], kind, clause, line), found)
            elif once := ONCE.search(clause):
                day, said = f"{once['year']}-{int(once['month']):02}", clause.strip(" ,")[:LONGEST_GOAL]
                found.reporting.append(Reporting("once", "report", None, [day], said, line))
            elif SUMMARY.search(clause):
                found.reporting.append(_reporting("每年", "report", clause, line))


def _add(said: Reporting, found: Timetable) -> None:
    """按季报送。每季度末月25日前报送…: a heading and its body say it once."""
    last = found.reporting[-1] if found.reporting else None
    if last and (last.rhythm, last.kind, last.line) == (said.rhythm, said.kind, said.line) and not last.day:
        found.reporting.pop()
    found.reporting.append(said)


def _reporting(word: str, kind: str, clause: str, line: int) -> Reporting:
    rhythm = RHYTHM_OF[word]
    behind = clause[clause.find(word) :] if word in clause else clause
    dates = [(int(match["month"]), int(match["day"] or 0)) for match in DATE.finditer(behind)]
    if rhythm == "yearly" and len(dates) == 2:
        rhythm = "half_yearly"
    weekday = re.search(r"每周([一二三四五])", clause)
    day = DAY.search(behind)
    number = "一二三四五".index(weekday[1]) + 1 if weekday else int(day["day"]) if day and not dates else None
    number = dates[-1][1] or None if dates else number
    return Reporting(rhythm, kind, number, [f"{month:02}-{day:02}" if day else f"{month:02}" for month, day in dates],
                     clause.strip(" ,")[:LONGEST_GOAL], line)  # fmt: skip
