"""A sentence that names a goal for each of several years: only that of the plan's year is left."""

import re

from .target_patterns import AFTER, COMPARISON, NUMBER, UNIT

PREFIX = r"(?:力争|确保|计划|其中)?(?:到|至|截至|在)?"
YEAR = rf"{PREFIX}(?P<year>20\d\d)年(?:底|末|年底)?(?:之?前|以前)?[,:]?"
VALUE = rf"(?:{NUMBER})\s*(?:{UNIT})?(?:{AFTER})?"
HOW = rf"(?:全部|力争|确保|稳定|总体|再|进一步)*(?:{COMPARISON})?"
FIRST = re.compile(rf"{YEAR}(?P<name>[^,;。、\d]{{0,24}}?)(?P<said>{HOW}{VALUE})")
NEXT = re.compile(rf"[,、;和及]\s*{YEAR}(?P<said>{HOW}{VALUE})(?![^,;。、)]*\d)")
LISTED = re.compile(
    rf"{PREFIX}(?P<years>20\d\d年?(?:[、,和及]20\d\d年?){{1,9}})年?(?:底|末)?分别(?P<sign>{HOW})(?P<values>{VALUE}(?:[、,和及]{VALUE}){{1,9}})"
)


def for_year(text: str, year: int | None) -> str:
    """森林覆盖率2023年达到40%,2024年达到41% → 森林覆盖率2023年达到40%, where the plan is that of 2023."""
    text = LISTED.sub(lambda match: _one_of_list(match, year), text)
    kept, place = "", 0
    for first in FIRST.finditer(text):
        if first.start() < place:
            continue
        goals = [(int(first["year"]), first["said"])]
        end = first.end()
        while match := NEXT.match(text, end):
            goals.append((int(match["year"]), match["said"]))
            end = match.end()
        if len(goals) > 1:
            chosen, said = _choose(goals, year)
            kept += f"{text[place : first.start()]}{chosen}年{first['name']}{said}"
            place = end
    return kept + text[place:]


def _one_of_list(match: re.Match, year: int | None) -> str:
    years = re.findall(r"20\d\d", match["years"])
    values = [value[0] for value in re.finditer(VALUE, match["values"])]
    if len(years) != len(values):
        return match[0]
    chosen, said = _choose([(int(one), value) for one, value in zip(years, values, strict=True)], year)
    return f"{chosen}年{match['sign']}{said}"


def _choose(goals: list[tuple[int, str]], year: int | None) -> tuple[int, str]:
    """That of the year itself, else of the next one that is named, else the last."""
    later = [goal for goal in goals if year is not None and goal[0] >= year]
    return min(later) if later else max(goals)
