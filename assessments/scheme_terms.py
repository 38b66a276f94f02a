"""What a scheme (评分办法) says, as plain values: checked, compared and put into words without the database."""

from dataclasses import dataclass, fields
from decimal import Decimal

from eco_demo.lib.numbers import format_number
from indicators.rules.errors import RuleError
from indicators.rules.grading import SCALE_A, SCALE_B, Band, check_bands
from indicators.rules.rounding import Rounding

from .choices import Joining, QuotaTies, RoundingMode, TieBreak, Treatment
from .panel import TRIMMED_NEEDS

HUNDRED = Decimal(100)
MAX_SCORERS = 9
# Each example ends in a half behind an even digit, where the three ways of rounding part.
_HALVES = ("88.5", "88.25", "88.125", "88.1245", "88.12445")


class TermsError(ValueError):
    """A setting that cannot stand: `at` is its field, or `bands.ROW.column` and the like; the text is for the user."""

    def __init__(self, at: str, message: str):
        self.at, self.message = at, message
        super().__init__(message)

    @property
    def row(self) -> int | None:
        part = self.at.split(".")[1:2]
        return int(part[0]) if part and part[0].isdecimal() else None

    @property
    def column(self) -> str:
        return self.at.rsplit(".", 1)[-1] if self.row is not None else ""


@dataclass(frozen=True)
class BandTerms:
    """A grade, its lowest score, and the share of a class that may get it."""

    name: str
    at_least: Decimal
    quota_percent: Decimal | None = None

    def __str__(self):
        quota = f"，不超过{format_number(self.quota_percent)}%" if self.quota_percent is not None else ""
        return f"{self.name} ≥{format_number(self.at_least)}{quota}"


@dataclass(frozen=True)
class WeightTerms:
    """What a top-level domain weighs, in percent."""

    domain_id: int
    name: str
    weight: Decimal

    def __str__(self):
        return f"{self.name} {format_number(self.weight)}%"


@dataclass(frozen=True)
class StageTerms:
    """A step of the review."""

    name: str
    by_chief: bool = False
    scorers: int = 1
    joining: str = Joining.SINGLE

    @property
    def joining_word(self) -> str:
        return Joining(self.joining).label

    def __str__(self):
        who = "主任办理" if self.by_chief else "审核员办理"
        joined = f"，{self.scorers}人评分，{self.joining_word}" if self.scorers > 1 else ""
        return f"{self.name}（{who}{joined}）"


def _scale(bands: tuple[Band, ...]) -> tuple[BandTerms, ...]:
    return tuple(BandTerms(band.name, band.at_least) for band in bands)


SCALES = {"方案A": _scale(SCALE_A), "方案B": _scale(SCALE_B)}
STAGE_PRESETS = {
    "一级": (StageTerms("审核"),),
    "两级": (StageTerms("初审"), StageTerms("审定", by_chief=True)),
    "三级": (StageTerms("初审"), StageTerms("复核"), StageTerms("审定", by_chief=True)),
}


