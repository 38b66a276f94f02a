"""`python -m tests.journeys.scenes draft | open | busy`: lays a district into the database the environment names."""

import sys
from io import BytesIO

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from assessments.services import package as packages  # noqa: E402
from assessments.services.report import request_reports  # noqa: E402
from assessments.services.review import open_review, return_ledger  # noqa: E402
from assessments.services.snapshot import freeze  # noqa: E402
from departments.choices import JobStatus  # noqa: E402
from departments.models import Job, User  # noqa: E402
from tasks.choices import Receipt  # noqa: E402
from tasks.models import AnnualTask, Ledger, Plan, TaskUnit  # noqa: E402
from tasks.services.evidence import add_file  # noqa: E402
from tasks.services.ledger import submit_ledger  # noqa: E402
from tests.assessments.year import mark_ready, score_line  # noqa: E402
from tests.conftest import QUICK_HASHERS  # noqa: E402
from tests.lib.samples import pdf, picture  # noqa: E402
from tests.world import PASSWORD, World, build_world, make_plan, part_of  # noqa: E402

LONG_TITLE = "城镇生活污水集中处理率与农村生活污水治理率（含黑臭水体消除比例、乡镇污水处理设施正常运行率）"


def draft(world: World) -> None:
    """A plan broken down to the units and not yet published."""
    make_plan(world, tasks=2, published=False)


def opened(world: World) -> None:
    """A published plan, everything signed for, nothing filled."""
    make_plan(world, tasks=3)


def busy(world: World) -> None:
    """Lines in every state with long names, and last steps of a year: frozen, built, sent up for approval."""
    plan = make_plan(world, tasks=8)
    AnnualTask.objects.filter(number="1").update(title=LONG_TITLE)
    _score_and_hand_in(world, plan)
    _return_one(world, plan)
    _leave_a_draft(world, part_of(plan, world.water, "6"))
    TaskUnit.objects.filter(unit=world.water, task__number="8").update(receipt=Receipt.WAITING)
    snapshot = freeze(plan, world.chief, allow_open=True, reason="其余单位的台账另行催报。")
    for report in request_reports(snapshot, world.chief):
        mark_ready(report, pdf(3))
    Job.objects.update(status=JobStatus.DONE, percent=100)
    packages.send(packages.prepare(plan, snapshot, world.chief), world.chief)


def _score_and_hand_in(world: World, plan: Plan) -> None:
    for number in "123":
        score_line(world, part_of(plan, world.water, number), points="1.25" if number == "1" else None)
        score_line(world, part_of(plan, world.town, number))
    for number in "45":
        _fill_and_submit(world, part_of(plan, world.water, number))


def _fill_and_submit(world: World, part: TaskUnit) -> None:
    _leave_a_draft(world, part)
    submit_ledger(part.ledger, world.water_head)


def _leave_a_draft(world: World, part: TaskUnit) -> None:
    part.ledger.values.update(actual="91.5")
    Ledger.objects.filter(pk=part.ledger.pk).update(self_score="9", narrative="全年监测达标。" * 12)
    for name, content in (("监测报告.pdf", pdf()), ("现场照片.png", picture("PNG"))):
        add_file(BytesIO(content), name, unit=part.unit, year=part.year, by=world.water_staff, ledger=part.ledger,
                 title=f"{part.task}{name.partition('.')[0]}", kind="report")


def _return_one(world: World, plan: Plan) -> None:
    review = open_review(part_of(plan, world.water, "5").ledger.submissions.get(), world.reviewer)
    return_ledger(review, [("actual", None, "完成值与监测报告第3页的年均值不一致，请核对后重新填写。")], "请补正。",
                  world.reviewer, review.version)


SCENES = {"draft": draft, "open": opened, "busy": busy}


@transaction.atomic
def lay_out(scene: str) -> None:
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        world = build_world()
    # One good hash for all of them: fifteen would take seconds.
    User.objects.update(password=make_password(PASSWORD))
    SCENES[scene](world)


if __name__ == "__main__":
    lay_out(sys.argv[1])
