"""Whole small documents in ways of writing that need several stages to work together."""

import pytest

from tasks.plan_text import parse_plan_text

TITLE = "云岭县2023年重点工作任务分工\n"


def units(text: str) -> list[tuple[str, list[str], list[str], list[str]]]:
    items = parse_plan_text(TITLE + text).items
    return [(item.no, item.roles.lead, item.roles.coop, item.roles.resp) for item in items]


def test_tasks_below_the_name_of_a_unit():
    text = "区住建局：\n1．牵头编制绿化规划。\n2．完成管网改造15公里。\n各街道：\n1．做好巡查。"

    assert units(text) == [
        ("1.1", ["区住建局"], [], []), ("1.2", [], [], ["区住建局"]), ("2.1", [], [], ["各街道"]),
    ]  # fmt: skip


def test_names_of_units_on_lines_of_their_own_below_a_salutation():
    text = "区级各部门：\n现下达如下：\n区水务局\n1.达标率100%；\n2.治理12公里。\n区住建局、区城管局\n1.利用率达到40%。"

    assert units(text) == [
        ("1.1", [], [], ["区水务局"]), ("1.2", [], [], ["区水务局"]), ("2.1", [], [], ["区住建局", "区城管局"])
    ]  # fmt: skip


def test_units_in_the_heading_of_a_group_whose_numbers_go_on():
    text = (
        "一、治气（牵头单位：市环保局）\n1.优良天数300天。\n2.工地达标率100%。（责任单位：市住建局）\n"
        "二、治水（牵头单位：市水利局；责任单位：各镇）\n3.水质达标率100%。\n4.污水收集率达到75%。"
    )

    assert units(text) == [
        ("1", ["市环保局"], [], []), ("2", ["市环保局"], [], ["市住建局"]), ("3", ["市水利局"], [], ["各镇"]),
        ("4", ["市水利局"], [], ["各镇"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "lead", "coop", "resp"),
    [
        ("县发改、工信、生态环境等部门要加快淘汰落后产能3家。", [], [], ["县发改局", "县工信局", "县生态环境局"]),
        ("县水利、农业农村部门牵头,各乡镇配合,完成清淤50公里。", ["县水利局", "县农业农村局"], ["各乡镇"], []),
        ("县教育局会同县妇联开展绿色学校创建。", ["县教育局"], ["县妇联"], []),
        ("重点行业要加快改造,建设用地要安全利用。", [], [], []),
    ],
)
def test_units_as_the_first_words_of_a_task(sentence, lead, coop, resp):
    assert units(f"1.{sentence}\n2.植树。(责任单位:县林业局)")[0] == ("1", lead, coop, resp)


def test_labels_in_boxes_behind_bullets_and_bare_numbers():
    boxed = "【任务一】治气\n【目标】优良天数≥300天\n【责任】县环保局牵头，县住建局配合\n【时限】11月底"
    bullets = "(一)治气。\n●牵头单位：县环保局\n●配合单位：县住建局 县城管局"
    bare = "01 治气。责任单位：县环保局\n02 治水。责任单位：县水利局\n03 植树。责任单位：县林业局"

    assert units(boxed) == [("一", ["县环保局"], ["县住建局"], [])]
    assert units(bullets) == [("一", ["县环保局"], ["县住建局", "县城管局"], [])]
    assert [unit[0] for unit in units(bare)] == ["01", "02", "03"]


def test_who_watches_is_no_unit_of_the_task():
    text = "问题一：管网不全。\n整改目标：改造12公里。\n责任单位：县住建局\n督导单位：县环保局\n整改时限：10月底"

    assert units(text) == [("一", [], [], ["县住建局"])]


@pytest.mark.parametrize(
    ("sentence", "title", "comparator", "target"),
    [
        ("全区95%以上的行政村完成污水治理。", "行政村完成污水治理", ">=", 95),
        ("监测网覆盖90%的乡镇。", "监测网覆盖乡镇", "=", 90),
        ("污水处理率,由2021年的88%提高到2024年的95%以上。", "污水处理率", ">=", 95),
        ("海水优良比例:不涉及。", "海水优良比例", "na", None),
    ],
)
def test_targets(sentence, title, comparator, target):
    (item,) = parse_plan_text(f"{TITLE}1.{sentence}").items

    assert (item.title, item.main.comparator, item.main.target) == (title, comparator, target)


def test_what_a_clause_adds_to_the_one_before():
    text = "1.空气质量:优良天数比例≥96%,PM2.5浓度下降幅度完成上级规定的考核任务且保持稳定或持续改善。"

    (item,) = parse_plan_text(TITLE + text).items

    assert [(part.title, part.comparator) for part in item.sub] == [
        ("优良天数比例", ">="), ("PM2.5浓度下降幅度", "meet_assigned")
    ]  # fmt: skip
    assert [part.comparator for part in item.also] == ["not_decrease"]


def test_points_with_the_units_behind_the_last_are_one_task():
    air = "(一)治气\n一是改造企业12家。二是淘汰车辆80辆。(责任单位:区环保局)\n"
    text = f"二、重点工作\n{air}(二)治水\n新建管网18公里。(责任单位:区水务局)"

    assert units(text) == [("一", [], [], ["区环保局"]), ("二", [], [], ["区水务局"])]


def test_several_lines_of_labels_behind_the_steps():
    air = "一、治气行动\n1.淘汰车辆150辆。\n2.整治企业25家。\n牵头单位：县环保局\n配合单位：县公安局\n"
    text = air + "二、治水行动\n1.新建管网22公里。\n2.整治排口40个。\n牵头单位：县水利局\n配合单位：各乡镇"

    assert units(text) == [("一", ["县环保局"], ["县公安局"], []), ("二", ["县水利局"], ["各乡镇"], [])]


def test_one_unit_named_above_everything():
    text = "责任单位：区水利局\n一、目标任务\n1、水质达标率达到92%；\n2、河道保洁率100%；"

    assert units(text) == [("1", [], [], ["区水利局"]), ("2", [], [], ["区水利局"])]


def test_rows_with_bars_and_long_cells_stay_apart():
    text = (
        "序号|反馈问题|整改目标|整改措施|整改时限|责任单位\n"
        "1|管网不足，收集率仅为52%。|2023年底前收集率达到70%以上。|（一）建设。（二）运维。|2023年12月底|区住建局\n"
        "2|扬尘管控不力。|工地达标率100%。|加强巡查。|长期坚持|区城管局"
    )

    assert [(item.title, item.deadline) for item in parse_plan_text(TITLE + text).items] == [
        ("管网不足,收集率仅为52%", "2023年12月底"), ("扬尘管控不力", "长期坚持")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("市直相关单位,各镇、办事处、管理区", ["市直相关单位", "各镇、办事处、管理区"]),
        ("区委组织部、党校", ["区委组织部", "区委党校"]),
    ],
)
def test_groups_and_party_units(listed, names):
    assert units(f"1.植树。(责任单位:{listed})") == [("1", [], [], names)]


