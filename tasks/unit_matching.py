"""Which unit or group a name in a document means. Pure: built from names, asked any number of times.

The ways are tried in order, the surest first; where one way leads to two units, neither is taken.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import unit_words as words
from .unit_forms import HERE, LOCALITY, OFFICE, Form, Place, read_name, without_brackets
from .unit_groups import Groups
from .unit_kinship import PART_OF, kinship
from .unit_names import plain_name
from .unit_nearest import LEAST_LIKENESS, Spellings, likeness
from .unit_phrases import Phrase, read_phrase

# At or above SURE a match is taken silently; from LIKELY on it is taken but asks to be looked at.
SURE, LIKELY = 0.9, 0.6
UNIT, GROUP = "unit", "group"
# How a name was found, as it is shown.
FULL, SHORT, ALIAS, ELIDED, FORMER, ALIKE = "全称", "简称", "别名", "省略写法", "曾用名", "写法相近"
REMEMBERED, IGNORED, PHRASE, MERGED = "上次的选择", "不列入", "泛称", "合并设置"
SEVERAL, ELSEWHERE, UNKNOWN = "不止一个单位", "外地单位", "未找到"
OTHERS = 5
_LEVELS_BELOW = ("县", "区", "旗")
_INTERCHANGED = {words.BUREAU, "中心", "服务中心", "办", ""}


@dataclass(frozen=True)
class Candidate:
    """What a name may mean. `kind`: unit or group; `shown`: its full name."""

    kind: str
    pk: int
    shown: str


@dataclass(frozen=True)
class Known:
    """A candidate with all its names. A group's `members`: whom it consists of, and what the townships are called."""

    candidate: Candidate
    short: str = ""
    aliases: tuple[str, ...] = ()
    members: str = ""
    member_names: tuple[str, ...] = ()

    @property
    def names(self) -> Iterable[tuple[str, str]]:
        """Each name with what it is."""
        yield self.candidate.shown, FULL
        yield self.short, SHORT
        yield from ((alias, ALIAS) for alias in self.aliases)


@dataclass(frozen=True)
class Match:
    """`how`: the way it was found, in a word; `others`: what else may be meant, the nearest first."""

    name: str
    found: Candidate | None = None
    confidence: float = 0.0
    how: str = UNKNOWN
    others: tuple[Candidate, ...] = ()
    is_ignored: bool = False

    @property
    def is_sure(self) -> bool:
        return self.is_ignored or (self.found is not None and self.confidence >= SURE)

    @property
    def suggestion(self) -> Candidate | None:
        """What to ask about when it is not sure."""
        return self.found or (self.others[0] if self.how == ELSEWHERE and self.others else None)

    @property
    def rivals(self) -> tuple[Candidate, ...]:
        """Those that are meant equally well, so that none was taken."""
        return self.others if self.found is None and self.how in (SEVERAL, ALIKE) else ()


