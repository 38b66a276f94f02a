"""Where the inputs of a rule come from: the bindings of a `ScoringRule`, proposed and checked.

A binding is {input path: source}. A source is an `InputSource`; where the task has several targets, ":" and the name
of one follow (`actual:秸秆综合利用率`). An input that may be left blank need not be bound.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .choices import OF_TARGET, Comparator, InputSource
from .rules import Asked, Rule, RuleError, asked
from .rules.asked import BOTH

MAX_NAME = 120
# How alike two names must be to mean the same target.
ALIKE = 0.3
# What the office finds out, or is asked to judge, rather than the unit.
OFFICE_NAMES = (
    "points", "reason", "rank", "average", "reference", "difference", "base", "deduction", "rest_points", "met",
)
FOUND_BY_OFFICE = (
    "发现", "检查", "抽查", "督查", "督察", "通报", "约谈", "曝光", "违规", "违法", "非法", "逾期", "案件", "追责",
    "不清", "不完整",
)
FITTING = {
    InputSource.ACTUAL: ("decimal", "integer"), InputSource.BASELINE: ("decimal", "integer"),
    InputSource.MET: ("boolean",), InputSource.MISSING_EVIDENCE: ("integer", "decimal"),
}


@dataclass(frozen=True)
class Source:
    """`target` names one of the task's targets; empty for the only one, and for every one where it is met or not."""

    kind: str
    target: str = ""

    def __str__(self):
        return f"{self.kind}:{self.target}" if self.target else str(self.kind)

    @property
    def label(self) -> str:
        word = dict(InputSource.choices).get(self.kind, "不认识的来源")
        return f"{word}：{self.target}" if self.target else word


def source_of(written: str) -> Source:
    kind, _, target = written.partition(":")
    return Source(kind, target.strip())


def bound(rule: Rule, bindings: Mapping[str, str]) -> list[tuple[Asked, Source]]:
    """The inputs that have a source, with it; the leaves of the one way that is bound are all needed."""
    return [
        (replace(leaf, required=leaf.required or bool(leaf.way)), source_of(bindings[leaf.path]))
        for leaf in asked(rule) if leaf.path in bindings
    ]


def default_bindings(rule: Rule, targets: Iterable) -> dict[str, str]:
    """A source for every input but remarks, as near as names and units tell.

    `targets` have `name`, `unit_of_measure` and `comparator`, like `TaskTarget`.
    """
    targets, bindings = list(targets), {}
    for leaf in _one_way_each(asked(rule), targets):
        if leaf.required or leaf.type != "text":
            bindings[leaf.path] = str(_usual_source(leaf, targets))
    return bindings


def source_choices(leaf: Asked, targets: Iterable) -> list[tuple[str, str]]:
    """(source, label) of everything this input can come from, for a list to choose from."""
    targets = list(targets)
    sources = []
    for kind in InputSource:
        if leaf.type not in FITTING.get(kind, (leaf.type,)):
            continue
        names = [target.name for target in targets] if kind in OF_TARGET and len(targets) > 1 else [""]
        sources += [Source(kind.value, name) for name in names]
        if kind == InputSource.MET and len(targets) > 1:
            sources.append(Source(kind.value))
    return [(str(source), source.label) for source in sources]


def check_bindings(rule: Rule, bindings: object) -> dict[str, str]:
    """The bindings as they may be kept. Raises RuleError with the field `bindings.<path>`."""
    if not isinstance(bindings, Mapping):
        raise RuleError("bindings", "数据来源必须是一组“输入: 来源”")
    leaves = {leaf.path: leaf for leaf in asked(rule)}
    for path, written in bindings.items():
        if path not in leaves:
            raise RuleError(f"bindings.{path}", "规则中没有这一项输入，请重新选择数据来源")
        _check_source(leaves[path], written)
    for leaf in leaves.values():
        if leaf.required and leaf.path not in bindings:
            raise RuleError(f"bindings.{leaf.path}", f"“{leaf.full_label}”还没有选数据来源")
    _check_ways(leaves.values(), bindings)
    return dict(bindings)


def _check_source(leaf: Asked, written: object) -> None:
    field = f"bindings.{leaf.path}"
    source = source_of(written) if isinstance(written, str) else Source("")
    if source.kind not in InputSource.values:
        known = "、".join(f"{kind.value}（{kind.label}）" for kind in InputSource)
        raise RuleError(field, f"“{leaf.full_label}”的数据来源只能是：{known}")
    if ":" in written and (source.kind not in OF_TARGET or not source.target):
        raise RuleError(field, f"“{InputSource(source.kind).label}”后面不能写目标名称，或者目标名称是空的")
    if len(source.target) > MAX_NAME:
        raise RuleError(field, f"目标名称最多{MAX_NAME}字")
    if leaf.type not in FITTING.get(source.kind, (leaf.type,)):
        raise RuleError(field, f"“{leaf.full_label}”不能取“{InputSource(source.kind).label}”")


