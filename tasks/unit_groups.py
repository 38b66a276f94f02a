"""Which group a phrase such as 各镇(办、区) stands for."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from . import unit_words as words
from .unit_forms import Place
from .unit_phrases import Phrase, places_of, read_phrase

SAID, MEANT, NARROWER = 0.92, 0.85, 0.65


@dataclass(frozen=True)
class _Group:
    thing: Hashable
    phrases: tuple[Phrase, ...]
    members: str
    places: frozenset[str]


class Groups:
    """The groups of a place, by what their names say and whom they consist of."""

    def __init__(self, place: Place):
        self._place = place
        self._all: list[_Group] = []

    def add(self, thing: Hashable, names: Iterable[str], members: str, member_names: Iterable[str]) -> None:
        phrases = tuple(phrase for name in names if (phrase := read_phrase(name, self._place)))
        self._all.append(_Group(thing, phrases, members, places_of(member_names)))

    @property
    def all(self) -> list[Hashable]:
        return [group.thing for group in self._all]

    def find(self, phrase: Phrase) -> tuple[Mapping[Hashable, _Group], float]:
        """All groups that may be meant, and how surely; several when it cannot be told which."""
        if not phrase.kind:
            return {}, 0.0
        said = {group.thing: group for group in self._all
                if any((each.said, each.kind) == (phrase.said, phrase.kind) for each in group.phrases)}
        if said and not phrase.is_partial:
            return said, SAID
        groups = self._of(phrase.kind)
        if not groups and phrase.kind == words.EVERYBODY:
            groups = self._of(words.DEPARTMENTS)
        exact = [group for group in groups if phrase.places and group.places == phrase.places]
        found = exact if len(exact) == 1 else groups
        is_narrower = any(_is_narrower(phrase, group) for group in found)
        return {group.thing: group for group in found}, NARROWER if is_narrower else MEANT

    def _of(self, members: str) -> list[_Group]:
        return [group for group in self._all if group.members == members]


def _is_narrower(phrase: Phrase, group: _Group) -> bool:
    """各涉农街道, or 各街道 where the group has towns too; 各乡镇 is said for all of them."""
    if phrase.is_partial or phrase.kind != group.members:
        return True
    return len(phrase.places) == 1 and not group.places <= phrase.places
