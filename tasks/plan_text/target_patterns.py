"""The patterns targets are read with, built from the words of `words`."""

import re

from .words.targets import (
    AFTER_NUMBER,
    ASSIGNED,
    BEFORE_NAMES,
    BEHIND_NAMES,
    COMPARISONS,
    COUNTED,
    DECREASE,
    FULL_COVER,
    HOW,
    INCREASE,
    MEASURED,
    MULTIPLES,
    NONE_HAPPENS,
    NOT_DECREASE,
    NOT_INCREASE,
    QUALITATIVE,
    STARTS_A_DEED,
)


def any_of(words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
COUNT = rf"(?:{any_of(MULTIPLES)})?(?:{any_of(COUNTED)})次?"
PER = rf"(?:[A-Za-zμ³²]+[23]?|{COUNT}|年|日|月|秒|分钟|小时)"
UNIT = rf"(?:个百分点|[%‰]|{COUNT}(?:\([^()\d]{{1,6}}\))?(?:[/每·]{PER})*|{any_of(MULTIPLES)})"
COMPARATOR_OF = {word: sign for sign, words in COMPARISONS for word in words}
COMPARISON = any_of(COMPARATOR_OF)
AFTER_OF = {word: sign for sign, words in AFTER_NUMBER for word in words}
AFTER = any_of(AFTER_OF)
# 下降不少于3%: by how much, not how far.
CHANGES = "(?:下降|降低|减少|削减|压减|提高|提升|增加|增长|上升)"
BASE = (
    r"(?:(?:较|比|同比|与)(?:上年度?|去年|上一年|前一年|往年|基准年|常年|\d{4}年)(?:同期)?(?:相比)?(?:水平)?|同比|环比)"
)
HOW_WORDS = rf"(?:{any_of(HOW)})"
QUANTITY = re.compile(
    rf"(?P<base>{BASE})?(?:{HOW_WORDS})*?(?P<trend>{CHANGES}(?=≥|>|不低于|不少于|不小于|达|超过|大于|至少))?(?P<sign>{COMPARISON})?"
    rf"(?:了)?(?P<also>或|并)?(?P<number>(?:(?<=[<>≥≤])-)?(?:{NUMBER}))\s*(?P<unit>{UNIT})?(?P<after>{AFTER})?"
)
RANGE = re.compile(
    rf"(?:介于|保持在|控制在|稳定在|维持在|达到|在|=|为)?(?P<low>{NUMBER})\s*(?P<unit1>{UNIT})?\s*"
    rf"(?:[-~—–~－]+|至|到|(?:和|与)(?=[^,;。]*之间))\s*(?P<high>{NUMBER})\s*"
    rf"(?P<unit>{UNIT})?(?:之间|范围内|区间|以?内)?"
)
RESPECTIVELY = re.compile(
    rf"(?P<names>.+?)(?P<base>{BASE})?分别(?:{BASE})?(?:{HOW_WORDS})*?(?P<sign>{COMPARISON})?(?P<numbers>(?:{NUMBER})\s*(?:{UNIT})?(?:{AFTER})?(?:(?:[、,和及与]|以及)\s*(?:{NUMBER})\s*(?:{UNIT})?(?:{AFTER})?)+)"
)
ONE_NUMBER = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>{UNIT})?(?P<after>{AFTER})?")
SO_MANY = re.compile(
    rf"^(?P<deed>完成|建成|新建|新增|淘汰|改造|关停|治理|整治|创建|创成|清理|拆除|栽植)(?P<number>{NUMBER})(?P<unit>{UNIT})(?P<after>{AFTER})?的?"
    r"(?P<thing>[一-鿿A-Za-z0-9、“”]{2,20})$"
)
# 建成2个“无废景区”、5个“无废学校”
EACH_COUNTED = re.compile(
    rf"^(?P<deed>完成|建成|新建|新增|淘汰|改造|关停|治理|整治|创建|创成|清理|拆除|栽植)?(?P<counts>(?:{NUMBER})(?:{UNIT})[一-鿿A-Za-z“”]{{2,16}}"
    rf"(?:[、和](?:{NUMBER})(?:{UNIT})[一-鿿A-Za-z“”]{{2,16}})+)$"
)
ONE_COUNTED = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{UNIT})(?P<thing>[一-鿿A-Za-z“”]{{2,16}}?)(?=[、和]\d|$)")
OF_THESE = re.compile(
    rf"^(?:全[市县区镇乡州]|确保|实现|力争|使|推动|年内|全年)*(?P<covers>[一-鿿]{{0,12}}覆盖)?(?P<sign>{COMPARISON})?(?P<number>{NUMBER})%"
    rf"(?P<after>{AFTER})?的(?P<thing>[一-鿿A-Za-z、“”]{{2,30}})$"
)
# PM10和PM2.5年均浓度; 氨氮和总磷排放量
SHARED_BY_SYMBOLS = re.compile(rf"(?<=[0-9A-Za-z)])[一-鿿]*(?:{any_of(MEASURED)})$")
SHARED = re.compile(
    r"(?<=[一-鿿]{2})(?:年均浓度|平均浓度|浓度|排放总量|排放量|利用率|处理率|覆盖率|普及率|比例|强度|总量|面积)$"
)
# 机组2台30万千瓦: the size of what is counted.
TAIL = re.compile(rf"(?:的?(?:目标|水平|要求|标准|任务))?(?:(?:{NUMBER}){UNIT})?(?:\((?P<said>[^()]*)\))?[。;]?")
ASSIGNED_TASK = [re.compile(pattern) for pattern in ASSIGNED]
ASSIGNED_THING = re.compile(
    r"^(?:按时|按期|按要求|全面|全部)*完成(?:[^,;。]{0,10}?)(?:下达|规定|核定|分解|交办)的?(?P<thing>[^,;。]{2,}?(?:任务|目标|指标))$"
)
LEVEL_OF = r"(?:20\d\d年|上年|去年|往年|现状|基准年)度?(?:同期)?(?:水平)?"
OF_A_YEAR = {
    "not_decrease": rf"|不(?:得|应)?(?:低|少|小)于{LEVEL_OF}",
    "not_increase": rf"|不(?:得|应)?(?:高于|超过|多于|大于){LEVEL_OF}",
}
TREND = tuple(
    (sign, re.compile(rf"(?:{BASE})?(?:{HOW_WORDS})*(?:{any_of(words)}{OF_A_YEAR.get(sign, '')})(?:趋势|态势)?$"))
    for sign, words in (
        ("not_decrease", NOT_DECREASE), ("not_increase", NOT_INCREASE), ("increase", INCREASE), ("decrease", DECREASE),
    )
)  # fmt: skip
WATER_CLASS = re.compile(
    r"(?:稳定|持续)?(?:达到|达|稳定在|保持在|维持在|保持|优于|不低于|达到或优于|达到或好于)(?:地表水|国家)?"
    r"[ⅠⅡⅢⅣⅤ]类(?:及?以上)?(?:标准|水质|水体)?$"
)
OF_A_STANDARD = re.compile(r"(?:稳定)?(?:达到|达|符合|满足|执行)[^,;。\d]{0,20}(?:标准|要求|水平|规定)(?:以上)?")
IN_WORDS = re.compile(rf"(?:{any_of(QUALITATIVE)})$")
COVERED = re.compile(rf"(?:{any_of(FULL_COVER)})$")
NOTHING_HAPPENS = re.compile(NONE_HAPPENS)
# 建设用地 and 治理率 are things.
DEED = re.compile(rf"^(?:{any_of(STARTS_A_DEED)})(?!用地|率|比例|量|度|区|化|面积|指数|强度)")
INDICATOR = re.compile(rf"(?:{any_of(MEASURED)})(?:\([^()]*\))?$")
# 利用率≤60%的地区提高≥2%: for whom it holds is no target.
FOR_WHOM = re.compile(r"^[^,;。]{2,24}的(?:地区|县市?区?|区域|区县|街道|乡镇|企业)(?=[≥≤><=提下不达])")
DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
IN_HUNDRED = re.compile(r"(?<!个)百分之(百|[一二三四五六七八九十]{1,3})")
TENTHS = re.compile(r"(?<=[超过达到至于在约逾近])([二三四五六七八九])成(?=以上|$)")
NO_CHANGE = any_of((*NOT_DECREASE, *NOT_INCREASE))
# 优良天数比例:≥86%: the colon only joins.
JOINING_COLON = re.compile(
    rf"((?:{any_of(MEASURED)})(?:\([^()]*\))?):(?=\s*(?:[\d≥≤<>=]|{BASE}|{COMPARISON}|{NO_CHANGE}|完成))"
)
# 由当前的28%提高到40%: where it comes from is no target.
STARTING_FROM = re.compile(
    rf"[由从][^,;。\d]{{0,12}}(?:\d{{4}}年的?)?(?:{NUMBER})(?:{UNIT})?(?=提|上升|增|下降|降|减|压|扩)"
)
TIME_FIRST = re.compile(
    r"^(?:(?:到|至|截至|在|力争到?|确保到?|争取)?(?:\d{4}年(?:度)?|今年|年内|年底|本年度|“?十[四五]五”?期?末?)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:份|底|末|年底)?(?:之?前|以前)?"
    r"|\d{1,2}月(?:\d{1,2}日|底|末)?(?:之?前|以前)|(?:主?汛期|雨季|采暖季|供暖季)(?:到来|来临)?之?前)[,:]?\s*"
)
TIME_LAST = re.compile(
    r"(?:(?:到|至|在)?20\d\d年(?:底|末|度)?(?:之?前)?|[一二两三四五六七八九十]{1,2}年(?:累计|内)?|“?十[三四五]五”?期间?(?:累计)?)$"
)
# 提高到2024年的95%
REACHED_IN = re.compile(r"(?<=[到至])20\d\d年(?:底|末)?的?(?=\d+(?:\.\d+)?(?![\d.月日年]))")
LEADING = re.compile(rf"^(?:完成(?!率|比例|度|量|情况)|{any_of(BEFORE_NAMES)}|[:,、])+")
# 在服务区、住宅小区等区域新建充电桩: where it is done is no part of what is done.
AROUND = re.compile(
    r"^(?:围绕|在|对|以|针对|聚焦|依托|结合|面向|沿)[^,;。为]{2,40}?(?=组织实施|组织开展|新建|新增|建成|建设|创建|完成|新改建|实施"
    r"|开展|推广|整治|修复|安装|增设|栽植|打造|淘汰|培育|布设|建立)"
)
TRAILING = re.compile(rf"(?:{any_of(BEHIND_NAMES)}|[:,、=])+$")
# 生态质量指数(EQI)△EQI>-1: the sign of a change behind the name.
CHANGE_SIGN = re.compile(r"[△Δ▲∆][A-Za-z]*$")
UNIT_IN_NAME = re.compile(rf"\((?P<unit>{UNIT})\)$")
NO_NUMBER_BEFORE = re.compile(r"(?:[A-Za-zA-Z.\-_/第令号:《〔\[]|PM|\d)$")
