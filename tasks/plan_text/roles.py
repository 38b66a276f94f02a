"""Who leads, who helps, who answers, who of the leaders: read from brackets of every style, labels and verbs.

`take_roles` also gives back the text without them, and what else stood in the brackets (deadline, leader).
"""

import re
from dataclasses import dataclass, field

from .parsed import Roles
from .said import ALL_VERBS, DEADLINE_IN_BRACKET, said_at_end, said_at_start, said_in
from .unit_lists import could_be_units, is_marked_lead, looks_like_units, prefix_of, split_marked, split_units
from .words.roles import LABELS, NEVER_LISTED

OPEN, CLOSE = "([〔【{", ")]〕】}"
PARTNER = dict(zip(OPEN, CLOSE, strict=True))
FIELD_OF = {label: name for name, labels in LABELS.items() for label in labels}
ALL_LABELS = "|".join(sorted(FIELD_OF, key=len, reverse=True))
LABEL = re.compile(rf"(?P<label>{ALL_LABELS})(?:\([^()]{{1,8}}\))?\s*:")
ROLE_FIELDS = ("lead", "coop", "resp")
# 牵头: and 目标: also stand in ordinary sentences, the long ones never do.
STRONG_LABELS = {
    label for name in (*ROLE_FIELDS, "leader", "deadline", "attr") for label in LABELS[name] if len(label) > 2
}
STRONG = re.compile(rf"(?:{'|'.join(sorted(STRONG_LABELS, key=len, reverse=True))})(?:\([^()]{{1,8}}\))?\s*:")
SHORT_ROLES = "|".join(label for name in ROLE_FIELDS for label in LABELS[name])
OPENS_WITH_ROLE = re.compile(rf"\s*(?:{SHORT_ROLES}):")
SPEAKS_OF_ROLES = re.compile(rf"{STRONG.pattern}|牵头")
DEEPEST = 8
NOT_LISTED = re.compile("|".join(NEVER_LISTED))
STANDING = re.compile(
    r"^(?:以下|下列|上述|以上|其他)?(?:各项|所有|各)?(?:工作|任务|措施)?(?:均|都|皆)?(?:需|须|需要|由|需由|要)*"
)
QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
NO_DATE = re.compile(r"[%≥≤]|提高|达到")
BOTH_LEAD = re.compile(r"(?P<names>[^()]+)\((?:双牵头|共同牵头|联合牵头)\)(?P<others>.*)", re.S)
LONGEST_DATE = 24
BRACKET_WARNING = "责任单位的括号不配对，请核对单位是否读全"
MISSING_WARNING = "责任单位缺少括号，请核对单位是否读全"


@dataclass
class Taken:
    """`rest` is the text without roles; `fields` other labelled values; `standing` units named once for all items."""

    rest: str
    roles: Roles = field(default_factory=Roles)
    fields: dict[str, str] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    prefix: str = ""


def has_roles(text: str) -> bool:
    return bool(STRONG.search(text)) or bool(_role_zones(text)) or said_at_end(text) is not None


def take_roles(text: str) -> Taken:
    taken = Taken(text)
    for start, end, is_matched in reversed(_role_zones(text)):
        if not is_matched:
            taken.warnings.append(BRACKET_WARNING)
        taken.rest = taken.rest[:start] + taken.rest[end:]
    for start, end, _ in _role_zones(text):
        _read_zone(_inside(text, start, end), taken)
    _take_labels(taken)
    _take_last_sentence(taken)
    if not taken.roles:
        named, taken.rest = said_at_start(taken.rest)
        for role, units in named:
            _add(taken, role, units)
    taken.rest = re.sub(r"[ \t]*\n\s*", "\n", taken.rest).strip()
    return taken


def read_roles(text: str, role: str) -> Roles:
    """A table cell under a heading of `role`; it may hold labels or verbs of its own."""
    taken = Taken("")
    if LABEL.search(text) or re.search(r"牵头|配合(?!$)", text):
        _read_zone(text, taken, role)
    else:
        _add(taken, role, text)
    return taken.roles


def _role_zones(text: str) -> list[tuple[int, int, bool]]:
    return [(s, e, ok) for s, e, ok in _brackets(text) if _is_role_zone(_inside(text, s, e), text[e:])]


def _inside(text: str, start: int, end: int) -> str:
    return text[start + 1 : end - 1 if text[end - 1] in CLOSE else end]


def _brackets(text: str) -> list[tuple[int, int, bool]]:
    """Outermost brackets: start, end behind the closing one, whether opener and closer belong together."""
    masked = QUOTED.sub(lambda match: "\0" * len(match[0]), text)
    said = max((match.start() for match in SPEAKS_OF_ROLES.finditer(masked)), default=-1)
    found, place = [], 0
    while place < len(masked):
        if masked[place] not in OPEN:
            place += 1
            continue
        end, is_matched = _closing(masked, place, said)
        found.append((place, end, is_matched))
        place = end
    return found


def _closing(text: str, start: int, said: int) -> tuple[int, bool]:
    """`said`: where roles are spoken of for the last time; an opener nobody closes matters only before that."""
    depth = 0
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    for place in range(start, stop):
        depth += (text[place] in OPEN) - (text[place] in CLOSE)
        if depth == 0:
            return place + 1, PARTNER[text[start]] == text[place]
        if depth > DEEPEST:
            return start + 1, True
    return (stop, False) if start < said < stop else (start + 1, True)


