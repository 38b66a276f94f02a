"""What one person must not read of another's work: drafts, reviewers, notes, other units' files, live years."""

import re
from io import BytesIO

import pytest
from django.urls import reverse

from assessments.services.review import accept_ledger, keep_note, open_review, return_ledger
from tasks.choices import Line
from tasks.models import Ledger, Submission
from tasks.services.evidence import add_file
from tasks.services.ledger import recall, save_draft, submit_ledger
from tests.lib.samples import pdf
from tests.world import part_of

SECRET = "底稿里的话"


def write(world, part, narrative="按计划完成。", by=None):
    ledger = Ledger.objects.get(task_unit=part)
    return save_draft(
        ledger, by=by or world.water_staff, version=ledger.version, self_score="9.37", narrative=narrative, problems="",
        next_steps="", values={row.target_id: "93.71" for row in ledger.values.all()},
    )


def hand_in(world, part, **words) -> Submission:
    return submit_ledger(write(world, part, **words), world.water_head, "报告尚未印发")


@pytest.fixture
def part(world, plan):
    return part_of(plan, world.water)


def pages(client, *addresses) -> str:
    """The text of all that answer 200."""
    answers = [client.get(address) for address in addresses]
    return "".join(answer.content.decode() for answer in answers if answer.status_code == 200)


def of_line(part) -> list[str]:
    ledger = part.ledger.pk
    return [reverse("task_list"), reverse("home"), reverse("task_detail", args=[part.pk]),
            reverse("ledger_print", args=[ledger]), reverse("ledger_history", args=[ledger])]


@pytest.mark.parametrize("reader", ["reviewer", "chief", "leader"])
@pytest.mark.parametrize("state", ["never handed in", "recalled", "returned"])
def test_nobody_above_reads_what_a_unit_is_writing(reader, state, world, plan, part, as_user):
    if state != "never handed in":
        round_ = hand_in(world, part)
        if state == "recalled":
            recall(round_.ledger, world.water_head)
        else:
            review = open_review(round_, world.reviewer)
            return_ledger(review, [(Line.NARRATIVE, None, "请补充")], "", world.reviewer, review.version)
    write(world, part, narrative=SECRET)
    assert SECRET not in pages(as_user(world.people[reader]), *of_line(part))


@pytest.fixture
def decided(world, part):
    """A line that was returned once, then accepted, with a note inside the office."""
    review = open_review(hand_in(world, part), world.reviewer)
    keep_note(review, "", SECRET, world.reviewer, review.version)
    return_ledger(review, [(Line.NARRATIVE, None, "请补充")], "", world.reviewer, review.version + 1)
    review = open_review(hand_in(world, part, narrative="已补充。"), world.reviewer)
    accept_ledger(review, "审核时说的话", world.reviewer, review.version, confirmed=True)
    return review


@pytest.mark.parametrize("reader", ["water_staff", "water_head"])
def test_a_unit_reads_neither_reviewer_nor_note_nor_score(reader, world, plan, part, decided, as_user):
    shown = pages(as_user(world.people[reader]), *of_line(part), reverse("report_list"))
    assert [word for word in (str(world.reviewer), SECRET, "审核时说的话", "10.00 分") if word in shown] == []
    assert as_user(world.people[reader]).get(reverse("score_unit", args=[plan.pk, world.water.pk])).status_code == 404


def test_a_warning_of_twins_does_not_name_another_unit(world, plan, part, as_user):
    for unit, by in ((world.water, world.water_staff), (world.housing, world.housing_staff)):
        add_file(BytesIO(pdf(2)), "监测报告.pdf", unit=unit, year=plan.year, by=by)
    shown = pages(as_user(world.water_staff), reverse("evidence_list"))
    assert "监测报告" in shown and "住建局" not in shown


LIVE = ("task_list", "plan_list", "score_table", "review_queue", "evidence_list", "unit_list")


def test_the_city_reads_nothing_of_a_year_that_was_not_handed_in(world, plan, part, decided, as_user):
    client = as_user(world.city_receiver)
    shown = pages(client, *of_line(part), reverse("report_list"), reverse("package_list"), *map(reverse, LIVE))
    assert [word for word in ("污水处理率", "已补充", plan.title) if word in shown] == []


def test_a_page_of_another_unit_looks_like_one_that_never_was(world, plan, as_user):
    client, foreign = as_user(world.water_staff), part_of(plan, world.housing).pk
    answers = [client.get(f"/tasks/{pk}/") for pk in (foreign, foreign + 9999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    real, never = (re.sub(r'/tasks/\d+/|[A-Za-z0-9]{64}', "", answer.content.decode()) for answer in answers)
    assert real == never