def _check_ways(leaves: Iterable[Asked], bindings: Mapping) -> None:
    """Of the ways to tell the same, exactly one is bound, and all of it."""
    for ways in _by_place(leaves).values():
        labels = "、或".join("和".join(f"“{leaf.label}”" for leaf in way) for way in ways.values())
        begun = [way for way in ways.values() if any(leaf.path in bindings for leaf in way)]
        first = next(iter(ways.values()))[0]
        if len(begun) != 1:
            raise RuleError(f"bindings.{first.path}", f"{labels}，须选其中一种，只选一种")
        for leaf in begun[0]:
            if leaf.path not in bindings:
                raise RuleError(f"bindings.{leaf.path}", f"“{leaf.full_label}”还没有选数据来源")


def _by_place(leaves: Iterable[Asked]) -> dict[tuple, dict[str, list[Asked]]]:
    """{where: {way: its leaves}}."""
    places: dict[tuple, dict[str, list[Asked]]] = {}
    for leaf in leaves:
        if leaf.way:
            places.setdefault(leaf.names[:-1], {}).setdefault(leaf.way, []).append(leaf)
    return places


def _one_way_each(leaves: Sequence[Asked], targets: Sequence) -> list[Asked]:
    """Only the way that a target can tell, else the last one: parts and wholes rather than a share worked out."""
    kept = list(leaves)
    for ways in _by_place(leaves).values():
        first, *others = ways.values()
        wanted = first if first[0].name == "ratio" and _share_target(first[0], targets) else others[-1]
        if wanted[0].name == "actual" and not _target_for(wanted[0], targets):
            wanted = first
        kept = [leaf for leaf in kept if not any(leaf in way and way is not wanted for way in ways.values())]
    return kept


def _usual_source(leaf: Asked, targets: Sequence) -> Source:
    if leaf.name in ("actual", "baseline"):
        kind = InputSource.ACTUAL if leaf.name == "actual" else InputSource.BASELINE
        return _named(kind, _target_for(leaf, targets), targets)
    if leaf.name == "ratio":
        return _named(InputSource.ACTUAL, _share_target(leaf, targets), targets)
    if leaf.name in ("met", "achieved") and (named := _judged_target(leaf, targets)) is not None:
        return Source(InputSource.MET.value, named)
    if leaf.names[-2:-1] == ("counts",) and _speaks_of_missing_evidence(leaf.name):
        return Source(InputSource.MISSING_EVIDENCE.value)
    return Source((InputSource.OFFICE if _is_for_office(leaf) else InputSource.UNIT).value)


def _named(kind: str, target, targets: Sequence) -> Source:
    if target is None:
        return Source(InputSource.UNIT.value)
    return Source(InputSource(kind).value, target.name if len(targets) > 1 else "")


def _target_for(leaf: Asked, targets: Sequence):
    """The target whose number the leaf is: of its unit, and named most like the part it stands in."""
    numeric = [target for target in targets if target.comparator != Comparator.QUALITATIVE]
    same_unit = [target for target in numeric if leaf.unit and target.unit_of_measure == leaf.unit]
    return max(same_unit or numeric, key=lambda target: _likeness(leaf, target), default=None)


def _judged_target(leaf: Asked, targets: Sequence) -> str | None:
    """The name of the target that is met or not, empty for the only one or all; None where none is like it."""
    is_any = leaf.name == "met"
    fitting = [target for target in targets if is_any or target.comparator == Comparator.QUALITATIVE]
    if len(fitting) < 2:
        return next((target.name if len(targets) > 1 else "" for target in fitting), None)
    nearest = max(fitting, key=lambda target: _likeness(leaf, target))
    return nearest.name if _likeness(leaf, nearest) > ALIKE else ("" if is_any else None)


def _likeness(leaf: Asked, target) -> float:
    """1 where one name holds the other; the first of equals is taken."""
    pieces = [piece for piece in leaf.of.split(BOTH) if piece]
    if any(piece in target.name or (target.name and target.name in piece) for piece in pieces):
        return 1.0
    return max((SequenceMatcher(None, piece, target.name).ratio() for piece in pieces), default=0.0)


def _share_target(leaf: Asked, targets: Sequence):
    target = _target_for(leaf, targets)
    return target if target is not None and target.unit_of_measure in ("%", "") else None


def _speaks_of_missing_evidence(name: str) -> bool:
    return "佐证" in name and any(word in name for word in ("缺", "少"))


def _is_for_office(leaf: Asked) -> bool:
    place = leaf.names[-2:-1]
    if place == ("counts",):
        return any(word in leaf.name for word in FOUND_BY_OFFICE)
    return place == ("parts",) or leaf.name in OFFICE_NAMES