@dataclass(frozen=True)
class Terms:
    """A whole scheme; the defaults are those of a plan that has none of its own."""

    decimal_places: int = 2
    rounding: str = RoundingMode.HALF_UP
    max_bonus: Decimal | None = None
    bonus_cap: Decimal = Decimal(0)
    treatment: str = Treatment.RENORMALISE
    tie_break: str = TieBreak.NONE
    quota_ties: str = QuotaTies.DROP
    bands: tuple[BandTerms, ...] = SCALES["方案A"]
    weights: tuple[WeightTerms, ...] = ()

    @property
    def top(self) -> Decimal:
        """The highest total there can be."""
        return HUNDRED + self.bonus_cap

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(band.name for band in self.bands)

    @property
    def plain(self) -> dict:
        """The columns of `Scheme` itself."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("bands", "weights")}


# --- checks ----------------------------------------------------------------------------------------------------

def check_terms(terms: Terms) -> None:
    """Raises TermsError at the first setting that cannot stand."""
    for place, band in enumerate(terms.bands):
        _check_band(band, f"bands.{place}", terms, is_last=place == len(terms.bands) - 1)
    try:
        check_bands(tuple(Band(band.name, band.at_least) for band in terms.bands))
    except RuleError as error:
        raise TermsError(error.field, f"{error.message}。") from error
    total = sum((weight.weight for weight in terms.weights), Decimal(0))
    if terms.weights and total != HUNDRED:
        raise TermsError("weights", f"模块权重合计是{format_number(total)}，应为100；不按模块加权就全部留空。")


def _check_band(band: BandTerms, at: str, terms: Terms, *, is_last: bool) -> None:
    if not band.name:
        raise TermsError(f"{at}.name", "请写等次的名称。")
    if not 0 <= band.at_least <= terms.top:
        top = format_number(terms.top)
        raise TermsError(f"{at}.at_least", f"“{band.name}”的下限应在0和{top}之间，总分最多{top}分。")
    if band.quota_percent is None:
        return
    if is_last:
        raise TermsError(f"{at}.quota_percent", f"“{band.name}”是最低等次，不能限名额：超出的单位没有再低的等次可评。")
    if not 0 <= band.quota_percent <= HUNDRED:
        raise TermsError(f"{at}.quota_percent", f"“{band.name}”的名额占比应在0和100之间。")


def check_stages(stages: tuple[StageTerms, ...]) -> None:
    """Raises TermsError; `stages.ROW.column` names the stage."""
    names = [stage.name for stage in stages]
    for place, stage in enumerate(stages):
        at = f"stages.{place}"
        if not stage.name:
            raise TermsError(f"{at}.name", "请写环节的名称，如初审、复核、审定。")
        if stage.name in names[:place]:
            raise TermsError(f"{at}.name", f"环节“{stage.name}”重复。")
        _check_scorers(stage, at)


def _check_scorers(stage: StageTerms, at: str) -> None:
    if not 1 <= stage.scorers <= MAX_SCORERS:
        raise TermsError(f"{at}.scorers", f"评分人数应在1和{MAX_SCORERS}之间。")
    if (stage.scorers == 1) != (stage.joining == Joining.SINGLE):
        raise TermsError(f"{at}.joining", "一个人评分不需要合成；几个人评分，请选择怎样合成一个分。")
    if stage.by_chief and stage.scorers > 1:
        raise TermsError(f"{at}.scorers", f"“{stage.name}”由主任办理，只能是一个人。")
    if stage.joining == Joining.TRIMMED and stage.scorers < TRIMMED_NEEDS:
        raise TermsError(f"{at}.scorers", f"去掉最高分和最低分，至少要{TRIMMED_NEEDS}个人评分。")


# --- words -----------------------------------------------------------------------------------------------------

def rounding_example(terms: Terms) -> str:
    """`88.5 → 89`: what becomes of a half."""
    half = _HALVES[terms.decimal_places]
    return f"{half} → {Rounding(terms.decimal_places, terms.rounding).apply(Decimal(half))}"


def described(terms: Terms) -> dict[str, str]:
    """{setting: how it stands}, for the trail, for conflicts and for the page."""
    return {
        "总分取舍": str(Rounding(terms.decimal_places, terms.rounding)),
        "加分合计": "不限" if terms.max_bonus is None else f"最多{format_number(terms.max_bonus)}分",
        "总分上限": f"{format_number(terms.top)}分",
        "不适用项目": Treatment(terms.treatment).label,
        "同分名次": TieBreak(terms.tie_break).label,
        "等次": "；".join(map(str, terms.bands)),
        "名额处同分": QuotaTies(terms.quota_ties).label,
        "模块权重": "；".join(map(str, terms.weights)) or "不按模块加权，各项分数直接相加",
    }


def described_stages(stages: tuple[StageTerms, ...]) -> str:
    return " → ".join(map(str, stages)) or "一步审核，一人评分"


def differences(before: dict[str, str], after: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Both, without what is alike."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name, "") for name in changed}, {name: after[name] for name in changed}


# --- the scale as a picture --------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Stretch:
    """One grade on the scale from 0 to the highest total; places are percentages of the width."""

    name: str
    bound: Decimal
    x: Decimal
    width: Decimal
    tone: int

    @property
    def middle(self) -> Decimal:
        return self.x + self.width / 2

    @property
    def is_named(self) -> bool:
        """Whether the name fits into the stretch on a phone."""
        return self.width >= len(self.name) * 4


def scale_of(terms: Terms) -> list[Stretch]:
    """Lowest first; `tone` is 5 for the best grade and 1 for the worst."""
    stretches, upper = [], terms.top
    steps = max(1, len(terms.bands) - 1)
    for place, band in enumerate(terms.bands):
        x = band.at_least / terms.top * HUNDRED
        width = (upper - band.at_least) / terms.top * HUNDRED
        stretches.append(Stretch(band.name, band.at_least, _cut(x), _cut(width), 5 - round(4 * place / steps)))
        upper = band.at_least
    return stretches[::-1]


def _cut(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))
