import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from departments.choices import Level
from departments.models import AuditEvent, Unit
from departments.services import unit as service
from eco_demo.lib import clock

FORM = {"code": "d-energy", "name": "区发展和改革局", "short_name": "发改局", "initials": "fgj", "level": "department",
        "unit_class": "department", "position": 3, "aliases": "区发改委\n发展改革局\n区发改委"}


@pytest.fixture
def sysadmin(world, as_user):
    return as_user(world.sysadmin)


def names(answer) -> list[str]:
    return [unit.name for unit in answer.context["units"]]


def test_a_new_unit_takes_its_scope_from_its_parent(world, sysadmin):
    sysadmin.post(reverse("unit_new", args=[world.district.pk]), FORM)
    unit = Unit.objects.get(code="d-energy")
    assert (unit.province, unit.city, unit.district) == (world.province, world.city, world.district)
    assert list(unit.aliases.values_list("name", flat=True)) == ["区发改委", "发展改革局"]


@pytest.mark.parametrize(("change", "sentence"), [
    ({"code": "d-water"}, "编码"), ({"code": "有空 格"}, "编码"), ({"name": ""}, "必填"),
    ({"level": "province"}, "province"),
    ({"position": "三"}, "整数"), ({"valid_from": "2026-02-30"}, "日期"), ({"valid_to": "0001-01-01"}, "1900"),
    ({"valid_from": "2026-03-01", "valid_to": "2026-02-01"}, ""),
])
def test_a_bad_unit_is_refused_in_words(world, sysadmin, change, sentence):
    answer = sysadmin.post(reverse("unit_new", args=[world.district.pk]), FORM | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Unit.objects.filter(name="区发展和改革局").exists()


def test_a_unit_stands_only_under_what_may_hold_it(world):
    with pytest.raises(ValidationError, match="不能设在"):
        service.open_unit(by=world.sysadmin, code="x", name="某镇", level=Level.TOWNSHIP, parent=world.water)


def test_a_section_holds_nothing_below(world, sysadmin):
    section = service.open_unit(by=world.sysadmin, code="s", name="办公室", level=Level.SECTION, parent=world.water)
    assert sysadmin.get(reverse("unit_new", args=[section.pk])).status_code == 403


def test_a_change_is_recorded_with_before_and_after(world):
    service.change_unit(world.water, by=world.sysadmin, name="区水务局", short_name="水利局", aliases=["水务局"])
    assert AuditEvent.objects.first().detail == {
        "before": {"name": "区水利局", "aliases": []}, "after": {"name": "区水务局", "aliases": ["水务局"]},
    }


def test_others_change_no_units(world):
    for name in ("secadmin", "chief", "water_admin", "auditor"):
        with pytest.raises(PermissionDenied):
            service.change_unit(world.water, by=world.people[name], name="x")
        with pytest.raises(PermissionDenied):
            service.set_group(by=world.people[name], district=world.district, code="towns", name="x", members=[])


@pytest.mark.parametrize("text", ["水利", "sljj", "水务局", "区水利局"])
def test_a_unit_is_found_by_name_alias_and_initials(world, sysadmin, text):
    service.change_unit(world.water, by=world.sysadmin, initials="sljj", aliases=["水务局"])
    assert "区水利局" in names(sysadmin.get(reverse("unit_list"), {"q": text}))


def test_the_tree_opens_at_the_own_territory_and_goes_up_and_down(world, sysadmin):
    home = sysadmin.get(reverse("unit_list"))
    assert (home.context["branch"], home.context["above"]) == (world.district, [world.province, world.city])
    assert names(home) == ["区环委会办公室", "区水利局", "区住房和城乡建设局", "区统计局", "东镇", "西街道办事处"]
    assert names(sysadmin.get(reverse("unit_list"), {"under": "top"})) == ["甲省"]
    assert names(sysadmin.get(reverse("unit_list"), {"under": world.city.pk})) == ["乙市环委会办公室", "丙区", "丁区"]


def test_a_closed_unit_is_listed_on_request(world, sysadmin):
    service.change_unit(world.town, by=world.sysadmin, valid_to=clock.today().replace(year=2020, day=1))
    assert "东镇" not in names(sysadmin.get(reverse("unit_list")))
    assert names(sysadmin.get(reverse("unit_list"), {"state": "ended"})) == ["东镇"]


@pytest.mark.parametrize("under", ["x", "9" * 40, "0", "-1"])
def test_a_branch_that_does_not_exist_is_not_found(sysadmin, under):
    assert sysadmin.get(reverse("unit_list"), {"under": under}).status_code == 404


def test_a_foreign_branch_is_not_found(world, as_user):
    assert as_user(world.chief).get(reverse("unit_list"), {"under": world.stranger.pk}).status_code == 404


def test_suggestions_stay_inside_what_one_may_see(world, as_user):
    page = as_user(world.chief).get(reverse("unit_options"), {"unit": "水利"}).content.decode()
    assert "区水利局（丙区）" in page and "丁区" not in page


def test_members_of_a_group_lie_in_its_district(world, sysadmin):
    form = {"name": "各镇(办、区)", "other_names": "各镇办", "members": [world.town.pk, world.stranger.pk]}
    answer = sysadmin.post(reverse("unit_group_edit", args=[world.towns.pk]), form)
    assert answer.status_code == 422
    assert world.towns.members.count() == 2
    with pytest.raises(ValidationError, match="不属于丙区：丁区水利局"):
        service.set_group(by=world.sysadmin, district=world.district, code="towns", name="x", members=[world.stranger])


def test_a_group_is_changed(world, sysadmin):
    form = {"name": "各镇(办、区)", "other_names": "各镇办", "members": [world.town.pk, world.water.pk]}
    sysadmin.post(reverse("unit_group_edit", args=[world.towns.pk]), form)
    world.towns.refresh_from_db()
    assert set(world.towns.members.all()) == {world.town, world.water}
    assert world.towns.other_names == ["各镇办"]


def test_a_group_name_twice_in_a_district_is_refused_in_words(world, sysadmin):
    form = {"name": "各镇(办、区)", "members": [world.town.pk]}
    answer = sysadmin.post(reverse("unit_group_new", args=[world.district.pk]), form)
    assert answer.status_code == 422


def test_the_tree_costs_the_same_for_one_and_many(world, as_user, django_assert_num_queries):
    browser = as_user(world.chief)
    for query in ({"q": "东镇"}, {"q": "区"}):
        with django_assert_num_queries(10):
            browser.get(reverse("unit_list"), query)
