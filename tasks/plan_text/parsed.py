"""What a plan says, as plain values; `as_json` is the shape of the contract `parse_plan`."""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass
class Condition:
    """One thing to be reached. `text` is how it is printed; `is_count` that so many of something are to be made."""

    comparator: str
    target: Decimal | None = None
    unit: str | None = None
    upper: Decimal | None = None
    title: str = ""
    text: str = ""
    is_count: bool = False

    def as_json(self) -> dict[str, Any]:
        values = {"title": self.title, **_condition(self)}
        return values


@dataclass
class Roles:
    lead: list[str] = field(default_factory=list)
    coop: list[str] = field(default_factory=list)
    resp: list[str] = field(default_factory=list)
    leader: str | None = None

    def __bool__(self) -> bool:
        return bool(self.lead or self.coop or self.resp or self.leader)


@dataclass
class Item:
    """One task of the plan. `source` is its whole text after cleaning, `line` to `last_line` where it stands."""

    no: str
    title: str
    main: Condition
    sub: list[Condition] = field(default_factory=list)
    also: list[Condition] = field(default_factory=list)
    roles: Roles = field(default_factory=Roles)
    implicit_coop: list[str] = field(default_factory=list)
    deadline: str | None = None
    deadline_iso: date | None = None
    domain: str | None = None
    attr: str | None = None
    current: Decimal | str | None = None
    line: int = 0
    last_line: int = 0
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "no": self.no,
            "title": self.title,
            **_condition(self.main),
            "sub": [condition.as_json() for condition in self.sub],
            "also": [condition.as_json() for condition in self.also],
            "lead": self.roles.lead,
            "coop": self.roles.coop,
            "resp": self.roles.resp,
            "implicit_coop": self.implicit_coop,
            "leader": self.roles.leader,
            "deadline": self.deadline,
            "deadline_iso": self.deadline_iso.isoformat() if self.deadline_iso else None,
            "domain": self.domain,
            "attr": self.attr,
            "current": _number(self.current) if isinstance(self.current, Decimal) else self.current,
            "line": self.line,
        }


@dataclass
class Facts:
    title: str | None = None
    issuer: str | None = None
    doc_no: str | None = None
    year: int | None = None
    issued_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "issuer": self.issuer, "doc_no": self.doc_no, "year": self.year}


@dataclass(frozen=True)
class Warn:
    """Something a person should look at; `no` is the item's number, empty for the whole document."""

    no: str
    message: str


@dataclass
class Stage:
    """What is to be reached by the end of `last`; `name` where the plan gives the stage one."""

    first: int
    last: int
    name: str
    goal: str
    line: int


@dataclass
class PlaceGoal:
    """What one county or township is to reach in a year."""

    place: str
    year: int
    goal: str
    line: int


@dataclass
class Reporting:
    """`rhythm`: weekly … yearly; `day` of the week, month or last month; `dates` are months and days (06-30)."""

    rhythm: str
    kind: str
    day: int | None
    dates: list[str]
    text: str
    line: int


@dataclass
class Measure:
    """A headed point of how the plan is carried through: 加强组织领导, with what is said below it."""

    title: str
    text: str
    line: int


@dataclass
class Timetable:
    """`cycle`: ISO dates of the plan's year by the names of `tasks.cycle.LABELS`, only those the text gives."""

    stages: list[Stage] = field(default_factory=list)
    place_goals: list[PlaceGoal] = field(default_factory=list)
    reporting: list[Reporting] = field(default_factory=list)
    cycle: dict[str, str] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SourceLine:
    """A line or table row of the cleaned document, `number` to `last` in the file.

    `cells` stand under each other as in the table; what is merged across cells is said in the first of them.
    """

    number: int
    last: int
    text: str
    cells: tuple[str, ...] = ()


@dataclass
class ParsedPlan:
    """`source` is for showing beside the items and no part of the contract."""

    facts: Facts
    items: list[Item]
    warnings: list[Warn]
    timetable: Timetable = field(default_factory=Timetable)
    source: list[SourceLine] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "document": self.facts.as_json(),
            "items": [item.as_json() for item in self.items],
            "warnings": [{"no": warning.no, "message": warning.message} for warning in self.warnings],
            **self.timetable.as_json(),
        }


def _condition(condition: Condition) -> dict[str, Any]:
    values = {"comparator": condition.comparator, "target": _number(condition.target), "unit": condition.unit}
    if condition.comparator == "between":
        values["upper"] = _number(condition.upper)
    return values


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
