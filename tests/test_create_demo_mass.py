import pytest
from django.urls import reverse

from departments.models import Unit, User
from eco_demo.demo import mass
from tasks.models import Ledger, Plan, TaskUnit

SIZE = mass.Size(provinces=1, cities=2, districts=3, units=4, parts=3)


@pytest.fixture
def load(db, monkeypatch):
    monkeypatch.setenv("ECO_DEMO_PASSWORD", "Zy-2021-mass")
    mass._hashed.cache_clear()
    mass.lay_out(SIZE, print)


def test_every_kind_is_there_in_number(load):
    parts = TaskUnit.objects.filter(unit__code__startswith="m")
    assert Plan.objects.filter(office__code__startswith="m").count() == 3 * 2
    assert parts.count() == Ledger.objects.filter(task_unit__in=parts).count() == 3 * 2 * 37 * 3
    assert [parts.filter(unit__district__code=code).count() for code in ("m010101", "m010102", "m010201")] == [222] * 3


def test_scope_columns_follow_the_tree(load):
    unit = Unit.objects.get(code="m010201-01")
    above = [unit.province.code, unit.city.code, unit.district.code, unit.parent.code]
    assert above == ["m01", "m0102", "m010201", "m010201"]
    part = TaskUnit.objects.filter(unit=unit).first()
    assert (part.province_id, part.city_id, part.district_id) == (unit.province_id, unit.city_id, unit.district_id)


def test_account_sees_its_unit_alone(load, as_user):
    staff = User.objects.get(username="m010101-tb")
    seen = TaskUnit.objects.visible_to(staff)
    assert set(seen.values_list("unit__code", flat=True)) == {"m010101-01"}
    assert seen.count() == 2 * 37
    assert as_user(staff).get(reverse("task_list")).status_code == 200


def test_numbering_goes_on_after_the_load(world, load):
    assert Unit.objects.create(code="later", name="后设单位", level="department", parent=world.district).pk > 0


def test_another_province_can_be_added(load):
    mass.lay_out(mass.Size(provinces=1, cities=1, districts=1, units=3, parts=2), print, first_province=2)
    assert Unit.objects.filter(code__in=["m01", "m02"]).count() == 2


def test_a_trial_stops_early(db):
    mass.lay_out(SIZE, print, stop_after=1)
    assert Plan.objects.filter(office__code__startswith="m").count() == 2