class Matcher:
    """`choices`: what was decided before, by plain name; None means that the name is passed over.

    `candidates`: all that a name may mean, in the order given.
    """

    def __init__(self, place: Place, known: Sequence[Known], choices: Mapping[str, Candidate | None] | None = None):
        self._place, self._choices = place, choices or {}
        self.candidates = tuple(each.candidate for each in known)
        self._present = set(self.candidates)
        self._exact: dict[str, dict[Candidate, str]] = defaultdict(dict)
        self._forms: list[tuple[Candidate, Form, bool]] = []
        self._by: dict[tuple, dict[Candidate, Form]] = defaultdict(dict)
        self._trade: dict[frozenset, dict[Candidate, Form]] = defaultdict(dict)
        self._spellings = Spellings()
        self._groups = Groups(place)
        self._matches: dict[str, Match] = {}
        for each in known:
            self._learn(each)

    def match(self, name: str) -> Match:
        plain = plain_name(name)
        if plain not in self._matches:
            self._matches[plain] = self._with_others(plain, self._match(plain))
        return replace(self._matches[plain], name=name)

    # --- what is known ---------------------------------------------------------------------------------------------

    def _learn(self, known: Known) -> None:
        candidate = known.candidate
        for name, how in known.names:
            if name:
                self._exact[plain_name(name)].setdefault(candidate, how)
        if candidate.kind == GROUP:
            names = [candidate.shown, *known.aliases]
            self._groups.add(candidate, names, known.members, known.member_names)
            return
        for name in filter(None, [candidate.shown, known.short, *known.aliases]):
            main, sides = without_brackets(name)
            self._learn_form(candidate, read_name(main, self._place), is_main=True)
            for side in sides:
                self._learn_form(candidate, read_name(side, self._place), is_main=False)

    def _learn_form(self, candidate: Candidate, form: Form, *, is_main: bool) -> None:
        self._forms.append((candidate, form, is_main))
        if form.where == HERE:
            self._spellings.add(_spelling(form), candidate, form)
            self._trade[form.loose].setdefault(candidate, form)
        if not is_main:
            self._by["side", *form.alike].setdefault(candidate, form)
            return
        self._by["said", form.where, form.said].setdefault(candidate, form)
        self._by["same", *form.same].setdefault(candidate, form)
        self._by["alike", *form.alike].setdefault(candidate, form)
        self._by["core", form.where, form.loose or form.core].setdefault(candidate, form)

    # --- one name --------------------------------------------------------------------------------------------------

    def _match(self, name: str) -> Match:
        if name in self._choices:
            chosen = self._choices[name]
            if chosen is None:
                return Match(name, None, 1.0, IGNORED, is_ignored=True)
            if chosen in self._present:
                return Match(name, chosen, 1.0, REMEMBERED)
        exact = self._exact.get(name)
        if exact:
            return _one(name, exact, 1.0, next(iter(exact.values())))
        phrase = read_phrase(name, self._place)
        if phrase:
            return self._match_phrase(name, phrase)
        main, sides = without_brackets(name)
        found = self._match_form(name, read_name(main, self._place))
        return self._match_sides(name, found, sides) if sides else found

    def _match_form(self, name: str, form: Form) -> Match:
        ways: tuple[Callable[[str, Form], Match | None], ...] = (
            self._by_place, self._by_words, self._by_core, self._by_bracket, self._by_level, self._by_former_name,
            self._by_ending, self._by_zone, self._by_spelling,
        )
        for way in ways:
            match = way(name, form)
            if match:
                return match
        is_elsewhere = form.where != HERE and (self._place.is_city or form.where not in _LEVELS_BELOW)
        return Match(name, how=ELSEWHERE if is_elsewhere else UNKNOWN)

    def _match_sides(self, name: str, main: Match, sides: Iterable[str]) -> Match:
        """城管(交通)局: one unit with two names, or two units? Only a person knows."""
        found = [self._match_form(name, read_name(side, self._place)) for side in sides]
        if main.found and all(match.found in (None, main.found) for match in found):
            return replace(main, confidence=min(main.confidence, 0.85))
        wanted = dict.fromkeys(match.found for match in (main, *found) if match.found)
        if len(wanted) == 1:
            return Match(name, *wanted, 0.75, MERGED)
        return Match(name, how=SEVERAL if wanted else UNKNOWN, others=tuple(wanted))

    def _by_place(self, name: str, form: Form) -> Match | None:
        """枣阳市水利局, 市水利局, 水利局."""
        return self._one_or_several(name, form, self._by.get(("said", form.where, form.said)), 0.97)

    def _by_words(self, name: str, form: Form) -> Match | None:
        """发展和改革局, 发改委; then 自然资源局 for 自然资源和规划局."""
        same = self._one_or_several(name, form, self._by.get(("same", *form.same)), 0.92)
        if same:
            return same
        # Where 规划局 stands for itself, 自然资源和规划局 may be either of them.
        is_split = any(self._by.get(("same", form.where, OFFICE, frozenset({part}), form.ending))
                       for part in form.trades - form.loose)
        found = self._by.get(("alike", *form.alike))
        return self._one_or_several(name, form, found, 0.8 if is_split else 0.92)

    def _by_core(self, name: str, form: Form) -> Match | None:
        """县发改, 鹿头: what it ends on is left out, or 街道 cut down to 办."""
        if form.sort == OFFICE and form.ending == "办" and not form.trades:
            form = replace(form, sort=LOCALITY, ending="街道")
            return self._one_or_several(name, form, self._by.get(("same", *form.same)), 0.92)
        if form.ending or form.sort != OFFICE:
            return None
        found = self._by.get(("core", form.where, form.loose or form.core), {})
        bureaus = {candidate: each for candidate, each in found.items() if each.ending == words.BUREAU}
        return self._one_or_several(name, form, bureaus or found, 0.92)

    def _by_bracket(self, name: str, form: Form) -> Match | None:
        """林业局 for 自然资源局(林业局)."""
        return self._one_or_several(name, form, self._by.get(("side", *form.alike)), 0.85)

    def _by_level(self, name: str, form: Form) -> Match | None:
        """县水利局 in what is a 区 today; a city's plan may well mean the counties'."""
        if form.where not in _LEVELS_BELOW or self._place.is_city:
            return None
        found = self._match_form(name, replace(form, where=HERE))
        return replace(found, confidence=min(found.confidence, 0.75), how=FORMER) if found.found else None

    def _by_former_name(self, name: str, form: Form) -> Match | None:
        if form.where != HERE:
            return None
        if form.sort == LOCALITY:
            renamed = {candidate: each for candidate, each, _ in self._forms
                       if (each.where, each.sort, each.core) == (HERE, LOCALITY, form.core) and form.core}
            return _one(name, renamed, 0.75, FORMER) if renamed else None
        ranks: dict[Candidate, float] = {}
        for candidate, each, _ in self._forms:
            rank = kinship(form, each)
            if rank is not None and rank <= ranks.get(candidate, rank):
                ranks[candidate] = rank
        nearest = {candidate: rank for candidate, rank in ranks.items() if rank == min(ranks.values())}
        if not nearest:
            return None
        is_part = min(ranks.values()) == PART_OF
        return _one(name, nearest, 0.75, MERGED if is_part else FORMER)

    def _by_ending(self, name: str, form: Form) -> Match | None:
        """园林局 and 园林中心: perhaps the same after a reform."""
        if form.where != HERE or not form.trades or form.ending not in _INTERCHANGED:
            return None
        found = {candidate: each for candidate, each in self._trade.get(form.loose, {}).items()
                 if each.ending in _INTERCHANGED}
        return _one(name, found, 0.65, ALIKE) if found else None

    def _by_zone(self, name: str, form: Form) -> Match | None:
        """开发区管委会: the one zone there is."""
        if form.where != HERE or form.sort != LOCALITY or form.core or form.ending != "区":
            return None
        found = {candidate: each for candidate, each, _ in self._forms
                 if each.sort == LOCALITY and each.ending == "区" and "开发区" in candidate.shown}
        return _one(name, found, 0.75, ELIDED) if found else None

    def _by_spelling(self, name: str, form: Form) -> Match | None:
        """市生杰环境局. Two known trades are never a slip of one another: 水务局, 商务局."""
        if form.where != HERE or form.trades or form.sort not in (OFFICE, LOCALITY):
            return None
        ratios: dict[Candidate, float] = {}
        for candidate, each in self._spellings.sharing(_spelling(form)):
            if (each.sort, each.ending) == (form.sort, form.ending):
                ratios[candidate] = max(likeness(form.core, each.core), ratios.get(candidate, 0))
        best = max(ratios.values(), default=0)
        if best < LEAST_LIKENESS:
            return None
        nearest = [candidate for candidate, ratio in ratios.items() if ratio == best]
        if len(nearest) > 1:
            return Match(name, how=ALIKE, others=tuple(nearest))
        return Match(name, nearest[0], round(best * 0.85, 4), ALIKE)

    def _one_or_several(self, name: str, form: Form, found: Mapping[Candidate, Form] | None,
                        confidence: float) -> Match | None:
        if not found:
            return None
        match = _one(name, found, confidence, ELIDED)
        if match.found and (self._may_be_higher(form, match.found) or self._may_be_lower(form, match.found)):
            return replace(match, confidence=min(confidence, 0.85))
        return match

    def _may_be_higher(self, form: Form, candidate: Candidate) -> bool:
        """In a city of county rank 市生态环境局 may be the bureau of the city above, whose branch is meant here."""
        if form.is_branch or form.is_named or self._place.letter not in self._place.letters_above:
            return False
        return all(each.is_branch for each in self._offices(form, candidate))

    def _may_be_lower(self, form: Form, candidate: Candidate) -> bool:
        """财政分局 may be that of a zone or a town."""
        return form.is_branch and not any(each.is_branch for each in self._offices(form, candidate))

    def _offices(self, form: Form, candidate: Candidate) -> Iterable[Form]:
        return (each for whose, each, _ in self._forms if whose == candidate and each.loose == form.loose)

    def _match_phrase(self, name: str, phrase: Phrase) -> Match:
        found, confidence = self._groups.find(phrase)
        return _one(name, found, confidence, PHRASE) if found else Match(name, others=tuple(self._groups.all))

    # --- what else may be meant --------------------------------------------------------------------------------------

    def _with_others(self, name: str, match: Match) -> Match:
        if match.is_sure or match.rivals:
            return match
        others = dict.fromkeys([*match.others, *self._nearest(name)])
        others.pop(match.found, None)
        return replace(match, others=tuple(others)[:OTHERS])

    def _nearest(self, name: str) -> Iterable[Candidate]:
        if read_phrase(name, self._place):
            yield from self._groups.all
            return
        form = read_name(without_brackets(name)[0], self._place)
        if form.trades:
            yield from self._trade.get(form.loose, ())
        for candidate, _ in self._spellings.sharing(_spelling(form)):
            yield candidate


def _spelling(form: Form) -> str:
    return form.core + (form.ending if form.sort == LOCALITY else "")


def _one(name: str, found: Mapping[Candidate, object], confidence: float, how: str) -> Match:
    if len(found) == 1:
        return Match(name, *found, confidence, how)
    return Match(name, how=SEVERAL, others=tuple(found))
