"""Plan imports from the outside: other offices, people who have lost the role, ids of other territories."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from departments.access import can_open_units_of
from departments.choices import Level, Role
from departments.models import Job, Unit, UnitGroup
from departments.services.unit import make_group, open_named_unit, open_unit, set_group
from tasks.errors import ImportRefused
from tasks.models import AnnualTask, ImportStep, NameChoice, Plan, PlanImport, TaskUnit
from tasks.plan_draft.shape import CREATE_UNIT, MAP_GROUP, MAP_UNIT, NameDecision
from tasks.reports.import_desk import read_draft
from tasks.services.plan_import.confirming import confirm_import
from tests.tasks.plan_draft.drafts import coop, draft, head, lead, row
from tests.tasks.plan_import.documents import TEXT, received, upload
from tests.tasks.plan_import.imports import make_import
from tests.world import make_indicator_set, make_person, make_plan

ROW_ACTS = ("check", "drop", "restore", "merge", "split")


@pytest.fixture
def batch(world) -> PlanImport:
    return make_import(world, draft(row("r1", units=(lead("区水利局"), coop("区文旅局"))), row("r2")))


@pytest.fixture
def other_office(world) -> Unit:
    return open_unit(by=None, code="d2-office", name="丁区环委办", level=Level.DEPARTMENT,
                     parent=world.other_district)


@pytest.fixture(params=["another district", "the city above"])
def outsider(request, world, other_office):
    unit = other_office if request.param == "another district" else world.city_office
    return make_person("outsider", unit, Role.OFFICE_CHIEF)


def posts(batch: PlanImport) -> list[tuple[str, dict]]:
    """Every address that changes an import, with what its page would send."""
    at = lambda name, *more: reverse(f"plan_import_{name}", args=[batch.pk, *more])  # noqa: E731
    return [
        (at("row", "r1"), {"r1-title": "改", "r1-rev": 1}), (at("row_add"), {"after": "r1"}),
        *((at(f"row_{act}", "r2"), {"rev": 1, "at": 1}) for act in ROW_ACTS),
        (at("names"), {"name": "区文旅局", "means": "ignore"}), (at("names_rest"), {"do": "ignore"}),
        (at("head"), {"version": 1}), (at("timetable"), {"version": 1}), (at("step_back"), {}),
        (at("confirm"), {"version": 1}), (at("undo"), {}), (at("discard"), {}), (at("again"), {}),
        (at("leave_out", 1), {}), (at("add"), {"text": TEXT}),
    ]


def state() -> tuple:
    return (
        list(PlanImport.objects.order_by("id").values_list("status", "draft", "version")), Plan.objects.count(),
        Unit.objects.count(), NameChoice.objects.count(), ImportStep.objects.count(), Job.objects.count(),
    )


def test_a_chief_from_elsewhere_finds_nothing_of_an_import(batch, outsider, as_user):
    client, before = as_user(outsider), state()
    for name, *more in (("detail",), ("progress",), ("rows",), ("row", "r1"), ("confirm",), ("file", 1), ("add",),
                        ("row_split", "r1"), ("names",)):
        assert client.get(reverse(f"plan_import_{name}", args=[batch.pk, *more])).status_code == 404, name
    for address, data in posts(batch):
        assert client.post(address, data).status_code == 404, address
    assert batch.title not in client.get(reverse("plan_import_list")).content.decode()
    assert state() == before


def test_a_chief_from_elsewhere_finds_nothing_of_what_was_made(world, batch, outsider, as_user):
    received(world, upload(TEXT))
    confirm_import(make_import(world, draft(row("r7"), head=head(year=2031))), world.chief, 1)
    plan, task = Plan.objects.get(), AnnualTask.objects.get()
    client = as_user(outsider)
    for name, *more in (("plan_detail", plan.pk), ("breakdown", plan.pk), ("breakdown_export", plan.pk),
                        ("plan_timetable", plan.pk), ("plan_annexes", plan.pk, "xlsx"), ("plan_task_change", task.pk),
                        ("publication", plan.pk)):
        assert client.get(reverse(name, args=more)).status_code == 404, name
    assert not Job.objects.visible_to(outsider).exists()
    assert not TaskUnit.objects.visible_to(outsider).exists()
    assert not Unit.objects.visible_to(outsider).filter(district=world.district).exists()


def test_a_chief_from_elsewhere_opens_no_units(world, outsider):
    assert not can_open_units_of(outsider, world.district) and not can_open_units_of(outsider, world.province)
    with pytest.raises(PermissionDenied):
        open_named_unit(outsider, world.district, "区文化和旅游局", "department")
    with pytest.raises(PermissionDenied):
        make_group(outsider, world.district, "各部门", [world.water])


def test_a_district_s_chief_opens_no_units_of_the_city(world):
    assert can_open_units_of(world.chief, world.district) and not can_open_units_of(world.chief, world.city)


def test_who_lost_the_role_with_the_page_open_changes_nothing(world, batch, as_user):
    client = as_user(world.chief)
    assert client.get(reverse("plan_import_detail", args=[batch.pk])).status_code == 200
    world.chief.memberships.update(valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31))
    before = state()
    for address, data in posts(batch):
        assert client.post(address, data).status_code == 404, address
    assert client.post(reverse("plan_import_start"), {"text": TEXT}).status_code == 403
    assert state() == before


# --- ids of elsewhere in what is posted ----------------------------------------------------------------------------

def test_units_and_groups_of_elsewhere_cannot_be_meant(world, batch, as_user):
    strangers = set_group(by=None, district=world.other_district, code="all", name="丁区各部门",
                          members=[world.stranger])
    client, before = as_user(world.chief), state()
    for means in (f"u{world.stranger.pk}", f"u{world.city_office.pk}", f"u{world.district.pk}", f"g{strangers.pk}"):
        client.post(reverse("plan_import_names", args=[batch.pk]), {"name": "区文旅局", "means": means})
    assert state() == before


def test_a_choice_of_elsewhere_that_stands_in_a_draft_is_not_taken(world):
    strangers = set_group(by=None, district=world.other_district, code="all", name="丁区各部门",
                          members=[world.stranger])
    for decision in (NameDecision(MAP_UNIT, id=world.stranger.pk), NameDecision(MAP_GROUP, id=strangers.pk)):
        found = draft(row("r1", units=(lead("某局"),)), names={"某局": decision})
        with pytest.raises(ImportRefused, match="找不到“某局”"):
            confirm_import(make_import(world, found), world.chief, 1)
    assert not Plan.objects.exists()


def test_sets_and_indicators_of_elsewhere_cannot_be_chosen(world, batch, as_user, other_office):
    hidden = make_indicator_set(other_office, published=False)
    client, before = as_user(world.chief), state()
    data = {"title": "计划", "year": 2026, "set_mode": "chosen", "resp_as": "all_lead", "set_id": hidden.pk,
            "version": 1}
    assert client.post(reverse("plan_import_head", args=[batch.pk]), data).status_code == 422
    data = {"r1-title": "改", "r1-number": "1", "r1-rev": 1, "r1-indicator": hidden.indicators.first().pk}
    assert client.post(reverse("plan_import_row", args=[batch.pk, "r1"]), data).status_code == 422
    assert state() == before


def test_a_document_goes_into_no_plan_of_elsewhere(world, as_user, other_office):
    plan = make_plan(world)
    Plan.objects.filter(pk=plan.pk).update(office=other_office, district=world.other_district)
    answer = as_user(world.chief).post(reverse("plan_import_start"), {"text": TEXT, "plan": plan.pk})
    assert answer.status_code == 422 and not PlanImport.objects.exists()


def test_a_row_of_another_import_is_not_found(world, batch, as_user):
    other = make_import(world, draft(row("r9")))
    client = as_user(world.chief)
    assert client.post(reverse("plan_import_row_drop", args=[batch.pk, "r9"]), {"rev": 1}).status_code == 404
    assert not read_draft(other).row("r9").is_dropped


def test_a_step_of_another_import_is_not_taken_back(world, batch, as_user):
    client, other = as_user(world.chief), make_import(world, draft(row("r9")))
    client.post(reverse("plan_import_row_drop", args=[batch.pk, "r1"]), {"rev": 1})
    step = ImportStep.objects.get()
    client.post(reverse("plan_import_step_back", args=[other.pk]), {"step": step.pk})
    assert ImportStep.objects.get() == step and read_draft(PlanImport.objects.get(pk=batch.pk)).row("r1").is_dropped


def test_a_city_s_import_makes_units_in_the_city_only(world):
    chief = make_person("city_chief", world.city_office, Role.OFFICE_CHIEF)
    names = {"某局": NameDecision(CREATE_UNIT, name="乙市某局", level="department")}
    found = draft(row("r1", units=(lead("某局"), coop("区水利局"))), names=names)
    batch = make_import(world, found, office=world.city_office, district=None, created_by=chief)
    with pytest.raises(ImportRefused, match="找不到“区水利局”"):  # a unit of a district is none of the city's
        confirm_import(batch, chief, 1)
    assert not UnitGroup.objects.filter(district=world.city).exists()
    assert can_open_units_of(chief, world.city)
