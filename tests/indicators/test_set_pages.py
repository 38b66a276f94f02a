"""Indicator sets on screen: fixed queries, the form, conflicts, the workbook."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicators.models import IndicatorSet
from indicators.services.indicator import change_indicator, create_indicator
from tests.world import make_indicator_set


@pytest.fixture
def draft(world):
    return make_indicator_set(world.office, published=False)


def content(**changes):
    return {
        "number": "1", "name": "污水处理率1", "attribute": "binding", "value_type": "percent", "comparator": ">=",
        "unit_of_measure": "%", "direction": "higher", "threshold": "90", "threshold_text": "≥90%",
        "full_marks": "10", "version": "1", "required_evidence": "说明报告：监测报告",
    } | changes


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("indicator_set_list", 7), ("indicator_set_detail", 11)])
def test_the_number_of_queries_is_fixed(world, as_user, django_assert_num_queries, page, queries, count):
    indicator_set = make_indicator_set(world.office, count=count)
    client = as_user(world.water_staff)
    with django_assert_num_queries(queries):
        assert client.get(reverse(page, args=[indicator_set.pk] if "detail" in page else [])).status_code == 200


def test_the_sum_of_marks_stands_beside_the_total(world, as_user, draft):
    page = as_user(world.chief).get(reverse("indicator_set_detail", args=[draft.pk])).content.decode()
    assert "与总分 100 差 70" in page and "还不能发布" in page


def test_the_form_writes_the_indicator(world, as_user, draft):
    indicator = draft.indicators.get(number="1")
    data = content(domain=indicator.domain_id, full_marks="12.5", required_evidence="数据表格：统计表\n图片资料：照片")
    assert as_user(world.chief).post(reverse("indicator_change", args=[indicator.pk]), data).status_code == 302
    indicator.refresh_from_db()
    assert str(indicator.full_marks) == "12.50"
    assert indicator.required_evidence == [{"kind": "table", "name": "统计表"}, {"kind": "photo", "name": "照片"}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"full_marks": "3分"}, "带有单位"), ({"full_marks": "-1"}, "不能小于 0"), ({"threshold": "九十"}, "不是数字"),
     ({"required_evidence": "照片"}, "请写成“类别：名称”"), ({"comparator": "between"}, "请填写上限"),
     ({"comparator": "qualitative", "threshold_text": ""}, "请写明要求"), ({"number": "2"}, "已经用过")],
)
def test_bad_input_is_explained(world, as_user, draft, changes, words):
    indicator = draft.indicators.get(number="1")
    answer = as_user(world.chief).post(
        reverse("indicator_change", args=[indicator.pk]), content(domain=indicator.domain_id, **changes)
    )
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_conflict_keeps_what_was_typed(world, as_user, draft):
    indicator = draft.indicators.get(number="1")
    change_indicator(indicator, world.chief, 1, name="别人的名称")
    answer = as_user(world.chief).post(
        reverse("indicator_change", args=[indicator.pk]), content(domain=indicator.domain_id, name="我的名称")
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "别人的名称" in page and 'value="我的名称"' in page


def test_a_copy_is_made_from_the_page(world, as_user):
    published = make_indicator_set(world.office)
    data = {"owner": world.office.pk, "edition": "2022"}
    answer = as_user(world.chief).post(reverse("indicator_set_copy", args=[published.pk]), data)
    copy = IndicatorSet.objects.get(edition="2022")
    assert answer.url == reverse("indicator_set_detail", args=[copy.pk]) and copy.based_on == published


def test_the_workbook_holds_the_parts_under_merged_cells(world, as_user, draft):
    first = draft.indicators.get(number="1")
    for name in ("甲", "乙"):
        create_indicator(draft, world.chief, domain=first.domain, parent=first, name=name, threshold_text="≥1")
    answer = as_user(world.chief).get(reverse("indicator_set_export", args=[draft.pk]))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [sheet.cell(row, 5).value for row in (3, 4)] == ["甲", "乙"]
    assert "D3:D4" in {str(area) for area in sheet.merged_cells.ranges}
