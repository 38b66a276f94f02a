"""What a parser found against what a person read: recall, precision and the share of right fields."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from tasks.plan_text import ParsedPlan

HERE = Path(__file__).parent
DOCUMENTS, GOLD = HERE / "documents", HERE / "gold"
# The plans themselves are no part of the repository; they lie beside the checkout.
PLANS = settings.BASE_DIR.parent / "shared" / "plans"
FIELDS = ("title", "target", "lead", "coop", "resp", "deadline", "domain", "rest")
REST = ("implicit_coop", "leader", "attr", "current")
BAR = 0.97


@dataclass
class Figures:
    """Counts, so that documents can be added up."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: list[str] = field(default_factory=list)

    @property
    def shares(self) -> dict[str, float]:
        recall, precision = _share(self.matched, self.expected), _share(self.matched, self.found)
        return {"recall": recall, "precision": precision} | {
            name: _share(count, self.matched) for name, count in self.right.items()
        }

    def add(self, other: "Figures") -> None:
        self.expected += other.expected
        self.found += other.found
        self.matched += other.matched
        self.wrong += other.wrong
        for name in FIELDS:
            self.right[name] += other.right[name]


def our_documents() -> list[Path]:
    """Text, Word, PDF and Excel files of our own; each has its answers beside it."""
    return sorted(path for path in DOCUMENTS.iterdir() if path.suffix != ".json")


def read_gold(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def score(parsed: ParsedPlan, gold: dict) -> Figures:
    """An item counts as found when its number is right; what it says is judged field by field."""
    answer: dict[str, list[dict]] = {}
    for item in parsed.as_json()["items"]:
        answer.setdefault(item["no"], []).append(item)
    figures = Figures(expected=len(gold["items"]), found=len(parsed.items))
    for expected in gold["items"]:
        item = next(iter(answer.get(expected["no"], [])), None)
        if item is None:
            figures.wrong.append(f"{expected['no']} 没有找到")
            continue
        figures.matched += 1
        answer[expected["no"]].pop(0)  # a number printed twice stands for two items in their order
        for name in FIELDS:
            said, meant = _said(item, name), _meant(expected, name)
            figures.right[name] += said == meant
            if said != meant:
                figures.wrong.append(f"{expected['no']} {name}: {said!r} ≠ {meant!r}")
    return figures


def table(rows: dict[str, Figures]) -> str:
    head = ["recall", "precision", *FIELDS]
    lines = [f"{'document':<20}{'items':>6}" + "".join(f"{name:>10}" for name in head)]
    for name, figures in rows.items():
        shares = figures.shares
        lines.append(f"{name:<20}{figures.expected:>6}" + "".join(f"{shares[column]:>10.3f}" for column in head))
    return "\n".join(lines)


def _said(item: dict, name: str):
    if name == "target":
        return _condition(item), [_named(c) for c in item["sub"]], [_named(c) for c in item["also"]]
    if name == "deadline":
        return item["deadline"], item["deadline_iso"]
    if name == "rest":
        return [item[key] or None for key in REST]
    return item[name]


def _meant(expected: dict, name: str):
    if name == "target":
        sub, also = ([_expected_named(c) for c in expected.get(key, [])] for key in ("sub", "also"))
        return _expected(expected["main"]), sub, also
    if name == "deadline":
        return expected.get("deadline"), expected.get("deadline_iso")
    if name == "rest":
        return [expected.get(key) or None for key in REST]
    return expected.get(name, [] if name in ("lead", "coop", "resp") else None)


def _condition(values: dict) -> tuple:
    return values["comparator"], _number(values["target"]), values["unit"], _number(values.get("upper"))


def _named(values: dict) -> tuple:
    return values["title"], *_condition(values)


def _expected(values: list) -> tuple:
    comparator, target, unit, upper = [*values, None, None, None][:4]
    return comparator, _number(target), unit, _number(upper)


def _expected_named(values: list) -> tuple:
    return values[0], *_expected(values[1:])


def _number(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
