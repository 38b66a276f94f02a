"""不适用: asked by the unit's head, decided by the chief, with what it does to the unit's points."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments.choices import AbsenceStatus, Treatment
from assessments.models import Absence
from assessments.reading.absence import receivers_of, rows_of
from assessments.services.absence import AbsenceRefused, approve, ask, declare, refuse, revoke, withdraw
from departments.choices import Role
from departments.models import AuditEvent
from departments.services.membership import open_membership
from eco_demo.lib import clock
from tasks.choices import PlanStatus, Receipt
from tasks.errors import SelfCheckClosed
from tasks.lamps import lamp_of
from tasks.models import AnnualTask, TaskUnit
from tasks.services.ledger import submit_ledger
from tests.world import make_plan, part_of

RENORMALISE, TRANSFER, FULL = Treatment.RENORMALISE, Treatment.TRANSFER, Treatment.FULL_MARKS


@pytest.fixture
def part(world, plan):
    return part_of(plan, world.water)


@pytest.fixture
def asked(world, part):
    return ask(part, world.water_head, "本区无此项工作", RENORMALISE)


def task_of(plan, number):
    return plan.tasks.get(number=number)


def applies(part):
    return TaskUnit.objects.get(pk=part.pk).applies


def effect_of(absence):
    (row,) = rows_of([Absence.objects.select_related("task_unit__task__plan", "transfer_to").get(pk=absence.pk)])
    return row.effect


def test_the_head_asks_and_the_chief_approves(world, part, asked):
    assert asked.status == AbsenceStatus.ASKED and applies(part)
    done = approve(asked, world.chief, "同意")
    assert (done.status, done.answer, done.decided_by) == (AbsenceStatus.APPROVED, "同意", world.chief)
    assert not applies(part)
    actions = AuditEvent.objects.filter(action__startswith="absence.").order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["absence.ask", "absence.approve"]


def test_an_approved_line_is_neither_overdue_nor_filled(world, plan, part, asked):
    late = plan.self_check_to + timedelta(days=1)
    overdue = TaskUnit.objects.filter(unit=world.water).overdue(late)
    assert overdue.count() == 3
    approve(asked, world.chief)
    assert overdue.count() == 2
    part = part_of(plan, world.water)
    assert lamp_of(part, late).word == "不适用"
    with pytest.raises(SelfCheckClosed, match="不适用，不用填报"):
        submit_ledger(part.ledger, world.water_head, "无")


def test_a_refusal_says_why(world, part, asked):
    with pytest.raises(AbsenceRefused, match="不批准的理由"):
        refuse(asked, world.chief, " ")
    assert refuse(asked, world.chief, "本单位有此职责").status == AbsenceStatus.REFUSED and applies(part)


def test_the_head_takes_a_request_back_and_asks_again(world, part, asked):
    assert withdraw(asked, world.water_head).status == AbsenceStatus.WITHDRAWN
    assert ask(part, world.water_head, "另有理由", FULL).pk != asked.pk


def test_the_chief_finds_it_so_in_one_step(world, part):
    absence = declare(part, world.chief, "本区无此项工作", RENORMALISE)
    assert absence.status == AbsenceStatus.APPROVED and not applies(part)
    assert list(AuditEvent.objects.filter(action__startswith="absence.").values_list("action", flat=True)) == [
        "absence.approve"
    ]


def test_an_approval_is_taken_back_until_scores_are_fed_back(world, plan, part, asked):
    approve(asked, world.chief)
    with pytest.raises(AbsenceRefused, match="撤销的理由"):
        revoke(asked, world.chief, "")
    plan.feedback_at = clock.now()
    plan.save(update_fields=["feedback_at"])
    with pytest.raises(AbsenceRefused, match="已经反馈"):
        revoke(asked, world.chief, "认定有误")
    plan.feedback_at = None
    plan.save(update_fields=["feedback_at"])
    assert revoke(asked, world.chief, "认定有误").status == AbsenceStatus.WITHDRAWN and applies(part)


def test_saying_it_twice_is_said_once(world, part, asked):
    assert ask(part, world.water_head, "本区无此项工作", RENORMALISE) == asked
    for _ in range(2):
        approve(asked, world.chief)
    for _ in range(2):
        revoke(asked, world.chief, "认定有误")
    assert AuditEvent.objects.filter(action__startswith="absence.").count() == 3


def test_another_request_waits_for_the_first(world, part, asked):
    with pytest.raises(AbsenceRefused, match="待批准"):
        ask(part, world.water_head, "另有理由", FULL)
    with pytest.raises(AbsenceRefused, match="待批准"):
        declare(part, world.chief, "另有理由", FULL)


@pytest.mark.parametrize(
    "name", ["water_staff", "water_admin", "housing_head", "town_head", "reviewer", "leader", "city_receiver"]
)
def test_others_neither_ask_nor_decide(world, part, asked, name):
    person, other = world.people[name], part_of(part.task.plan, world.water, "2")
    for act in (
        lambda: ask(other, person, "无", RENORMALISE), lambda: approve(asked, person),
        lambda: refuse(asked, person, "有"), lambda: revoke(asked, person, "误"), lambda: withdraw(asked, person),
        lambda: declare(part, person, "无", RENORMALISE),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_unit_does_not_decide_its_own_and_the_chief_does_not_withdraw(world, asked):
    with pytest.raises(PermissionDenied):
        approve(asked, world.water_head)
    with pytest.raises(PermissionDenied):
        withdraw(asked, world.chief)


def test_a_chief_of_the_assessed_unit_stands_back(world, asked):
    open_membership(world.chief, world.water, Role.UNIT_STAFF, by=None)
    with pytest.raises(PermissionDenied, match="回避"):
        approve(asked, world.chief)


@pytest.mark.parametrize("state", ["published", "archived"])
def test_nothing_moves_after_publication(world, plan, part, asked, state):
    if state == "published":
        plan.scores_published_at = clock.now()
    else:
        plan.status = PlanStatus.CLOSED
    plan.save()
    other = part_of(plan, world.water, "2")
    for act in (
        lambda: ask(other, world.water_head, "无", FULL), lambda: declare(other, world.chief, "无", FULL),
        lambda: approve(asked, world.chief), lambda: refuse(asked, world.chief, "有"),
        lambda: withdraw(asked, world.water_head),
    ):
        with pytest.raises(AbsenceRefused, match=r"已经公布|不在执行中"):
            act()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": "  "}, "写明不适用的理由"), ({"treatment": "drop"}, "分值怎样处理"),
        ({"treatment": TRANSFER}, "并入本单位的哪一项"),
    ],
)
def test_bad_requests_are_explained(world, part, change, words):
    request = {"reason": "本区无此项工作", "treatment": RENORMALISE} | change
    with pytest.raises(AbsenceRefused, match=words):
        ask(part, world.water_head, **request)


def test_a_task_is_signed_for_first(world, part):
    TaskUnit.objects.filter(pk=part.pk).update(receipt=Receipt.WAITING)
    with pytest.raises(AbsenceRefused, match="还没有签收"):
        ask(part, world.water_head, "无", RENORMALISE)


def test_the_effect_of_each_treatment_in_words(world, plan, part):
    AnnualTask.objects.filter(plan=plan, number="1").update(full_marks=3)
    three = part_of(plan, world.water)
    words = []
    for treatment, to in ((RENORMALISE, None), (TRANSFER, task_of(plan, "2")), (FULL, None)):
        absence = declare(three, world.chief, "无", treatment, to)
        words.append(effect_of(absence))
        revoke(absence, world.chief, "误")
    assert words == [
        "其余项目折算：本单位应得分由23变为20",
        "分值并入另一项：第2项“污水处理率2”由10分变为13分，本单位应得分仍为23",
        "按满分计：本项计3分，本单位应得分仍为23",
    ]


def test_a_cooperating_line_counts_by_its_weight(world, plan):
    absence = declare(part_of(plan, world.town), world.chief, "无", RENORMALISE)
    assert effect_of(absence) == "其余项目折算：本单位应得分由15变为10"


def test_an_effect_stands_beside_those_in_force(world, plan):
    declare(part_of(plan, world.water), world.chief, "无", RENORMALISE)
    second = declare(part_of(plan, world.water, "2"), world.chief, "无", RENORMALISE)
    assert effect_of(second) == "其余项目折算：本单位应得分由20变为10"


def test_points_go_only_to_a_line_that_counts(world, plan, part):
    other = part_of(plan, world.water, "2")
    ask(other, world.water_head, "无", FULL)
    assert list(receivers_of(part)) == [task_of(plan, "3")]
    with pytest.raises(AbsenceRefused, match="并入本单位的哪一项"):
        ask(part, world.water_head, "无", TRANSFER, task_of(plan, "2"))
    ask(part, world.water_head, "无", TRANSFER, task_of(plan, "3"))
    with pytest.raises(AbsenceRefused, match="第1项的分值并入了本项"):
        ask(part_of(plan, world.water, "3"), world.water_head, "无", RENORMALISE)


def test_the_last_line_is_not_rebased(world):
    plan = make_plan(world, tasks=1)
    part = part_of(plan, world.water)
    with pytest.raises(AbsenceRefused, match="请改用“按满分计”"):
        ask(part, world.water_head, "无", RENORMALISE)
    assert ask(part, world.water_head, "无", FULL).treatment == FULL


def test_the_chief_approves_with_another_treatment(world, plan, asked):
    done = approve(asked, world.chief, treatment=TRANSFER, transfer_to=task_of(plan, "2"))
    done.refresh_from_db()
    assert (done.treatment, done.transfer_to, done.status) == (TRANSFER, task_of(plan, "2"), AbsenceStatus.APPROVED)
    with pytest.raises(AbsenceRefused, match="第1项的分值并入了本项"):
        declare(part_of(plan, world.water, "2"), world.chief, "无", FULL)


def test_a_line_that_leaves_the_plan_takes_its_absence_along(world, plan, asked):
    TaskUnit.objects.get(pk=asked.task_unit_id).delete()
    assert not Absence.objects.exists()


@pytest.mark.parametrize("units", [1, 3])
def test_effects_cost_two_queries(world, plan, units, django_assert_num_queries):
    for unit in (world.water, world.housing, world.town)[:units]:
        declare(part_of(plan, unit), world.chief, "无", RENORMALISE)
    absences = list(Absence.objects.select_related("task_unit__task", "transfer_to"))
    with django_assert_num_queries(2):
        assert len({row.effect for row in rows_of(absences)}) <= 2
    assert rows_of(absences)[0].absence.task_unit.task.full_marks == Decimal(10)
