"""The pages of bonus, penalty, veto and gate: the list, its filters, entering, revoking, items."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import SpecialEntry, SpecialItem
from assessments.services.special import create_item, enter, revoke
from eco_demo.lib import clock


@pytest.fixture
def bonus(world, plan):
    return create_item(plan, world.chief, kind="bonus", name="水质提升类别", max_points=Decimal(5))


@pytest.fixture
def veto(world, plan):
    return create_item(plan, world.chief, kind="veto", name="重大污染事件", grade="不合格", basis="经认定负有责任")


def listed(client, **query):
    return [row.entry.unit.label for row in client.get(reverse("special_list"), query).context["rows"]]


def test_the_office_filters_by_unit_kind_and_state(world, plan, bonus, veto, as_user):
    enter(bonus, world.water, world.reviewer, points=Decimal(2), reason="升类")
    enter(veto, world.housing, world.reviewer, reason="泄漏")
    revoke(enter(veto, world.town, world.reviewer, reason="泄漏"), world.chief, "误登")
    client = as_user(world.reviewer)
    assert listed(client) == ["东镇", "住建局", "水利局"]
    assert listed(client, unit=world.water.pk) == ["水利局"]
    assert listed(client, kind="veto") == ["东镇", "住建局"]
    assert listed(client, state="revoked") == ["东镇"]
    assert listed(client, unit="x", kind="nonsense") == ["东镇", "住建局", "水利局"]


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_entries(
    world, plan, bonus, as_user, entries, django_assert_num_queries
):
    plan.feedback_at = clock.now()
    plan.save()
    for number in range(entries):
        enter(bonus, world.water, world.reviewer, points=Decimal(1), reason=f"升类{number}")
    client = as_user(world.water_staff)
    with django_assert_num_queries(8):
        assert len(client.get(reverse("special_list")).context["rows"]) == entries


def test_a_unit_reads_its_own_from_feedback_on_without_names_of_accounts(world, plan, veto, as_user):
    enter(veto, world.water, world.reviewer, reason="六月泄漏", proof="处罚决定书")
    enter(veto, world.housing, world.reviewer, reason="七月泄漏")
    client = as_user(world.water_staff)
    assert "得分还没有反馈" in client.get(reverse("special_list")).content.decode()
    plan.feedback_at = clock.now()
    plan.save()
    page = client.get(reverse("special_list")).content.decode()
    assert "六月泄漏" in page and "一票否决：定为不合格，原始得分保留" in page
    assert "七月泄漏" not in page and world.reviewer.display_name not in page


def test_a_double_click_makes_one_entry_and_a_friendly_answer(world, plan, bonus, as_user):
    client, url = as_user(world.reviewer), reverse("special_enter", kwargs={"pk": plan.pk})
    data = {"unit": world.water.pk, "item": bonus.pk, "points": "2", "reason": "升类", "proof": ""}
    client.post(url, data)
    answer = client.post(url, data, follow=True)
    assert "没有重复登记" in answer.content.decode()
    assert SpecialEntry.objects.count() == 1


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"points": "9"}, "每次最多加分5分"), ({"points": ""}, "请填写加分的分数"), ({"points": "两分"}, "不是数字"),
    ({"unit": ""}, "必填"), ({"reason": " "}, "必填"), ({"item": "99999999999999999999"}, "选择"),
])
def test_a_bad_entry_is_refused_with_a_sentence(world, plan, bonus, as_user, changes, sentence):
    data = {"unit": world.water.pk, "item": bonus.pk, "points": "2", "reason": "升类"} | changes
    answer = as_user(world.reviewer).post(reverse("special_enter", kwargs={"pk": plan.pk}), data)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not SpecialEntry.objects.exists()


def test_choosing_an_item_tells_its_effect_and_asks_for_points_only_where_it_has_some(
    world, plan, bonus, veto, as_user
):
    client, url = as_user(world.reviewer), reverse("special_enter", kwargs={"pk": plan.pk})
    first = client.get(url, {"item": bonus.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "每次最多5分" in first and 'name="points"' in first
    second = client.get(url, {"item": veto.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "定为不合格" in second and "经认定负有责任" in second and 'name="points"' not in second


def test_points_left_in_the_form_do_not_hinder_a_veto(world, plan, veto, as_user):
    data = {"unit": world.water.pk, "item": veto.pk, "points": "2", "reason": "泄漏"}
    as_user(world.reviewer).post(reverse("special_enter", kwargs={"pk": plan.pk}), data)
    assert SpecialEntry.objects.get().points is None


def test_the_chief_revokes_and_the_list_keeps_it_struck_through(world, plan, veto, as_user):
    entry = enter(veto, world.water, world.reviewer, reason="泄漏")
    client = as_user(world.chief)
    client.post(reverse("special_revoke", kwargs={"pk": entry.pk}), {"reason": "认定有误"})
    page = client.get(reverse("special_list")).content.decode()
    assert "<del" in page and "认定有误" in page


def test_presets_are_offered_until_they_are_taken(world, plan, as_user):
    client = as_user(world.chief)
    items = reverse("special_items", kwargs={"pk": plan.pk})
    presets = reverse("special_presets", kwargs={"pk": plan.pk})
    assert "监测、统计数据弄虚作假" in client.get(items).content.decode()
    assert client.post(presets, {}).status_code == 422
    client.post(presets, {"presets": ["falsified", "content"]})
    assert set(SpecialItem.objects.values_list("kind", "grade")) == {("veto", "不合格"), ("gate", "良好")}
    assert client.post(presets, {"presets": ["falsified"]}).status_code == 422


def test_an_item_changed_by_somebody_else_is_shown_beside_mine(world, plan, bonus, as_user):
    data = {"kind": "bonus", "name": "断面升类", "basis": "", "max_points": "4", "grade": "", "seen": "older"}
    answer = as_user(world.chief).post(reverse("special_item_change", kwargs={"pk": bonus.pk}), data)
    page = answer.content.decode()
    assert answer.status_code == 409 and "断面升类" in page and "水质提升类别" in page


def test_an_item_with_points_and_a_grade_is_refused_at_its_field(world, plan, as_user):
    data = {"kind": "veto", "name": "重大污染事件", "max_points": "5", "grade": "不合格"}
    answer = as_user(world.chief).post(reverse("special_item_create", kwargs={"pk": plan.pk}), data)
    assert answer.status_code == 422
    assert "max_points" in answer.context["form"].errors
