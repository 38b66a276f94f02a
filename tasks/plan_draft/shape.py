"""What a draft consists of; `dump` and `load` are its canonical text, as `PlanImport.draft` keeps it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from eco_demo.lib import frozen_json

LEAD, COOP, RESP = "lead", "coop", "resp"
ROLE_WORDS = {LEAD: "牵头", RESP: "责任", COOP: "配合"}
# How 责任单位 take part where a row names no 牵头单位; where it does, they cooperate.
FIRST_LEADS, ALL_LEAD, ALL_SUPPORT = "first_leads", "all_lead", "all_support"
RESP_WORDS = {
    FIRST_LEADS: "第一个牵头，其余配合", ALL_LEAD: "全部牵头", ALL_SUPPORT: "全部配合",
}
# What becomes of the indicators of a plan.
CHOSEN_SET, NEW_SET, EXTENDED_SET = "chosen", "new", "extended"
SET_WORDS = {
    CHOSEN_SET: "用已发布的体系，对不上的作为工作任务", NEW_SET: "按本文件新建一套体系",
    EXTENDED_SET: "在已发布的体系上出新版，对不上的作为新指标加入",
}
# What is done with a name of the document.
MAP_UNIT, MAP_GROUP, CREATE_UNIT, CREATE_GROUP, IGNORE = "unit", "group", "new_unit", "new_group", "ignore"


@dataclass(frozen=True)
class DraftTarget:
    """One target of a row. `text` is how it reads (≥20%); numbers may be None for qualitative ones."""

    name: str = ""
    comparator: str = "qualitative"
    target: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    text: str = ""
    baseline: Decimal | None = None


@dataclass(frozen=True)
class DraftUnit:
    """A name as the document prints it, with its prefix; `role` is lead, coop or resp."""

    name: str
    role: str


@dataclass(frozen=True)
class DraftRow:
    """One task to be. `key` stays for the row's whole life; `rev` rises with every change of the row.

    `indicator`: id of the matched indicator; 0 when a person said that none matches; None when not decided.
    `warnings`: what the parser asks a person to look at; `is_checked` when somebody has.
    """

    key: str
    number: str = ""
    title: str = ""
    domain: str = ""
    requirement: str = ""
    leader: str = ""
    deadline: str = ""
    due: date | None = None
    full_marks: Decimal | None = None
    attribute: str = ""
    targets: tuple[DraftTarget, ...] = ()
    units: tuple[DraftUnit, ...] = ()
    indicator: int | None = None
    file: int = 1
    first_line: int = 0
    last_line: int = 0
    source: str = ""
    warnings: tuple[str, ...] = ()
    is_checked: bool = False
    is_dropped: bool = False
    rev: int = 1

    def named(self, role: str) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units if unit.role == role)


@dataclass(frozen=True)
class NameDecision:
    """What a person decided about a name: `do` is one of MAP_UNIT … IGNORE.

    `id`: the unit or group. `name`, `level`: of what is to be created. `members` of a new group: "townships",
    "departments" or "all".
    """

    do: str
    id: int | None = None
    name: str = ""
    level: str = ""
    members: str = ""


@dataclass(frozen=True)
class DraftHead:
    """What the plan itself will be. `dates`: the date fields of `Plan` that are known."""

    title: str = ""
    issuer: str = ""
    doc_no: str = ""
    year: int | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    set_mode: str = CHOSEN_SET
    set_id: int | None = None
    resp_as: str = FIRST_LEADS


@dataclass(frozen=True)
class DraftStage:
    first: int
    last: int
    name: str
    goal: str


@dataclass(frozen=True)
class DraftPlace:
    place: str
    year: int
    goal: str


@dataclass(frozen=True)
class DraftReporting:
    rhythm: str
    kind: str
    day: int | None = None
    dates: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class DraftMeasure:
    title: str
    text: str = ""


@dataclass(frozen=True)
class Draft:
    """Rows in the order of the document, dropped ones among them. `next_key` numbers the next new row.

    `names`: decisions by `unit_names.plain_name`. `head_at`, `timetable_at`: the version of the batch at which the
    head, and the stages to the measures, were changed last. When it was confirmed: `present`, rows of the timetable,
    as text, that the plan had of its own, which undoing leaves; `is_plan_chosen`, the plan was not found by its year.
    """

    head: DraftHead = DraftHead()
    rows: tuple[DraftRow, ...] = ()
    names: Mapping[str, NameDecision] = field(default_factory=dict)
    stages: tuple[DraftStage, ...] = ()
    places: tuple[DraftPlace, ...] = ()
    reporting: tuple[DraftReporting, ...] = ()
    measures: tuple[DraftMeasure, ...] = ()
    warnings: tuple[str, ...] = ()
    next_key: int = 1
    head_at: int = 0
    timetable_at: int = 0
    present: tuple[str, ...] = ()
    is_plan_chosen: bool = False

    @property
    def kept(self) -> tuple[DraftRow, ...]:
        """The rows that will become tasks."""
        return tuple(row for row in self.rows if not row.is_dropped)

    def row(self, key: str) -> DraftRow | None:
        return next((row for row in self.rows if row.key == key), None)

    def unit_names(self) -> Iterator[str]:
        """Every name in the kept rows, once, in the order of the document."""
        yield from dict.fromkeys(unit.name for row in self.kept for unit in row.units)


def dump(draft: Draft) -> str:
    return frozen_json.dump(draft)


def load(text: str) -> Draft:
    return frozen_json.load(Draft, text)
