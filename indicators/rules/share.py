"""A share given as a decimal or as a part of a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .amounts import ONE, shown
from .asked import Asked, leaf
from .errors import RuleError
from .kind import Case
from .schema import optional

# A percentage typed where a share is meant (83 for 0.83) would quietly give full marks.
LARGEST = 10

SHARE_FIELDS = (
    optional("ratio", "比例", minimum=0, maximum=LARGEST, help="写成小数，如0.83；或改填分子和分母"),
    optional("numerator", "分子", minimum=0, help="如达标断面数"),
    optional("denominator", "分母", minimum=0, help="如断面总数，不能为0"),
)


WAYS = {"ratio": "ratio", "numerator": "parts", "denominator": "parts"}


def share_asks(largest: int = LARGEST) -> Iterable[Asked]:
    """The share itself, or both of its parts."""
    for field in SHARE_FIELDS:
        yield leaf(field, way=WAYS[field.name], maximum=largest if field.name == "ratio" else field.maximum)


@dataclass(frozen=True)
class Share:
    part: Decimal
    whole: Decimal

    @property
    def value(self) -> Decimal:
        return self.part / self.whole

    @property
    def shown(self) -> str:
        return shown(self.part) if self.whole == ONE else f"{shown(self.part)}÷{shown(self.whole)}"

    @property
    def text(self) -> str:
        return f"比例{self.shown}" + ("" if self.whole == ONE else f"，即{shown(self.value)}")


def share_points(full_marks: Decimal, share: Share) -> Decimal:
    """Multiplied before it is divided, so that a third of nine is three."""
    return full_marks * share.part / share.whole


def read_share(case: Case) -> Share:
    """`ratio`, or `numerator` and `denominator`; never both. Raises RuleError."""
    ratio, part, whole = (case.inputs[name] for name in ("ratio", "numerator", "denominator"))
    if ratio is not None:
        if part is not None or whole is not None:
            raise RuleError(case.path("ratio"), "比例与分子分母只填一种")
        return Share(ratio, ONE)
    if part is None and whole is None:
        raise RuleError(case.path("ratio"), "缺少“比例”，或改填分子和分母")
    share = Share(case.need("numerator"), case.need("denominator"))
    if not share.whole:
        raise RuleError(case.path("denominator"), "分母为0，算不出比例（除数为零）")
    if share.value > LARGEST:
        raise RuleError(case.path("numerator"), f"比例不能大于{LARGEST}，请核对分子和分母")
    return share
