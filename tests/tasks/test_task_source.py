"""计划原文 beside a task: the unit reads its own sentence, the chief also finds it in the document."""

import pytest
from django.urls import reverse

from tasks.choices import ImportStatus
from tasks.models import ImportFile, PlanImport, StoredFile, TaskSource
from tests.world import part_of

WORDS = "1.城镇污水处理率100%。(牵头单位:区水利局)"


@pytest.fixture
def sourced(world, plan):
    """Task 1 was made from lines 12 and 13 of an imported document, task 2 from others."""
    batch = PlanImport.objects.create(
        office=world.office, province=world.province, city=world.city, district=world.district, plan=plan,
        title="二〇二一年度工作计划", status=ImportStatus.READY, created_by=world.chief,
    )
    stored = StoredFile.objects.create(sha256="0" * 64, size=1, content_type="text/plain")
    file = ImportFile.objects.create(batch=batch, position=2, name="计划.txt", stored=stored)
    for number, text in (("1", WORDS), ("2", "2.别的任务。")):
        TaskSource.objects.create(task=plan.tasks.get(number=number), batch=batch, file=file, row=f"r{number}",
                                  first_line=12, last_line=13, text=text)
    return batch


def page_of(as_user, person, part) -> str:
    return as_user(person).get(reverse("task_detail", args=[part.pk])).content.decode()


def test_the_unit_reads_the_sentence_of_its_task_and_no_way_further(world, plan, as_user, sourced):
    page = page_of(as_user, world.water_staff, part_of(plan, world.water))
    assert WORDS in page and "二〇二一年度工作计划" in page and "别的任务" not in page
    assert reverse("plan_import_detail", args=[sourced.pk]) not in page


def test_the_chief_gets_the_way_to_the_lines(world, plan, as_user, sourced):
    link = f"{reverse('plan_import_detail', args=[sourced.pk])}#line-2-12"
    assert link in page_of(as_user, world.chief, part_of(plan, world.water))
    form = as_user(world.chief).get(reverse("plan_task_change", args=[plan.tasks.get(number="1").pk]))
    assert link in form.content.decode() and WORDS in form.content.decode()
    assert link not in page_of(as_user, world.reviewer, part_of(plan, world.water))


def test_a_task_typed_by_hand_has_no_such_block(world, plan, as_user, sourced):
    assert "计划原文" not in page_of(as_user, world.chief, part_of(plan, world.water, "3"))


@pytest.mark.parametrize("number", ["1", "3"])
def test_the_sentence_costs_no_query(world, plan, as_user, sourced, django_assert_num_queries, number):
    client = as_user(world.water_staff)
    with django_assert_num_queries(16):
        client.get(reverse("task_detail", args=[part_of(plan, world.water, number).pk]))
