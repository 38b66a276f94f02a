"""Each stage alone: characters, lines, numbers, names, roles, targets, dates."""

from datetime import date
from decimal import Decimal

import pytest

from eco_demo.lib.document_text import Paragraph
from tasks.plan_text.characters import half_width, simplify
from tasks.plan_text.cleaning import drop_advertising, drop_pinyin, drop_tags, is_page_mark, is_portal_junk
from tasks.plan_text.deadlines import find_deadline, iso_of
from tasks.plan_text.headings import split_text
from tasks.plan_text.lines import clean_lines, squeeze
from tasks.plan_text.markers import ITEM, PART, SECTION, marker_of
from tasks.plan_text.roles import take_roles
from tasks.plan_text.targets import read_clause, read_phrase
from tasks.plan_text.unit_lists import split_units


def lines(text: str) -> list[str]:
    return [line.text for line in clean_lines([Paragraph(n, t) for n, t in enumerate(text.splitlines(), 1)])]


def test_half_width_keeps_roman_numerals_circles_and_units():
    assert half_width("（Ⅲ类）：≥４０％，①１５㎡／人　。\u200b") == "(Ⅲ类):≥40%,①15㎡/人 。"


def test_simplified_names_are_left_alone():
    assert simplify(["乾务镇水质达标"]) == ["乾务镇水质达标"]
    assert simplify(["推進生態文明建設"]) == ["推进生态文明建设"]


def test_pinyin_is_dropped_only_from_a_document_full_of_it():
    noisy = ["生態(tài)建設(shè)的環(huán)境(jìng)保護(hù)", "(一)工作"]

    assert drop_pinyin(noisy) == ["生態建設的環境保護", "(一)工作"]
    assert drop_pinyin(["颗粒物(pm)", "浓度(dù)"]) == ["颗粒物(pm)", "浓度(dù)"]


def test_advertising_gives_the_government_back():
    assert drop_advertising("区bet99官网登录下载_88bet开户娱乐各部门") == "区政府各部门"
    assert drop_advertising("开展3个平台建设,2022年登录系统") == "开展3个平台建设,2022年登录系统"


def test_tags_of_an_empty_list_leave_nothing():
    assert drop_tags('  3. <dl id="x"></dl>') == ""
    assert drop_tags("区城建<园林>局") == "区城建<园林>局"


@pytest.mark.parametrize("text", ["—2—", "- 12 -", "第 3 页 共 9 页", "3/20"])
def test_page_marks(text):
    assert is_page_mark(text)


@pytest.mark.parametrize("text", ["发布时间:2022-10-17 | 发布单位:某区", "[下载] [打印] [关闭]", "扫一扫在手机打开"])
def test_portal_junk(text):
    assert is_portal_junk(text)
    assert not is_portal_junk("时间安排和任务分工")


def test_broken_lines_are_joined_over_page_marks():
    roles = "(牵头单位:市林业局;配合单位:市财政局)"
    text = f"1.加强荒山荒坡造林绿化,扩大面积,鼓励工业\n—2—\n企业利用旧厂区。{roles[:18]}\n{roles[18:]}\n2.加强监测。"

    assert lines(text) == [f"1.加强荒山荒坡造林绿化,扩大面积,鼓励工业企业利用旧厂区。{roles}", "2.加强监测。"]


def test_blanks_inside_words_go_and_those_of_latin_words_stay():
    assert squeeze("18 . 十九届三 中全会 12 mg/L") == "18.十九届三中全会12 mg/L"


@pytest.mark.parametrize(
    ("text", "rank", "printed"),
    [
        ("一、总体要求", SECTION, "一"),
        ("1、 (一)生态制度", PART, "一"),
        ("18.森林", ITEM, "18"),
        ("任务3:森林", ITEM, "3"),
        ("第十二条 森林", ITEM, "十二"),
        ("1.2022年底前完成", ITEM, "1"),
    ],
)
def test_markers(text, rank, printed):
    marker = marker_of(text)

    assert (marker.rank, marker.printed) == (rank, printed)


@pytest.mark.parametrize("text", ["3.83万亩耕地", "2022年工作", "一般工业固废", "12369热线", "十分重要"])
def test_no_markers(text):
    assert marker_of(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市发改局、工信局,各镇(办、区)", ["市发改局", "市工信局", "各镇(办、区)"]),
        ("市委组织部、宣传部、教育局", ["市委组织部", "市委宣传部", "市教育局"]),
        ("区开发区、化工园区规建处", ["区开发区", "化工园区规建处"]),
        ("区城管<交通>局、区城建<园林>局", ["区城管<交通>局", "区城建<园林>局"]),
        ("各县、区人民政府(管委会)、市直各相关单位", ["各县、区人民政府(管委会)", "市直各相关单位"]),
        ("各县(市)区;各镇、各街道", ["各县(市)区", "各镇", "各街道"]),
        ("市自然资源和规划局和市财政局等部门", ["市自然资源和规划局", "市财政局"]),
        ("州公安局、住房城乡建设局", ["州公安局", "州住房城乡建设局"]),
        ("县水利局 县林业局", ["县水利局", "县林业局"]),
    ],
)
def test_unit_lists(text, names):
    assert split_units(text) == names


