"""Rules on their way through a set: from a file, into a copy, against full marks, into the workbook."""

from copy import deepcopy
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicators.models import Indicator, ScoringRule
from indicators.services.indicator import MarksChanged, change_indicator, change_marks
from indicators.services.indicator_set import SetRefused, copy_set, load_set, problems
from indicators.services.rule import save_rule
from tests.world import make_indicator_set

from .test_rule_save import FROM_UNIT, STEPS, save

FILE = {"name": "一套", "edition": "1", "domains": [{"name": "生态", "groups": [{"name": "组", "indicators": [
    {"number": "1", "name": "处理率", "threshold": "90", "full_marks": "100", "unit": "%",
     "rule": {"kind": "step_deduct", "parameters": STEPS}},
]}]}]}


@pytest.fixture
def draft(world):
    return make_indicator_set(world.office, published=False)


def with_rule(**changes):
    data = deepcopy(FILE)
    data["domains"][0]["groups"][0]["indicators"][0]["rule"] |= changes
    return data


def test_a_file_brings_its_rules_with_usual_sources(world):
    loaded = load_set(FILE, by=None, owner=world.office, code="one")
    rule = ScoringRule.objects.get(indicator__indicator_set=loaded)
    assert (rule.number, rule.full_marks, rule.bindings) == (1, Decimal(100), {"actual": "actual"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"kind": "guess"}, "第1项“处理率”的评分规则有误（kind）"),
     ({"parameters": {**STEPS, "step": "0"}}, "（parameters.step）：“每差多少为一档”必须大于0"),
     ({"bindings": {"surprise": "actual"}}, "（bindings.surprise）")],
)
def test_a_bad_rule_in_a_file_names_indicator_and_field(world, changes, words):
    with pytest.raises(SetRefused) as refusal:
        load_set(with_rule(**changes), by=None, owner=world.office, code="one")
    assert words in str(refusal.value)


def test_a_copy_begins_with_the_rules_in_force(world, draft):
    first = draft.indicators.get(number="1")
    save(first, world.chief)
    second = save(first, world.chief, version=1, step="2")
    copied = ScoringRule.objects.get(indicator__indicator_set=copy_set(draft, world.chief, "下一版"))
    assert (copied.number, copied.parameters, copied.sentence) == (1, second.parameters, second.sentence)
    assert copied.is_current and copied.indicator.number == "1"


def test_new_full_marks_put_the_rule_on_the_list_of_problems(world, draft):
    indicator = draft.indicators.get(number="1")
    save(indicator, world.chief)
    change_indicator(indicator, world.chief, 1, full_marks=Decimal(12))
    assert any("第1项“污水处理率1”的评分规则按10分写，分值已是12分" in problem for problem in problems(draft))
    save(indicator, world.chief, version=1)
    assert not any("评分规则" in problem for problem in problems(draft))


def test_marks_of_parts_must_add_up(world, draft):
    whole = draft.indicators.get(number="1")
    for name, marks in (("甲", 4), ("乙", 5)):
        Indicator.objects.create(indicator_set=draft, domain=whole.domain, parent=whole, name=name,
                                 full_marks=marks, threshold=1)
    assert any("各分项合计9分，与本项10分不符" in problem for problem in problems(draft))


def test_marks_are_given_out_together(world, draft):
    rows = list(draft.indicators.order_by("number"))
    marks = {row.pk: (1, Decimal(40 if row.number == "1" else 30)) for row in rows}
    assert change_marks(draft, world.chief, marks) == 3
    assert change_marks(draft, world.chief, {pk: (2, value) for pk, (_, value) in marks.items()}) == 0
    assert problems(draft) == []


def test_marks_that_somebody_else_changed_are_refused(world, draft):
    first = draft.indicators.get(number="1")
    change_indicator(first, world.chief, 1, full_marks=Decimal(20))
    with pytest.raises(MarksChanged) as refusal:
        change_marks(draft, world.chief, {first.pk: (1, Decimal(40))})
    assert [row.full_marks for row in refusal.value.rows] == [Decimal(20)]


def test_the_page_of_marks_saves_and_shows_conflicts(world, as_user, draft):
    rows = list(draft.indicators.order_by("number"))
    data = {f"marks_{row.pk}": "30" for row in rows} | {f"version_{row.pk}": "1" for row in rows}
    client, url = as_user(world.chief), reverse("indicator_marks", args=[draft.pk])
    assert client.post(url, data).status_code == 302
    stale = client.post(url, data | {f"marks_{rows[0].pk}": "31"})
    assert stale.status_code == 409 and "您填写的" in stale.content.decode()
    bad = client.post(url, data | {f"marks_{rows[0].pk}": "三十"})
    assert bad.status_code == 422 and "不是数字" in bad.content.decode()


def test_the_workbook_has_the_rule_in_words(world, as_user, draft):
    saved = save_rule(draft.indicators.get(number="1"), world.chief, version=0, kind="step_deduct", parameters=STEPS,
                      bindings=FROM_UNIT)
    answer = as_user(world.chief).get(reverse("indicator_set_export", args=[draft.pk]))
    sheet = load_workbook(BytesIO(answer.content)).active
    headings = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, headings.index("评分规则") + 1).value == saved.sentence
