"""Lists of units as plans print them: split into names, groups kept whole, the prefix of the first handed on."""

import re

from .words.targets import STARTS_A_DEED
from .words.units import ADDED_TO_NAMES, GROUPS, PARTY, STEMS, SUFFIXES, WHOLE_STEMS

BRACKETS = str.maketrans({"〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")", "〈": "<", "〉": ">"})
PLACE = r"[一-鿿]{0,4}?(?:省|市|区|县|州|盟|旗|镇|乡)"
STEM = "|".join(sorted(STEMS, key=len, reverse=True))
PREFIXED = re.compile(rf"(?P<place>{PLACE})(?P<party>委)?(?={STEM})")
# 生态环境局江北分局 says itself where it is.
BRANCH = re.compile(r"(?:局|生态环境|公安|自然资源)(?![和与及保交])[一-鿿]{2,5}(?<!环境)分局$")
ELIDED = re.compile(rf"{PLACE}(?:{STEM})")  # 县工信、住建等部门
SHORTENED = re.compile(rf"(?P<name>(?:[省市州盟区县旗镇乡]|[一-鿿]{{2,4}}[市区县])(?P<stem>{STEM}))(?:主管)?(?:部门)?")
BARE = re.compile(rf"(?![市县区州旗]政府)(?:{STEM})")  # 市政府 is no office of 市政
# 各县、区人民政府(管委会) is one group; 各镇、各街道 are two.
BARE_GROUP = re.compile(
    r"(?:乡镇|乡|镇|街道|街|区|县|市|旗|场|办|办事处|管理区|农场|林场|园区|开发区|功能区|景区|社区|村)(?:办事处|人民政府|政府|管委会|管理委员会)?(?:\(.*\))?"
)
UNFINISHED_GROUP = re.compile(r"各(?:办事处|管理区|农场|林场|乡|镇|街道?|县|区|市|州|旗|场|办|园区|、)+")
SMALL_GROUP = re.compile(r"(?:乡镇|乡|镇|街道)(?:办事处)?")
# 各乡镇、开发区管委会: there is one such office; 各县、区人民政府 are many.
OWN_OFFICE = re.compile(r"(?:开发区|园区|功能区|景区|管理区)(?:管委会|管理委员会)")
JOINED = re.compile(
    rf"(?<=[局委办部处院会队心司府所区镇乡厅校联协位道场企)>])(?:以及|及|和|与)(?=[各市区县省州]|有关|相关|{STEM})"
)
SEPARATORS = "、,，;；/\n"
TAILS = re.compile(rf"(?:{'|'.join(ADDED_TO_NAMES)})+[。.,;:、]*$")
STAR = re.compile(r"^[★☆▲*]+|[★☆▲*]+$")
LEADS = re.compile(r"\((?:牵头|牵头单位|牵头部门|总牵头|主办|主责|主责单位|组长单位|第一责任单位)\)$")
NONE = {"", "无", "/", "-", "—", "——", "暂无", "待定"}
SURELY = re.compile(
    r"[一-鿿A-Za-z]{2,16}(?:供电局|公司|分局|管理局|管理处|管理站|管理所|管委会|监测站|监测中心|服务中心|街道办|办事处|执法大队)"
)
PLACES = ("省", "市", "区", "县", "州", "旗", "镇", "乡", "村", "处", "场", "组")
LONGEST_NAME = 32


def split_units(text: str, prefix: str = "") -> list[str]:
    """市发改局、工信局,各镇(办、区) → 市发改局, 市工信局, 各镇(办、区). `prefix` is what earlier names have set."""
    return [STAR.sub("", LEADS.sub("", name)) for name in split_marked(text, prefix)]


def split_marked(text: str, prefix: str = "") -> list[str]:
    """Like `split_units`, with the marks that say who leads (★, (牵头)) left on."""
    names = []
    for piece in _merge_groups(_cut(text)):
        names.extend(_clean(part) for part in JOINED.split(piece))
    return [_with_ending(name) for name in hand_on_prefix([name for name in names if name not in NONE], prefix)]


def _with_ending(name: str) -> str:
    """县发改、住建等部门 means 县发改局 and 县住建局."""
    elided = SHORTENED.fullmatch(name)
    return elided["name"] + "局" if elided and elided["stem"] not in WHOLE_STEMS else name


def is_marked_lead(name: str) -> bool:
    return bool(LEADS.search(name) or STAR.search(name))


def looks_like_units(text: str) -> bool:
    """Only names of units, nothing else: what an unlabelled bracket must hold to be taken for one."""
    names = split_units(text)
    return bool(names) and all(is_unit(name) for name in names)


def could_be_units(text: str) -> bool:
    """Behind 牵头 or 配合 in a bracket of units: names that end like one are enough (靖澜供电局, 高新区)."""
    names = split_units(text)
    return bool(names) and all(is_unit(name) or _ends_like_a_unit(name) for name in names)


def _ends_like_a_unit(name: str) -> bool:
    plain = re.sub(r"\([^()]*\)$", "", name)
    is_name = 2 < len(plain) <= LONGEST_NAME and not re.search(r"[。:\"“”\d]", plain)
    return is_name and plain.endswith(SUFFIXES) and not plain.startswith(STARTS_A_DEED)


def is_unit(name: str) -> bool:
    plain = re.sub(r"\([^()]*\)$", "", name)
    if not 2 < len(plain) <= LONGEST_NAME and not plain.startswith("各"):
        return False
    if plain.startswith(GROUPS):
        return bool(re.search(rf"(?:{'|'.join(SUFFIXES)})$", plain)) or len(name) > len(plain)
    if ELIDED.fullmatch(plain):
        return True
    if not plain.endswith(SUFFIXES) or re.search(r"[。:\"“”]", plain):
        return False
    if plain.startswith(STARTS_A_DEED) and plain.endswith(PLACES):
        return False  # 建设美丽城乡
    # 湖北省 or 化工区 in brackets is a place; an office has a trade or a kind of its own.
    if PREFIXED.match(plain) or BARE.match(plain):
        return True
    if SURELY.fullmatch(plain) and not plain.startswith(STARTS_A_DEED):
        return True
    return bool(re.match(PLACE, plain)) and not plain.endswith(PLACES)


def hand_on_prefix(names: list[str], prefix: str = "") -> list[str]:
    """市发改局, 工信局 → 市发改局, 市工信局. Names of other kinds (各镇, 化工园区规建处) stay as they are."""
    completed = []
    for name in names:
        start = STAR.match(name)
        bare = name[start.end() :] if start else name
        own = PREFIXED.match(bare)
        # 住房城乡建设局 only looks as if 住房城乡 were a place
        if BARE.match(bare) and _is_office_name(bare) and not BRANCH.search(bare):
            bare = prefix + ("委" if prefix and bare.endswith(PARTY) else "") + bare
        elif own:
            prefix = own["place"]
        completed.append((start[0] if start else "") + bare)
    return completed


def prefix_of(names: list[str]) -> str:
    matches = (PREFIXED.match(STAR.sub("", name)) for name in reversed(names))
    return next((match["place"] for match in matches if match), "")


def _is_office_name(name: str) -> bool:
    plain = LEADS.sub("", re.sub(r"<[^<>]*>", "", name))
    plain = re.sub(r"\([^()]*\)$", "", plain)
    return plain.endswith(SUFFIXES) or bool(BARE.fullmatch(plain))


def _cut(text: str) -> list[str]:
    """At separators outside brackets; a bracket that is never closed hides nothing behind it."""
    text = re.sub(r"[ \t]+", "、", text.strip()).translate(BRACKETS)
    depth, pieces, current = 0, [], ""
    for place, character in enumerate(text):
        if character in "(<":
            depth += _is_closed(text, place)
        elif character in ")>":
            depth = max(depth - 1, 0)
        if character in SEPARATORS and depth == 0:
            pieces.append(current)
            current = ""
        else:
            current += character
    return [*pieces, current]


def _is_closed(text: str, place: int) -> bool:
    closer = ")" if text[place] == "(" else ">"
    return closer in text[place:]


def _merge_groups(pieces: list[str]) -> list[str]:
    merged: list[str] = []
    for piece in pieces:
        bare = _clean(piece)
        above = merged[-1] if merged else ""
        shape = BARE_GROUP if UNFINISHED_GROUP.fullmatch(above) else SMALL_GROUP
        is_own = OWN_OFFICE.fullmatch(bare) and SMALL_GROUP.fullmatch(above.removeprefix("各"))
        if above.startswith("各") and not is_own and shape.fullmatch(bare):
            merged[-1] += "、" + bare
        else:
            merged.append(piece)
    return merged


def _clean(name: str) -> str:
    name = name.strip(" .。,;:、\t\n")
    if len(name) > 3:
        name = re.sub(r"^(?:由|请|以及|及|和|并由|会同|联合|其中)", "", name)
    name = TAILS.sub("", name)
    opened, closed = name.count("("), name.count(")")
    if opened < closed and name.endswith(")"):
        name = name[:-1]
    elif opened > closed:
        name += ")" * (opened - closed)
    return name
