"""Which known spellings a name looks like: for slips of the keyboard or of text recognition, and for suggestions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from difflib import SequenceMatcher

from .unit_words import TELLING

LEAST_LIKENESS = 0.75
LEAST_SHARED = 0.34  # of the characters, to be suggested at all
LOOKED_AT = 24


class Spellings:
    """Spellings of things; one thing may have several."""

    def __init__(self):
        self._all: list[tuple[str, tuple[Hashable, ...]]] = []
        self._with: dict[str, list[int]] = defaultdict(list)

    def add(self, text: str, *thing: Hashable) -> None:
        for character in set(text):
            self._with[character].append(len(self._all))
        self._all.append((text, thing))

    def sharing(self, text: str) -> Iterable[tuple[Hashable, ...]]:
        """Things whose spelling shares characters with the text, the most first."""
        counts = Counter(index for character in set(text) for index in self._with.get(character, ()))
        own = len(set(text))
        shared = [(2 * count / (own + len(set(self._all[index][0]))), index) for index, count in counts.items()]
        for share, index in sorted(shared, key=lambda each: (-each[0], each[1]))[:LOOKED_AT]:
            if share >= LEAST_SHARED:
                yield self._all[index][1]


def likeness(left: str, right: str) -> float:
    """How alike two spellings are, 0 where they name two things: 东城街道 and 西城街道."""
    if abs(len(left) - len(right)) > 1:
        return 0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    changed = "".join(left[a:b] + right[c:d] for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal")
    return 0 if TELLING & set(changed) else matcher.ratio()