def _is_role_zone(inside: str, behind: str = "") -> bool:
    if STRONG.search(inside) or OPENS_WITH_ROLE.match(inside):
        return True
    if any(looks_like_units(said.units) for said in said_in(inside)):
        return True
    if re.search(r"牵头|落实|负责", inside) and NOT_LISTED.search(inside):
        return True
    if len(inside) <= 3 or behind.strip(" 。;\n"):
        return False
    *units, last = [part for part in re.split(r"[;。]|,(?=[^,]*$)", inside) if part.strip()] or [""]
    is_dated = bool(units) and bool(DEADLINE_IN_BRACKET.fullmatch(last))
    return looks_like_units("、".join(units if is_dated else [*units, last]))


def _read_zone(zone: str, taken: Taken, role: str = "resp") -> None:
    zone = _take_standing(zone, taken)
    pieces = LABEL.split(zone)
    _read_unlabelled(pieces[0], taken, role)
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        name = FIELD_OF[label]
        value = value.strip(" ,;。、\n")
        if name not in ROLE_FIELDS:
            taken.fields.setdefault(name, value)
        elif said_in(value):
            _read_unlabelled(value, taken, name)
        else:
            units, when = _without_date(value)
            if when:
                taken.fields.setdefault("deadline", when)
            _add(taken, name, units)


def _without_date(value: str) -> tuple[str, str]:
    """责任单位:区住建局,2024年9月底前完成: the last part is until when."""
    units, _, last = value.replace("。", ";").replace(";", ",").rpartition(",")
    last = last.strip()
    is_date = len(last) <= LONGEST_DATE and DEADLINE_IN_BRACKET.fullmatch(last) and not NO_DATE.search(last)
    if units and is_date and not could_be_units(last):
        return units, last
    return value, ""


def _take_standing(zone: str, taken: Taken) -> str:
    """以下各项工作均需各县区落实,不再列出: named once, meant for every item from here on."""
    sentences = re.split(r"(?<=[。;])", zone)
    kept = []
    for sentence in sentences:
        if not NOT_LISTED.search(sentence):
            kept.append(sentence)
            continue
        before = NOT_LISTED.split(sentence)[0].rstrip(",; ")
        for part in _clauses(before):
            names = re.sub(rf"(?:{ALL_VERBS})$", "", STANDING.sub("", part))
            is_led = re.search(r"(?:牵头|配合|参与)$", part) or LABEL.search(part)
            if not is_led and looks_like_units(names):
                taken.standing.extend(split_units(names))
            else:
                kept.append(part + ",")
    return "".join(kept)


def _clauses(text: str) -> list[str]:
    """Cut at commas that end a clause with a verb; a comma between names stays."""
    return [part for part in re.split(r"(?<=[头合与助同责实])[,;]", text) if part.strip()]


def _read_unlabelled(text: str, taken: Taken, role: str) -> None:
    place = 0
    for said in said_in(text):
        if could_be_units(said.units) or role != "resp":
            _add(taken, said.role, said.units)
            place = said.end
    rest = text[place:].strip(" ,;。、\n")
    if not rest:
        return
    if looks_like_units(rest) or (place == 0 and role != "resp"):
        _add(taken, role, rest)
        return
    for part in filter(None, (part.strip() for part in re.split(r"[;。]|,(?=[^、]*$)", rest))):
        if looks_like_units(part):
            _add(taken, role, part)
        elif DEADLINE_IN_BRACKET.fullmatch(part):
            taken.fields.setdefault("deadline", part)


def _add(taken: Taken, role: str, text: str) -> None:
    both = BOTH_LEAD.match(text)
    if both and role == "resp":
        _add(taken, "lead", both["names"])
        text = both["others"]
    for marked in split_marked(text, taken.prefix):
        name = split_units(marked)[0] if split_units(marked) else marked
        target = "lead" if is_marked_lead(marked) and role == "resp" else role
        held = getattr(taken.roles, target)
        if name not in held:
            held.append(name)
    taken.prefix = prefix_of(getattr(taken.roles, role)) or taken.prefix


def _take_labels(taken: Taken) -> None:
    """牵头单位:… without any bracket, on its own line or at the end of the paragraph."""
    kept = []
    for line in taken.rest.split("\n"):
        match = LABEL.match(line.strip()) or _strong_label_in(line)
        if not match:
            kept.append(line)
            continue
        before, value = line[: match.start()], line[match.start() :]
        if before.strip() and not _is_strong(match["label"]):
            kept.append(line)
            continue
        value, rest = _cut_value(value)
        if value.count(")") + value.count("]") > value.count("(") + value.count("["):
            taken.warnings.append(MISSING_WARNING)
            value = value.rstrip(")]〕】。 ")
        _read_zone(value, taken)
        kept.extend(filter(None, (before.strip(), rest.strip())))
    taken.rest = "\n".join(kept)


def _strong_label_in(line: str) -> re.Match | None:
    return next((match for match in LABEL.finditer(line) if _is_strong(match["label"])), None)


def _is_strong(label: str) -> bool:
    return label in STRONG_LABELS or FIELD_OF[label] == "other"


def _cut_value(value: str) -> tuple[str, str]:
    """Labels follow each other over full stops; the first sentence without one is text again."""
    sentences = re.split(r"(?<=。)", value)
    count = 1
    while count < len(sentences) and LABEL.match(sentences[count].strip()):
        count += 1
    return "".join(sentences[:count]), "".join(sentences[count:])


def _take_last_sentence(taken: Taken) -> None:
    """由市水利局牵头,市住建局配合。 as the last words of the text."""
    said = None if taken.roles.lead or taken.roles.resp else said_at_end(taken.rest)
    if said:
        before, units, until = said
        _read_unlabelled(units, taken, "resp")
        taken.rest = (before.rstrip("。;,:") + until).lstrip(",")
