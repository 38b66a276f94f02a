"""Items that do not apply to a unit (缺项): three ways to keep its total fair, each with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from .amounts import EXACT, ZERO
from .errors import RuleError, join

RENORMALISE, TRANSFER, FULL_MARKS = "renormalise", "transfer", "full_marks"
TREATMENTS = ((RENORMALISE, "其余项目折算"), (TRANSFER, "分值并入另一项"), (FULL_MARKS, "按满分计"))


@dataclass(frozen=True)
class Item:
    """One item of a total. `score` is None only while it does not apply."""

    name: str
    full_marks: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class Absence:
    """That an item does not apply, approved by the office, and what becomes of its points."""

    item: str
    treatment: str
    reason: str
    transfer_to: str = ""


@dataclass(frozen=True)
class Settled:
    """The items that count, with the marks they count for; `out_of` is set when their sum is brought to it."""

    items: tuple[Item, ...]
    out_of: Decimal | None

    @property
    def earned(self) -> Decimal:
        return sum((item.score for item in self.items), ZERO)

    @property
    def possible(self) -> Decimal:
        return sum((item.full_marks for item in self.items), ZERO)

    @property
    def total(self) -> Decimal:
        if self.out_of is None:
            return self.earned
        with localcontext(EXACT):
            return self.earned * self.out_of / self.possible


def settle(items: Iterable[Item], absences: Iterable[Absence], out_of: Decimal, at: str = "not_applicable") -> Settled:
    """Every absence treated. With `renormalise` the rest is earned ÷ possible × `out_of`. Raises RuleError."""
    counting = {item.name: item for item in items}
    absences = tuple(absences)
    _check(counting, absences, at)
    for absence in absences:
        item = counting[absence.item]
        if absence.treatment == FULL_MARKS:
            counting[item.name] = replace(item, score=item.full_marks)
        else:
            del counting[item.name]
            if absence.treatment == TRANSFER:
                counting[absence.transfer_to] = _widened(counting[absence.transfer_to], item.full_marks, at)
    is_renormalised = any(absence.treatment == RENORMALISE for absence in absences)
    settled = Settled(tuple(counting.values()), out_of if is_renormalised else None)
    if is_renormalised and not settled.possible:
        raise RuleError(at, "没有一项适用，算不出总分（除数为零）")
    return settled


def _widened(item: Item, more: Decimal, at: str) -> Item:
    """The item with more marks and its score in the same proportion."""
    if not item.full_marks:
        raise RuleError(at, f"“{item.name}”的满分为0，不能并入分值（除数为零）")
    full_marks = item.full_marks + more
    with localcontext(EXACT):
        return replace(item, full_marks=full_marks, score=item.score * full_marks / item.full_marks)


def _check(items: dict[str, Item], absences: tuple[Absence, ...], at: str) -> None:
    absent = [absence.item for absence in absences]
    for place, absence in enumerate(absences):
        path = join(at, place)
        if absence.item not in items:
            raise RuleError(join(path, "item"), f"没有“{absence.item}”这一项")
        if absence.item in absent[:place]:
            raise RuleError(join(path, "item"), f"“{absence.item}”重复")
        if not absence.reason.strip():
            raise RuleError(join(path, "reason"), "不适用须写明理由")
        if (absence.treatment == TRANSFER) != bool(absence.transfer_to):
            raise RuleError(join(path, "transfer_to"), "分值并入另一项时须写明并入哪一项，其他办法不写")
        if absence.transfer_to and (absence.transfer_to not in items or absence.transfer_to in absent):
            raise RuleError(join(path, "transfer_to"), f"“{absence.transfer_to}”不存在或本身不适用")
