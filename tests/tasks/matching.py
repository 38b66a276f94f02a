"""Matchers built from lists of names, without a database."""

import json
from functools import cache
from pathlib import Path

from tasks.unit_forms import Place
from tasks.unit_matching import GROUP, UNIT, Candidate, Known, Matcher
from tasks.unit_words import DEPARTMENTS, EVERYBODY, TOWNSHIPS

ROOT = Path(__file__).parents[2]
GOLD = Path(__file__).parent / "plan_text" / "gold"
ZAOYANG = Place(("枣阳市", "枣阳"), ("襄阳市", "襄阳", "湖北省", "湖北"))
QINGSHAN = Place(("青山区", "青山"), ("武汉市", "武汉", "湖北省"))
XIANGYANG = Place(("襄阳市", "襄阳"), ("湖北省", "湖北"), is_city=True)


def units(*names: str) -> list[Known]:
    return [Known(Candidate(UNIT, number, name)) for number, name in enumerate(names, 1)]


def group(pk: int, name: str, members: str, *names: str, aliases=()) -> Known:
    return Known(Candidate(GROUP, pk, name), aliases=tuple(aliases), members=members, member_names=names)


def found(matcher: Matcher, name: str) -> tuple[str, float]:
    """What a name comes to: the full name of what it means, and how surely."""
    match = matcher.match(name)
    return (match.found.shown if match.found else "", match.confidence)


def others(matcher: Matcher, name: str) -> list[str]:
    return [candidate.shown for candidate in matcher.match(name).others]


def gold_items(plan: str) -> list[dict]:
    return json.loads((GOLD / f"{plan}.json").read_text())["items"]


def gold_names(plan: str) -> list[str]:
    named = (item.get(role, ()) for item in gold_items(plan) for role in ("lead", "coop", "resp"))
    return list(dict.fromkeys(name for names in named for name in names))


@cache
def zaoyang() -> Matcher:
    """The units and groups of the demonstration district."""
    data = json.loads((ROOT / "fixtures/demo/units.json").read_text())
    by_code = {row["code"]: row for row in data["units"]}
    known = [
        Known(Candidate(UNIT, number, row["name"]), row["short_name"], tuple(row["aliases"]))
        for number, row in enumerate(data["units"], 1) if row["parent"] == "zy"
    ]
    for number, row in enumerate(data["groups"], 1):
        members = [by_code[code] for code in row["members"]]
        levels = {member["level"] for member in members}
        kind = {"township": TOWNSHIPS, "department": DEPARTMENTS}[levels.pop()] if len(levels) == 1 else EVERYBODY
        known.append(group(number, row["name"], kind, *(member["name"] for member in members), aliases=row["aliases"]))
    return Matcher(ZAOYANG, known)