def test_a_target_below_zero():
    (item,) = parse_plan_text(TITLE + "1.生态质量指数(EQI)△EQI＞-1。").items

    assert (item.title, item.main.comparator, item.main.target) == ("生态质量指数(EQI)", ">", -1)


def test_an_issuer_without_its_place_is_completed():
    text = "市人民政府关于印发荆水市2021年实施方案的通知\n一、主要任务\n1.植树。(责任单位:市林业局)"

    assert parse_plan_text(text).facts.issuer == "荆水市人民政府"
    assert parse_plan_text("湖北省荆水市人民政府文件\n" + text).facts.issuer == "湖北省荆水市人民政府"


def test_paragraphs_with_a_heading_but_neither_number_nor_unit():
    tasks = "推进大气污染防治。完成8家企业治理。\n推进水污染防治。断面达标率保持100%。\n"
    text = f"一、重点任务\n{tasks}二、工作要求\n各单位要重视。"

    assert [item.title for item in parse_plan_text(TITLE + text).items] == ["推进大气污染防治", "推进水污染防治"]


def test_goals_that_the_tasks_count_on_from():
    goals = "一、大气目标\n(一)优良天数300天。\n二、水目标\n(二)达标率100%。\n"
    text = goals + "三、主要任务\n(三)治尘,达标率95%。\n四、考核\n(四)年终考核。"

    assert [item.no for item in parse_plan_text(TITLE + text).items] == ["一", "二", "三"]


def test_target_attribute_and_state_in_one_bracket():
    (item,) = parse_plan_text(TITLE + "1.森林覆盖率(约束性指标,目标值≥38%,现状值37.2%):造林。牵头单位:县林业局").items

    assert (item.title, item.main.comparator, item.main.target) == ("森林覆盖率", ">=", 38)
    assert (item.attr, str(item.current)) == ("约束性", "37.2")


def test_a_signature_below_the_last_units_is_none_of_them():
    tasks = "一是铺设管网8公里。责任单位：区住建局\n二是做好准备,完成归档工作任务。责任单位：各成员单位\n"

    assert units(tasks + "茅坪区环境保护委员会\n2023年10月8日")[-1] == ("二", [], [], ["各成员单位"])


def test_a_word_behind_the_colon_is_what_is_asked():
    (item,) = parse_plan_text(TITLE + "1.自然资源资产负债表:编制。确定编表范围。(牵头单位:县统计局)").items

    assert (item.title, item.main.comparator, item.main.text) == ("自然资源资产负债表", "qualitative", "编制")


def test_the_government_has_no_place_before_it():
    tasks = "1.生态保护红线。(牵头单位:市自然资源局;配合单位:市政府有关部门、市政工程处)"

    assert units(tasks)[0][2] == ["市政府有关部门", "市市政工程处"]
