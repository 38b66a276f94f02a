"""Whom the names of real plans mean; what is only likely, what is unknown, and what must never be taken silently."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import unit_words as words
from tasks.unit_forms import Place, read_name
from tasks.unit_matching import LIKELY, SURE, Candidate, Known, Matcher

from .matching import QINGSHAN, XIANGYANG, ZAOYANG, found, gold_names, group, others, units, zaoyang

ALIKE_IN_QINGSHAN = units(
    "区生态环境分局", "区水务和湖泊局", "区农业农村局", "区发展和改革局", "区城市管理执法局", "区园林和林业局",
    "区城乡建设局",
    "区自然资源和规划分局", "区科学技术和经济信息化局", "区委宣传部", "区委组织部", "区教育局", "区文化和旅游局",
    "区审计局",
    "区纪委监委", "青山公安分局", "区财政局", "区住房保障和房屋管理局", "区卫生健康局", "区民政局", "区城区改造更新局",
    "区委办公室", "区政府办公室", "武东街道", "冶金街道",
)
STREETS = group(1, "各街道", words.TOWNSHIPS, "武东街道", "冶金街道")


@pytest.fixture(scope="module")
def qingshan():
    return Matcher(QINGSHAN, [*ALIKE_IN_QINGSHAN, STREETS])


@pytest.fixture(scope="module")
def city():
    """A city: its own departments, and its districts."""
    return Matcher(XIANGYANG, [
        *units("市生态环境局", "市发改委", "市水利湖泊局", "市自然资源和规划局", "市住房和城乡建设局", "市经信局",
               "市财政局",
               "市交通运输局", "市商务局", "市农业农村局", "市卫健委", "市统计局", "市应急局", "市市场监管局",
               "枣阳市", "南漳县",
               "襄城区", "襄阳高新技术产业开发区"),
        group(1, "各县(市、区)", words.DISTRICTS, "枣阳市", "南漳县", "襄城区", "襄阳高新技术产业开发区"),
        group(2, "市直各部门", words.DEPARTMENTS, "市发改委"),
    ])


# --- the real plans ------------------------------------------------------------------------------------------------

def test_every_name_of_the_zaoyang_plan_is_sure():
    names = gold_names("zaoyang-2021")
    unsure = [name for name in names if zaoyang().match(name).confidence < SURE]
    assert (len(names), unsure) == (26, [])


def test_the_names_of_the_qingshan_plan(qingshan):
    sure = {name: found(qingshan, name)[0] for name in gold_names("qingshan-2022") if qingshan.match(name).is_sure}
    assert sure == {
        "区生态环境分局": "区生态环境分局", "区自然资源和规划分局": "区自然资源和规划分局",
        "区发改局": "区发展和改革局",
        "区水务和湖泊局": "区水务和湖泊局", "区农业农村局": "区农业农村局", "区审计局": "区审计局",
        "区纪委": "区纪委监委",
        "区城区改造更新局": "区城区改造更新局", "区公安分局": "青山公安分局", "区科经局": "区科学技术和经济信息化局",
        "区文旅局": "区文化和旅游局", "区财政局": "区财政局", "区委宣传部": "区委宣传部", "区教育局": "区教育局",
        "区委组织部": "区委组织部", "区房管局": "区住房保障和房屋管理局", "区卫健局": "区卫生健康局",
        "区民政局": "区民政局",
    }
    left = set(gold_names("qingshan-2022")) - set(sure)
    assert left == {"区开发区", "化工园区规建处", "化工园区经发处", "区城管<交通>局", "区城建<园林>局", "各预算单位"}


@pytest.mark.parametrize("name", ["区直部门", "各相关责任单位", "区环境保护局", "区水务局", "各街乡"])
def test_names_of_the_huangpi_plan_are_never_taken_silently_for_something_else(qingshan, name):
    assert found(qingshan, name)[0] in {"", "区生态环境分局", "各街道", "区水务和湖泊局"}


@pytest.mark.parametrize(("name", "meant"), [
    ("市发改委", "市发改委"), ("市财政局", "市财政局"), ("市经信局", "市经信局"),
    ("市自然资源和规划局", "市自然资源和规划局"),
    ("市住建局", "市住房和城乡建设局"), ("市交通运输局", "市交通运输局"), ("市水利湖泊局", "市水利湖泊局"),
    ("市卫健委", "市卫健委"), ("市应急局", "市应急局"), ("市市场监管局", "市市场监管局"),
    ("市生态环境局", "市生态环境局"),
    ("各县、市、区人民政府", "各县(市、区)"), ("各县(市、区)", "各县(市、区)"),
])
def test_the_names_of_a_city_plan_are_sure(city, name, meant):
    assert city.match(name).is_sure and found(city, name)[0] == meant


@pytest.mark.parametrize(("name", "meant"), [
    ("各镇办", "各镇(办、区)"), ("各镇政府", "各镇(办、区)"), ("各镇、街道", "各镇(办、区)"), ("各有关部门", ""),
])
def test_the_names_of_the_plan_of_2012(name, meant):
    assert found(zaoyang(), name)[0] == meant and not zaoyang().match(name).is_sure


# --- sure ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "expected"), [
    ("市水利局", ("市水利局", 1.0, "全称")),
    ("水利局", ("市水利局", 1.0, "简称")),
    ("市水利和湖泊局", ("市水利局", 1.0, "别名")),
    ("中共枣阳市委组织部", ("市委组织部", 1.0, "别名")),
    ("襄阳市枣阳市水利局", ("市水利局", 0.97, "省略写法")),
    ("中国共产党枣阳市委员会宣传部", ("市委宣传部", 0.97, "省略写法")),
    ("襄阳市生态环境局枣阳市分局", ("市生态环境分局", 0.92, "省略写法")),
    ("枣阳市生态环境局", ("市生态环境分局", 0.92, "省略写法")),
    ("市发展和改革委员会", ("市发改局", 0.92, "省略写法")),
    ("发改", ("市发改局", 0.92, "省略写法")),
    ("市住房城乡建设局", ("市住建局", 0.92, "省略写法")),
    ("市城市管理局", ("市城管执法局", 0.92, "省略写法")),
    ("市科经局", ("市科技经信局", 0.92, "省略写法")),
    ("市自然资源局", ("市自然资源和规划局", 0.92, "省略写法")),
    ("市文化旅游局", ("市文化和旅游局", 0.92, "省略写法")),
    ("市应急局", ("市应急管理局", 1.0, "别名")),
    ("鹿头镇政府", ("鹿头镇", 0.92, "省略写法")),
    ("北城街办", ("北城街道", 0.92, "省略写法")),
    ("枣阳市经济开发区管委会", ("枣阳经济开发区", 0.92, "省略写法")),
    ("各镇（办、区） ", ("各镇(办、区)", 1.0, "全称")),
    ("各镇(街道、园区)", ("各镇(办、区)", 0.92, "泛称")),
    ("市直各有关部门", ("市政府有关部门", 0.92, "泛称")),
])
def test_one_unit_written_in_many_ways(name, expected):
    match = zaoyang().match(name)
    assert (match.found.shown if match.found else "", match.confidence, match.how) == expected


@pytest.mark.parametrize(("name", "meant"), [
    ("团市委", "共青团枣阳市委员会"), ("市纪委", "市纪委监委"), ("市总工会", "枣阳市总工会"),
    ("市政府办", "市人民政府办公室"),
    ("市机关事务局", "市机关事务服务局"), ("融媒体中心", "枣阳市融媒体中心"), ("市政务服务局", "市政务服务管理局"),
    ("市退役军人局", "市退役军人事务局"), ("市国资委", "市国有资产监督管理委员会"), ("国网枣阳供电公司", "市供电公司"),
    ("市市政局", "市市政公用局"),
])
def test_offices_of_other_kinds(name, meant):
    matcher = Matcher(ZAOYANG, units(
        "共青团枣阳市委员会", "市纪委监委", "枣阳市总工会", "市人民政府办公室", "市机关事务服务局", "枣阳市融媒体中心",
        "市政务服务管理局", "市退役军人事务局", "市国有资产监督管理委员会", "市供电公司", "市市政公用局",
    ))
    assert matcher.match(name).is_sure and found(matcher, name)[0] == meant


def test_the_district_of_a_city_and_its_government(city):
    names = ("枣阳市人民政府", "枣阳", "南漳县政府", "襄城区人民政府", "高新区管委会")
    assert [found(city, name)[0] for name in names] == [
        "枣阳市", "枣阳市", "南漳县", "襄城区", "襄阳高新技术产业开发区"
    ]


def test_places_that_share_a_name_are_told_apart():
    city = Place(("荆州市", "荆州"), ("湖北省",), is_city=True)
    jingzhou = Matcher(city, units("市水利局", "荆州区", "沙市区", "市市场监管局"))
    names = ("荆州区政府", "荆州区人民政府", "沙市区政府", "荆州市场监管局", "荆州水利局", "荆州区水利局", "沙市水利局")
    assert [found(jingzhou, name)[0] for name in names] == [
        "荆州区", "荆州区", "沙市区", "市市场监管局", "市水利局", "", ""
    ]
    eastern = Matcher(Place(("东城区", "东城")), units("东城街道", "西城街道"))
    assert [found(eastern, name)[0] for name in ("东城街道办事处", "东城街办", "东城区西城街道")] == [
        "东城街道", "东城街道", "西城街道"
    ]


# --- likely: taken, but to be looked at ------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "meant"), [
    ("市国土资源局", "市自然资源和规划局"), ("市规划局", "市自然资源和规划局"), ("市林业局", "市自然资源和规划局"),
    ("市农业局", "市农业农村局"), ("市畜牧局", "市农业农村局"), ("市工商局", "市市场监督管理局"),
    ("市质监局", "市市场监督管理局"),
    ("市食药监局", "市市场监督管理局"), ("市安监局", "市应急管理局"), ("市卫计委", "市卫生健康局"),
    ("市卫生局", "市卫生健康局"),
    ("市旅游局", "市文化和旅游局"), ("市文广新局", "市文化和旅游局"), ("市科技局", "市科技经信局"),
    ("市工信局", "市科技经信局"),
    ("市水务局", "市水利局"), ("市建设局", "市住建局"), ("县水利局", "市水利局"), ("鹿头乡", "鹿头镇"),
])
def test_former_names_ask_to_be_looked_at(name, meant):
    assert found(zaoyang(), name) == (meant, 0.75)


@pytest.mark.parametrize(("name", "meant", "confidence"), [
    ("各镇街", "各镇(办、区)", 0.85), ("各乡镇(街道)", "各镇(办、区)", 0.85), ("镇办", "各镇(办、区)", 0.85),
    ("各乡镇人民政府(园区管委会)", "各镇(办、区)", 0.85), ("各街道", "各镇(办、区)", 0.65),
    ("各涉农乡镇", "各镇(办、区)", 0.65),
    ("有关镇街", "各镇(办、区)", 0.65),
])
def test_phrases_mean_the_group_of_townships(name, meant, confidence):
    assert found(zaoyang(), name) == (meant, confidence)


def test_the_bureau_of_the_city_above_may_be_meant_where_both_are_called_a_city():
    assert found(zaoyang(), "市生态环境局") == ("市生态环境分局", 0.85)
    assert found(Matcher(QINGSHAN, ALIKE_IN_QINGSHAN), "区生态环境局") == ("区生态环境分局", 0.92)


def test_a_branch_may_be_that_of_a_zone():
    assert found(zaoyang(), "财政分局") == ("市财政局", 0.85)
    assert zaoyang().match("生态环境分局").is_sure


@pytest.mark.parametrize(("name", "meant"), [("市生杰环境局", "市生态环境分局"), ("市农业农材局", "市农业农村局")])
def test_a_misread_character_is_likely_at_most(name, meant):
    match = zaoyang().match(name)
    assert (match.found.shown, match.how) == (meant, "写法相近") and LIKELY <= match.confidence < SURE


def test_names_in_brackets(qingshan):
    assert found(qingshan, "区城管<交通>局") == ("区城市管理执法局", 0.75)
    assert found(qingshan, "区城建<园林>局")[0] == ""
    assert others(qingshan, "区城建<园林>局") == ["区城乡建设局", "区园林和林业局"]
    assert others(qingshan, "区委(区政府)办公室") == ["区委办公室", "区政府办公室"]
    one_unit = Matcher(QINGSHAN, units("区城市管理执法局(区交通运输局)", "区委(区政府)办公室"))
    assert found(one_unit, "区城管<交通>局")[0] == "区城市管理执法局(区交通运输局)"
    assert found(one_unit, "区城管局") == ("区城市管理执法局(区交通运输局)", 0.92)
    assert found(one_unit, "区交通局") == ("区城市管理执法局(区交通运输局)", 0.85)
    assert found(one_unit, "区政府办") == ("区委(区政府)办公室", 0.85)


def test_where_planning_has_an_office_of_its_own_nothing_is_sure():
    matcher = Matcher(QINGSHAN, units("区自然资源局", "区规划局"))
    assert found(matcher, "区自然资源和规划局") == ("区自然资源局", 0.8)


# --- unknown: better nobody than the wrong one -----------------------------------------------------------------------

@pytest.mark.parametrize("name", [
    "丁区水利局", "樊城区水利局", "樊城水利局", "襄阳市水利局", "省水利厅", "湖北省水利厅", "襄阳市生态环境局",
    "开发区财政局",
    "襄阳市生态环境局樊城分局", "生态环境永宁分局", "鹿头镇财政所",
])
def test_the_same_office_of_another_place_is_not_ours(name):
    match = zaoyang().match(name)
    assert (match.found, match.how) == (None, "外地单位")
    assert match.others and match.suggestion == match.others[0]


def test_the_bureaus_of_the_districts_are_not_those_of_the_city(city):
    for name in ("枣阳市水利局", "县水利局", "各县水利局", "市生态环境局枣阳分局", "省水利厅"):
        assert found(city, name)[0] in ("", "各县(市、区)") and not city.match(name).is_sure


@pytest.mark.parametrize("name", [
    "市园林局", "市民政局", "市司法局", "市教体局", "市税务局", "市农业技术服务中心", "市水利工程中心",
    "东城经济开发区",
    "公安局交警大队", "市水利局工程科", "市农业农村中心", "某某公司", "鹿斗镇", "县直各部门", "各村(社区)",
    "各县(市)区", "生态",
])
def test_nobody_is_better_than_the_wrong_one(name):
    match = zaoyang().match(name)
    assert match.found is None or match.confidence < 0.7
    assert not match.is_sure


def test_water_is_never_trade():
    matcher = Matcher(ZAOYANG, units("市商务局", "市税务局", "市统计局"))
    assert [found(matcher, name)[0] for name in ("市水务局", "市商业局", "市审计局")] == ["", "", ""]


def test_two_units_as_near_as_each_other_are_both_offered():
    matcher = Matcher(ZAOYANG, units("农业技术推广站", "农业技术培训站"))
    match = matcher.match("农业技术推训站")
    assert (match.found, match.how, len(match.rivals)) == (None, "写法相近", 2)


def test_one_name_for_two_units_is_not_guessed():
    matcher = Matcher(ZAOYANG, [
        Known(Candidate("unit", pk, name), aliases=("城关镇",)) for pk, name in enumerate(("东城关镇", "西城关镇"))
    ])
    match = matcher.match("城关镇")
    assert (match.found, match.how, others(matcher, "城关镇")) == (None, "不止一个单位", ["东城关镇", "西城关镇"])


def test_departments_of_another_level_are_no_group_of_ours(qingshan):
    assert found(qingshan, "市直各部门") == ("", 0.0)


def test_several_groups_of_departments_are_not_guessed():
    assert found(zaoyang(), "市直各部门") == ("", 0.0)
    assert set(others(zaoyang(), "市直各部门")) >= {"市直各相关单位", "市政府有关部门"}


def test_others_are_the_nearest_and_five_at_most(qingshan):
    assert others(zaoyang(), "市财玫局")[:1] == ["市财政局"]
    assert all(len(qingshan.match(name).others) <= 5 for name in gold_names("qingshan-2022"))


# --- what was chosen before ---------------------------------------------------------------------------------------

def test_choices_come_first():
    known = units("市水利局", "市住建局")
    choices = {"水务": known[0].candidate, "农办": None, "市住建局": None}
    matcher = Matcher(ZAOYANG, known, choices)
    assert found(matcher, " 水 务 ") == ("市水利局", 1.0)
    assert all(matcher.match(name).is_ignored and matcher.match(name).is_sure for name in ("农办", "市住建局"))


def test_a_choice_of_a_unit_that_is_gone_is_forgotten():
    matcher = Matcher(ZAOYANG, units("市水利局"), {"市水利局": Candidate("unit", 99, "市水务局")})
    assert found(matcher, "市水利局") == ("市水利局", 1.0)


# --- whatever comes -----------------------------------------------------------------------------------------------

TRADES = sorted({writing for writings in words.TRADES.values() for writing in writings})


@given(st.text(alphabet="市区县各镇街办(、)<>水利务生态环境局委分局直部门单位枣阳襄 ,（）政府人民a1", max_size=14))
def test_any_text_gets_an_answer(text):
    match = zaoyang().match(text)
    assert (match.found is None) == (match.confidence < LIKELY) or match.is_ignored
    assert len(match.others) <= 5 and match.found not in match.others


@given(st.sampled_from(TRADES), st.sampled_from(TRADES), st.sampled_from(["局", "委", "委员会"]))
def test_different_trades_are_never_taken_silently(ours, theirs, ending):
    matcher = Matcher(QINGSHAN, units(f"区{ours}局"))
    match = matcher.match(f"区{theirs}{ending}")
    known, written = read_name(f"区{ours}局", QINGSHAN), read_name(f"区{theirs}{ending}", QINGSHAN)
    assert not match.is_sure or known.loose == written.loose


@given(st.sampled_from(TRADES), st.sampled_from(["", "区", "青山区", "武汉市青山区", "中共青山区"]))
def test_a_unit_is_found_with_any_prefix_of_its_place(trade, prefix):
    matcher = Matcher(QINGSHAN, units(f"区{trade}局", "区某某中心"))
    assert matcher.match(f"{prefix}{trade}局").is_sure


@given(st.sampled_from(TRADES), st.sampled_from(["洪山区", "江夏", "市", "武汉市", "省", "柳溪县", "化工园区"]))
def test_a_unit_of_another_place_is_never_taken_silently(trade, prefix):
    matcher = Matcher(QINGSHAN, units(f"区{trade}局", "区某某中心"))
    if read_name(f"{prefix}{trade}局", QINGSHAN).where:
        assert matcher.match(f"{prefix}{trade}局").found is None


def test_a_thousand_names_against_a_hundred_units_take_less_than_a_second():
    known = [Known(Candidate("unit", number, f"市{trade}局"), f"{trade}局", (f"枣阳市{trade}局", f"{trade}委员会"))
             for number, trade in enumerate([*words.TRADES, *words.MERGED][:100])]
    names = [f"{place}{core}{ending}" for place in ("市", "县", "丁区", "", "枣阳市", "襄阳市")
             for core in (*TRADES[:25], "生杰环境", "农业某某", "某某某某", "公安交警", "交通发展")
             for ending in ("局", "委", "中心", "镇", "公司", "分局")][:1000]
    matcher = Matcher(Place(("枣阳市",), ("襄阳市",)), known)
    start = process_time()
    for name in names:
        matcher.match(name)
    assert (len(set(names)), process_time() - start < 1) == (1000, True)
