"""The two demonstration years: 2021 walked to its end, and the running year with every state on view."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from assessments.models import Package, Report
from assessments.services import package as packages
from assessments.services.report import request_evidence_zip, request_reports
from assessments.services.snapshot import freeze
from assessments.services.snapshot import publish as publish_scores
from departments.models import Job
from departments.services import job as jobs
from eco_demo.lib import clock
from indicators.models import IndicatorSet
from tasks.choices import TaskRole
from tasks.models import Plan
from tasks.services.plan import close_plan
from tasks.services.receipt import hand_back

from . import scoring
from .people import District
from .plan import SET_CODE, finished_year_dates, running_year_dates, set_up_indicators, set_up_plan
from .year import YearWalk, at_office_hours, by_unit

Say = Callable[[str], None]


def lay_out_finished_year(district: District, say: Say) -> Plan:
    """Publish, sign, fill, submit, return, resubmit, accept: the whole of 2021 up to the last score."""
    dates = finished_year_dates()
    with clock.at(at_office_hours(dates["issued_on"])):
        plan = set_up_plan(district, set_up_indicators(district), year=2021, dates=dates)
        scoring.set_up_scheme(district, plan, in_stages=False)
    walk = YearWalk(district, plan)
    parts = walk.parts()
    say(f"{plan.title}：{plan.tasks.count()} 项任务，{len(parts)} 项单位任务")
    walk.sign(parts, date(2021, 9, 3))
    with clock.at(at_office_hours(date(2021, 9, 6))):
        absences = scoring.ask_absences(district, plan)
        scoring.approve_absences(district, absences)
    absent = {absence.task_unit_id for absence in absences}
    parts = [part for part in parts if part.pk not in absent]
    first_day = dates["self_check_from"]
    for index, rows in enumerate(by_unit(parts).values()):
        for part in rows:
            walk.fill(part, first_day + timedelta(days=2 + index % 6))
            walk.submit(part, first_day + timedelta(days=8 + index % 6))
    say("单位已全部填报提交")
    for part in parts:
        if walk.is_returned_once(part):
            walk.send_back(part, first_day + timedelta(days=15))
            walk.submit(part, first_day + timedelta(days=16))
    scoring.certify_numbers(district, plan, first_day + timedelta(days=17))
    for part in parts:
        walk.accept(part, first_day + timedelta(days=18))
    scoring.enter_specials(district, plan, first_day + timedelta(days=18))
    say("审核评分完成")
    scoring.feed_back(district, plan, first_day + timedelta(days=19))
    scoring.appeal_and_recheck(district, plan, date(2022, 1, 24), date(2022, 1, 26))
    say("得分已反馈，申诉已办结")
    return plan


def hand_in_finished_year(district: District, plan: Plan, say: Say, *, here: Iterable[str]) -> Package:
    """Freeze, build, approve, hand in, accept, publish; returns the accepted package.

    Reports of the job kinds named in `here` are built on the spot, the others are left to the worker.
    """
    people = district.people
    with clock.at(at_office_hours(date(2022, 1, 28))):
        snapshot = freeze(plan, by=people["hwb-zr"])
        build_reports(snapshot, people["hwb-zr"], say, here=here)
        package = packages.prepare(plan, snapshot, by=people["hwb-zr"])
        package = packages.send(package, by=people["hwb-zr"])
    with clock.at(at_office_hours(date(2022, 1, 29))):
        package = packages.approve(package, by=people["qld"], comment="同意上报。")
    with clock.at(at_office_hours(date(2022, 1, 30))):
        package = packages.hand_in(package, by=people["hwb-zr"])
    with clock.at(at_office_hours(date(2022, 2, 18))):
        package = packages.accept(package, by=people["xy-hwb"], comment="材料齐全，予以接收。")
    with clock.at(at_office_hours(date(2022, 5, 20))):
        publish_scores(snapshot, by=people["hwb-zr"])
    return package


def build_reports(snapshot, by, say: Say, *, here: Iterable[str]) -> None:
    """Ask for the reports as a person would, and do the jobs of the kinds in `here` without waiting for a worker."""
    request_reports(snapshot, by=by)
    _work_off(here, say)
    if "evidence_zip" in here:
        request_evidence_zip(Report.objects.of_district().get(snapshot=snapshot), by=by)
        _work_off(here, say)


def _work_off(kinds: Iterable[str], say: Say) -> None:
    waiting = list(Job.objects.open().filter(kind__in=kinds).order_by("id"))
    for number, job in enumerate(waiting, 1):
        jobs.run(job.pk)
        job.refresh_from_db()
        say(f"{number}/{len(waiting)} {job}")


def archive_finished_year(district: District, plan: Plan) -> None:
    with clock.at(at_office_hours(date(2022, 6, 1))):
        close_plan(plan, by=district.people["hwb-zr"])


def lay_out_running_year(district: District, say: Say) -> Plan:
    """This year's plan in the middle of its self-check: some signed, some drafts, some handed in, some returned."""
    today = clock.today()
    dates = running_year_dates(today)
    indicator_set = IndicatorSet.objects.filter(code=SET_CODE).first() or set_up_indicators(district)
    with clock.at(at_office_hours(dates["issued_on"])):
        plan = set_up_plan(district, indicator_set, year=today.year, dates=dates)
        scoring.set_up_scheme(district, plan, in_stages=True)
    walk = YearWalk(district, plan)
    parts = walk.parts()
    unsigned = [part for index, part in enumerate(parts) if part.role == TaskRole.SUPPORT and index % 11 == 5]
    walk.sign([part for part in parts if part not in unsigned], dates["work_from"])
    for part in unsigned[:2]:
        with clock.at(at_office_hours(dates["work_from"])):
            hand_back(part, reason="本单位职责中没有此项配合内容，请核实分工。", by=district.head(part.unit))
    with clock.at(at_office_hours(dates["work_from"], 11)):
        absent = {absence.task_unit_id for absence in scoring.ask_absences(district, plan)}
    opened = dates["self_check_from"]
    for index, part in enumerate(parts):
        if part not in unsigned and part.pk not in absent:
            _leave_somewhere(walk, part, index, opened)
    say(f"{plan.title}：填报进行中，{plan.self_check_to:%Y-%m-%d} 截止")
    return plan


def _leave_somewhere(walk: YearWalk, part, index: int, opened: date) -> None:
    """Spread the lines over the states, lead lines further on than cooperating ones."""
    place = index % 10
    last = 8 if part.role == TaskRole.LEAD else 5
    if place > last:
        return
    walk.fill(part, opened + timedelta(days=1 + index % 4))
    if place > last - 2:
        return
    walk.submit(part, opened + timedelta(days=5 + index % 4))
    if walk.is_returned_once(part):
        walk.send_back(part, opened + timedelta(days=10))
    elif place < last - 4:
        walk.accept(part, opened + timedelta(days=10))
        if index % 4:
            walk.conclude(part, opened + timedelta(days=11))


