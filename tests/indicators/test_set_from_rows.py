"""A plan document's rows become a published set or a further edition of one, taken back while nothing uses it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from indicators.choices import Attribute, Comparator, Direction, InputSource, SetStatus, ValueType
from indicators.models import Indicator, IndicatorSet
from indicators.services.indicator_set import SetRefused, copy_set
from indicators.services.rule import save_rule
from indicators.services.set_from_rows import extend_set, free_edition, make_set, take_back_set
from indicators.set_problems import problems
from indicators.set_rows import SetRow, SetTarget, free_numbers, group_label, marks_of
from tests.world import make_indicator_set, make_plan

RATE = SetTarget(comparator=Comparator.AT_LEAST, threshold=Decimal(25), unit="%", text="≥25%")
QUIET = SetTarget(name="噪声", comparator=Comparator.NOT_INCREASE, text="不升高")
ROWS = (
    SetRow("1", "林草覆盖率", "生态安全", "约束性指标", targets=(RATE,)),
    SetRow("2", "环境质量", "生态生活", targets=(RATE, QUIET)),
    SetRow("3", "宣传教育"),
)


def make(world, rows=ROWS, edition="2026年"):
    return make_set(world.chief, world.office, "丙区计划指标", edition, "计划文件", rows)


def set_rule(world, indicator_set):
    save_rule(indicator_set.indicators.get(number="1"), world.chief, version=0, kind="all_or_nothing",
              parameters={"comparator": "qualitative"}, bindings={"met": InputSource.MET}, reason="补设")


def test_rows_become_a_published_set_with_domains_groups_and_parts(world):
    made = make(world)
    chosen = made.indicator_set
    assert (chosen.status, chosen.owner, chosen.total_marks, problems(chosen)) == (
        SetStatus.PUBLISHED, world.office, Decimal(100), []
    )
    assert list(chosen.domains.exclude(parent=None).order_by("id").values_list("parent__name", "label", "name")) == [
        ("生态安全", "(一)", "生态安全"), ("生态生活", "(二)", "生态生活"), ("未分领域", "(三)", "未分领域"),
    ]
    fields = ("number", "name", "threshold", "full_marks", "attribute")
    assert list(chosen.indicators.top_level().values_list(*fields)) == [
        ("1", "林草覆盖率", Decimal(25), Decimal("33.33"), Attribute.BINDING),
        ("2", "环境质量", None, Decimal("33.33"), Attribute.REFERENCE),
        ("3", "宣传教育", None, Decimal("33.34"), Attribute.REFERENCE),
    ]
    parts = chosen.indicators.get(number="2").parts.values_list("name", "comparator", "value_type", "direction")
    assert list(parts) == [
        ("环境质量", Comparator.AT_LEAST, ValueType.PERCENT, Direction.HIGHER),
        ("噪声", Comparator.NOT_INCREASE, ValueType.QUANTITY, Direction.NOT_INCREASE),
    ]
    assert [indicator.number for indicator in made.indicators] == ["1", "2", "3"]


def test_marks_of_the_document_are_kept(world):
    rows = [SetRow(str(n), f"指标{n}", full_marks=Decimal(n)) for n in (3, 4, 5)]
    assert make(world, rows).indicator_set.total_marks == 12
    assert make(world, [SetRow("1", "指标1", full_marks=Decimal(0))], edition="其他").indicator_set.total_marks == 0


@pytest.mark.parametrize(("given", "shares"), [
    ((3, None, 4, None), (3, Decimal("46.5"), 4, Decimal("46.5"))), ((90, None, 30), (90, 0, 30)),
    ((None, 0, None), (50, 0, 50)),
])
def test_rows_without_marks_share_what_is_left(given, shares):
    rows = [SetRow("1", "x", full_marks=marks if marks is None else Decimal(marks)) for marks in given]
    assert tuple(marks_of(rows, Decimal(100))) == shares


@pytest.mark.parametrize("count", [1, 3, 7, 37, 300])
def test_shared_marks_add_up_to_the_total(count):
    shares = marks_of([SetRow(str(n), "x") for n in range(count)], Decimal(100))
    assert sum(shares) == 100 and max(shares) - min(shares) <= Decimal("0.01") and shares == sorted(shares)


def test_numbers_that_do_not_fit_give_way_to_free_ones():
    rows = [SetRow(number, "x") for number in ("1", "", "第二部分第三章第五项", "第二部分第三章第五项之一", "1", "9")]
    assert list(free_numbers(rows, {"20"})) == ["1", "21", "第二部分第三章第五项", "22", "23", "9"]


def test_what_is_too_long_is_shortened_in_the_set(world):
    row = SetRow("1", "名" * 160, "域" * 80, targets=(SetTarget("分" * 130, text="述" * 250), QUIET))
    indicator = make(world, [row]).indicator_set.indicators.get(number="1")
    assert (len(indicator.name), len(indicator.domain.name), len(indicator.threshold_text)) == (120, 60, 200)
    assert [len(part.name) for part in indicator.parts.all()] == [120, 2]


@pytest.mark.parametrize(("target", "sentence"), [
    (SetTarget(comparator=Comparator.AT_LEAST, text="≥"), "没有填指标值"),
    (SetTarget(comparator=Comparator.BETWEEN, threshold=Decimal(9), upper=Decimal(8)), "上限"),
    (SetTarget(comparator=Comparator.EQUALS, threshold=Decimal("1.23456")), "林草"),
    (SetTarget(comparator="approx", threshold=Decimal(1)), "林草"),
])
def test_a_target_that_cannot_stand_refuses_the_set(world, target, sentence):
    with pytest.raises(SetRefused, match=sentence):
        make(world, [SetRow("1", "林草覆盖率", targets=(target,))])
    assert not IndicatorSet.objects.filter(name="丙区计划指标").exists()


def test_marks_beyond_the_column_are_refused(world):
    with pytest.raises(SetRefused, match="合计超过"):
        make(world, [SetRow(str(n), "x", full_marks=Decimal(99999)) for n in range(11)])


def test_an_edition_is_made_once_and_the_next_free_one_is_told(world):
    make(world)
    with pytest.raises(SetRefused, match="已经存在"):
        make(world)
    assert free_edition(world.office, "丙区计划指标", "2026年") == "2026年（2）"
    assert free_edition(world.office, "别的名称", "2026年") == "2026年"


def test_a_further_edition_keeps_everything_and_adds_the_rows_behind(world):
    base = make_indicator_set(world.office, count=3)
    IndicatorSet.objects.filter(pk=base.pk).update(total_marks=30)
    base.refresh_from_db()
    set_rule(world, base)
    rows = [SetRow("2", "新指标", "人居环境", full_marks=Decimal(5)), SetRow("9", "新领域指标", "生态文化")]
    made = extend_set(world.chief, world.office, base, "2026年", rows)
    chosen = made.indicator_set
    assert (chosen.status, chosen.based_on, chosen.total_marks) == (SetStatus.PUBLISHED, base, Decimal(35))
    assert list(chosen.indicators.values_list("number", "name", "domain__name", "full_marks", "position")) == [
        *((str(n), f"污水处理率{n}", "人居环境", Decimal(10), n) for n in (1, 2, 3)),
        ("10", "新指标", "人居环境", Decimal(5), 4), ("9", "新领域指标", "生态文化", Decimal(0), 5),
    ]
    assert chosen.domains.get(name="生态文化", parent__isnull=False).label == "(二)"
    assert chosen.indicators.get(number="1").rules.current().count() == 1
    assert base.indicators.count() == 3


def test_only_a_published_set_is_extended(world):
    draft = make_indicator_set(world.office, published=False)
    with pytest.raises(SetRefused, match="还没有发布"):
        extend_set(world.chief, world.office, draft, "x", ROWS)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "stranger_staff", "sysadmin"])
def test_others_make_and_take_back_nothing(world, name):
    made, other = make(world).indicator_set, world.people[name]
    for act in (
        lambda: make_set(other, world.office, "x", "y", "", ROWS),
        lambda: extend_set(other, world.office, made, "y", ROWS),
        lambda: take_back_set(other, made),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_unused_set_is_taken_back_whole(world):
    made = make(world).indicator_set
    assert take_back_set(world.chief, made) is True
    assert not IndicatorSet.objects.filter(pk=made.pk).exists()
    assert not Indicator.objects.filter(indicator_set_id=made.pk).exists()
    assert AuditEvent.objects.filter(action="indicator_set.take_back").count() == 1


def test_a_set_in_use_copied_or_ruled_stays(world):
    used, copied, ruled = (make(world, edition=edition).indicator_set for edition in ("甲", "乙", "丙"))
    make_plan(world, indicator_set=used, tasks=1)
    copy_set(copied, world.chief, "丁")
    set_rule(world, ruled)
    assert [take_back_set(world.chief, each) for each in (used, copied, ruled)] == [False] * 3
    assert all(each.indicators.count() == 5 for each in (used, copied, ruled))
    assert not AuditEvent.objects.filter(action="indicator_set.take_back").exists()


def test_three_hundred_rows_cost_as_many_queries_as_three(world, django_assert_max_num_queries):
    rows = [SetRow(str(n), f"指标{n}", f"领域{n % 6}", targets=(RATE, QUIET)) for n in range(1, 301)]
    with django_assert_max_num_queries(60):
        make(world, rows)


def test_groups_are_numbered_as_documents_do():
    assert [group_label(place) for place in (3, 10, 12, 20, 21)] == ["(三)", "(十)", "(十二)", "(二十)", "(二十一)"]