@pytest.mark.parametrize(
    ("text", "lead", "coop", "resp"),
    [
        ("甲。(牵头单位:市水利局;配合单位:市住建局、财政局)", ["市水利局"], ["市住建局", "市财政局"], []),
        ("甲。[牵头单位:市水利局;配合单位:各镇(办、区)]", ["市水利局"], ["各镇(办、区)"], []),
        ("甲。【责任单位:市水利局】", [], [], ["市水利局"]),
        ("甲。(牵头单位:A局,配合单位:B局,责任单位:各县〔区〕)", ["A局"], ["B局"], ["各县(区)"]),
        ("甲。(市建委牵头)", ["市建委"], [], []),
        ("甲。[市水利局牵头,市住建局配合)", ["市水利局"], ["市住建局"], []),
        ("甲。由市水利局牵头,市住建局配合。", ["市水利局"], ["市住建局"], []),
        ("甲\n责任单位:市水利局(牵头)、市住建局", ["市水利局"], [], ["市住建局"]),
        ("甲。此项工作由市水利局牵头,市住建局、各镇配合。", ["市水利局"], ["市住建局", "各镇"], []),
        ("甲。(责任单位:市水利局、住建局,2024年9月底前完成)", [], [], ["市水利局", "市住建局"]),
        ("甲(试行)。推进(一期)建设。", [], [], []),
        ("甲。〔市工信局牵头,市生态环境局、市场监管局、靖澜供电局参与〕", ["市工信局"],
         ["市生态环境局", "市市场监管局", "靖澜供电局"], []),
        ("甲。(经开区管委会牵头,高新区、各镇配合)", ["经开区管委会"], ["高新区", "各镇"], []),
    ],
)
def test_roles(text, lead, coop, resp):
    roles = take_roles(text).roles

    assert (roles.lead, roles.coop, roles.resp) == (lead, coop, resp)


def test_what_a_thing_was_is_no_target():
    text = "加快扩建。现有设计规模为5万吨/日,2020年实际处理量已达4.8万吨/日。新增处理能力3万吨/日。"

    assert [(one.title, one.target) for one in split_text(text).sub] == [("新增处理能力", Decimal(3))]


def test_a_label_at_the_end_of_a_line_goes_on():
    assert lines("1.植树。责任单位:\n市林业局;完成时限:年底") == ["1.植树。责任单位:市林业局;完成时限:年底"]


def test_units_named_once_for_all():
    taken = take_roles("甲。〔市水利局牵头,各镇人民政府负责落实。以下各项工作均需各镇人民政府落实,不再列出。〕")

    assert taken.roles.lead == ["市水利局"]
    assert taken.standing == ["各镇人民政府"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("优良天数比例达到或优于上年", []),
        ("森林覆盖率≥40%", [("森林覆盖率", ">=", "40", "%")]),
        ("到2025年,公共机构人均能耗降至0.35吨标准煤/人", [("公共机构人均能耗", "<=", "0.35", "吨标准煤/人")]),
        ("参与度和满意度分别达到91.5%和92%", [("参与度", ">=", "91.5", "%"), ("满意度", ">=", "92", "%")]),
        ("氨氮、总磷排放总量分别比2019年减少3%和5%",
         [("氨氮排放总量", "decrease", "3", "%"), ("总磷排放总量", "decrease", "5", "%")]),
        ("完成20个村庄整治", [("村庄整治", "=", "20", "个")]),
        ("执行国务院令第492号", []),
        ("在服务区、住宅小区等区域新建充电桩860个", [("新建充电桩", "=", "860", "个")]),
        ("增殖放流鱼苗不少于150万尾", [("增殖放流鱼苗", ">=", "150", "万尾")]),
        ("农贸市场标准化改造完成6家", [("农贸市场标准化改造", "=", "6", "家")]),
        ("信息公开率达到并稳定保持100%", [("信息公开率", "=", "100", "%")]),
        ("治理PM2.5", []),
    ],
)  # fmt: skip
def test_clauses(text, expected):
    found = [(c.title, c.comparator, str(c.target), c.unit) for c in read_clause(text)]

    assert [row for row in found if row[2] != "None"] == expected


@pytest.mark.parametrize(
    ("text", "comparator", "target", "upper"),
    [("80—90", "between", 80, 90), ("≥95", ">=", 95, None), ("70%左右", "approx", 70, None),
     ("不降低", "not_decrease", None, None), ("保持稳定或持续改善", "not_decrease", None, None),
     ("—", "na", None, None)],
)  # fmt: skip
def test_phrases_of_table_cells(text, comparator, target, upper):
    found = read_phrase(text)

    assert (found.comparator, found.target, found.upper) == (
        comparator, target if target is None else Decimal(target), upper if upper is None else Decimal(upper)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年底前", date(2023, 12, 31)),
        ("到2024年", date(2024, 12, 31)),
        ("9月至12月底", date(2022, 12, 31)),
        ("2020年1月起", None),
        ("7月底前", date(2022, 7, 31)),
        ("2010年9月20日前", date(2010, 9, 20)),
        ("2022.6.30", date(2022, 6, 30)),
        ("2024年2月", date(2024, 2, 29)),
        ("每季度", None),
        ("长期坚持", None),
        ("三季度末", date(2022, 9, 30)),
        ("上半年", date(2022, 6, 30)),
        ("次年1月底", date(2023, 1, 31)),
        ("2023-2025年", date(2025, 12, 31)),
        ("2022年汛期前", None),
        ("(已完成)", None),
    ],
)
def test_deadlines(text, expected):
    assert iso_of(text, 2022) == expected


def test_years_that_are_no_deadline():
    assert find_deadline("较2015年下降,落实《规划(2021—2025年)》,自2020年起", 2022) == (None, None)
