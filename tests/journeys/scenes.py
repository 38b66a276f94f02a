"""`python -m tests.journeys.scenes bare | open | busy …`: lays a district into the database the environment names."""

import sys
from decimal import Decimal
from io import BytesIO

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from assessments.services import package as packages  # noqa: E402
from assessments.services.report import request_reports  # noqa: E402
from assessments.services.review import accept_ledger, deduct, open_review, return_ledger  # noqa: E402
from assessments.services.snapshot import freeze  # noqa: E402
from departments.choices import JobStatus  # noqa: E402
from departments.models import Job, User  # noqa: E402
from tasks.choices import Receipt  # noqa: E402
from tasks.models import AnnualTask, Ledger, Plan, Submission, TaskUnit  # noqa: E402
from tasks.services.evidence import add_file  # noqa: E402
from tasks.services.ledger import save_draft, send_to_head, submit_ledger  # noqa: E402
from tasks.services.receipt import hand_back  # noqa: E402
from tests.assessments.year import mark_ready  # noqa: E402
from tests.conftest import QUICK_HASHERS  # noqa: E402
from tests.lib.samples import pdf, picture  # noqa: E402
from tests.world import PASSWORD, World, build_world, make_indicator_set, make_plan, part_of  # noqa: E402

NARRATIVE = "全年监测十二次，均值达到年度目标；对两处泵站进行了改造，新增管网三公里。" * 6
LONG_TITLE = "城镇生活污水集中处理率与农村生活污水治理率（含黑臭水体消除比例、乡镇污水处理设施正常运行率）"


def bare(world: World) -> None:
    """Units and a published set, no plan yet."""
    make_indicator_set(world.office)


def draft(world: World) -> None:
    """A plan broken down to the units and not yet published."""
    make_plan(world, tasks=2, published=False)


def opened(world: World) -> None:
    """A published plan, everything signed for, nothing filled."""
    make_plan(world, tasks=3)


def handed_in(world: World) -> None:
    """Two lines of the same unit before the reviewers, the first of them two points under its target."""
    plan = make_plan(world, tasks=2)
    for number, actual in (("1", "88"), ("2", "95")):
        ledger = _fill(part_of(plan, world.water, number), world.water_staff, actual)
        submit_ledger(ledger, world.water_head)


def busy(world: World) -> None:
    """Lines in every state with long names, and the last steps of a year: frozen, built, sent up for approval."""
    plan = make_plan(world, tasks=8)
    AnnualTask.objects.filter(number="1").update(title=LONG_TITLE)
    for number in "12":
        _accept(world, _hand_in(part_of(plan, world.water, number), world.water_staff, world.water_head))
        _accept(world, _hand_in(part_of(plan, world.town, number), world.town_staff, world.town_head))
    for number in "34":
        _hand_in(part_of(plan, world.water, number), world.water_staff, world.water_head)
    _send_back(world, _hand_in(part_of(plan, world.water, "5"), world.water_staff, world.water_head))
    _fill(part_of(plan, world.water, "6"), world.water_staff)
    send_to_head(_fill(part_of(plan, world.water, "7"), world.water_staff), world.water_staff)
    TaskUnit.objects.filter(task__number="8").update(receipt=Receipt.WAITING)
    hand_back(part_of(plan, world.housing, "8"), "本单位职责中没有此项配合内容，请核实分工。", world.housing_head)
    _send_up(world, plan)


def _fill(part: TaskUnit, by: User, actual: str = "91.5") -> Ledger:
    for name, content in (("监测报告.pdf", pdf()), ("现场照片.png", picture("PNG"))):
        add_file(BytesIO(content), name, unit=part.unit, year=part.year, by=by, ledger=part.ledger,
                 title=f"{part.task}{name.partition('.')[0]}", kind="report")
    part.ledger.refresh_from_db()
    values = {value.target_id: actual for value in part.ledger.values.all()}
    return save_draft(part.ledger, by=by, version=part.ledger.version, values=values, self_score=Decimal(9),
                      narrative=NARRATIVE, problems="", next_steps="")


def _hand_in(part: TaskUnit, staff: User, head: User) -> Submission:
    return submit_ledger(_fill(part, staff), head)


def _accept(world: World, submission: Submission) -> None:
    review = open_review(submission, world.reviewer)
    deduct(review, world.reviewer, Decimal("1.25"), "监测报告缺第三季度数据。", "每缺一个季度扣1.25分。",
           version=review.version)
    review.refresh_from_db()
    accept_ledger(review, "材料基本齐全。", world.reviewer, review.version, confirmed=True)


def _send_back(world: World, submission: Submission) -> None:
    review = open_review(submission, world.reviewer)
    return_ledger(review, [("actual", None, "完成值与监测报告第3页的年均值不一致，请核对后重新填写。")], "请补正。",
                  world.reviewer, review.version)


def _send_up(world: World, plan: Plan) -> None:
    snapshot = freeze(plan, world.chief, allow_open=True, reason="其余单位的台账另行催报。")
    for report in request_reports(snapshot, world.chief):
        mark_ready(report, pdf(3))
    Job.objects.update(status=JobStatus.DONE, percent=100)
    packages.send(packages.prepare(plan, snapshot, world.chief), world.chief)


SCENES = {"bare": bare, "draft": draft, "open": opened, "handed_in": handed_in, "busy": busy}


@transaction.atomic
def lay_out(scene: str) -> None:
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        world = build_world()
    # One good hash for all of them: fifteen would take seconds.
    User.objects.update(password=make_password(PASSWORD))
    SCENES[scene](world)


if __name__ == "__main__":
    lay_out(sys.argv[1])
