"""Freezing, reports and the way up. A leader sees a package once it was sent, the city once it was handed in."""

from assessments.models import Report
from assessments.services import package as packages
from assessments.services.report import request_reports
from assessments.services.snapshot import freeze, publish
from tests.access import Row, Seed, everyone, only
from tests.assessments.year import frozen, mark_ready, package_at, shelved

OFFICE = ("chief", "reviewer")
IN_DISTRICT = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head", "reviewer",
               "leader")


def plan(seed: Seed) -> dict:
    return {"pk": seed.plan.pk}


def snapshot(seed: Seed) -> dict:
    return {"pk": frozen(seed.world, seed.plan).pk}


def approved_snapshot(seed: Seed) -> dict:
    return {"pk": package_at(seed.world, seed.plan, "approved").snapshot_id}


def package(status: str):
    return lambda seed: {"pk": package_at(seed.world, seed.plan, status).pk}


def report_before_sending(seed: Seed) -> dict:
    return {"pk": shelved(seed.world, seed.plan).reports.get(unit=seed.world.water).pk}


def published_report(seed: Seed, **more) -> dict:
    package = package_at(seed.world, seed.plan, "handed_in")
    publish(package.snapshot, seed.world.chief)
    return {"pk": Report.objects.get(unit=seed.world.water).pk, **more}


def pdf(seed: Seed) -> dict:
    return published_report(seed, form="pdf")


def sent_while_lines_are_open(seed: Seed) -> None:
    """Made before what the other areas make: a year with an open appeal is not frozen."""
    snapshot = freeze(seed.plan, seed.person("chief"), allow_open=True, reason="其余单位另行催报。")
    for report in request_reports(snapshot, seed.person("chief")):
        mark_ready(report)
    packages.send(packages.prepare(seed.plan, snapshot, seed.person("chief")), seed.person("chief"))


FURNITURE = [sent_while_lines_are_open]

READERS = only(*OFFICE, "leader", "city_receiver", "water_staff", "water_head")
REASON = {"text": "请核对第1项。"}

ROWS = [
    Row("report_list", allowed=everyone(200)),
    Row("freeze", plan, only("chief") | only(*IN_DISTRICT, status=403), default=404),
    Row("freeze", plan, only("chief", status=422) | only(*IN_DISTRICT, status=403), method="POST", default=404,
        note="open"),
    Row("report_build", snapshot, {"chief": 302, "reviewer": 403}, method="POST", default=404),
    Row("report_build", snapshot, only(*OFFICE, status=302), {"units": "all"}, "POST", 404, note="units"),
    Row("snapshot_publish", approved_snapshot, {"chief": 302, "reviewer": 403, "leader": 403}, method="POST",
        default=404),
    Row("package_prepare", snapshot, {"chief": 302, "reviewer": 403}, method="POST", default=404),
    Row("report_view", report_before_sending, only(*OFFICE), default=404, note="unsent"),
    Row("report_view", published_report, READERS, default=404, note="published"),
    Row("report_inline", published_report, READERS, default=404),
    Row("report_download", pdf, READERS, default=404),
    Row("report_zip", report_before_sending, only(*OFFICE, status=302), method="POST", default=404),
    Row("package_list", allowed=everyone(200)),
    Row("package_detail", package("prepared"), only(*OFFICE), default=404, note="prepared"),
    Row("package_detail", package("sent"), only(*OFFICE, "leader"), default=404, note="sent"),
    Row("package_detail", package("handed_in"), only(*OFFICE, "leader", "city_receiver"), default=404,
        note="handed_in"),
    Row("package_indicators", package("sent"), only(*OFFICE, "leader"), default=404),
    Row("package_deductions", package("sent"), only(*OFFICE, "leader"), default=404),
    Row("package_send", package("prepared"), {"chief": 302, "reviewer": 403}, method="POST", default=404),
    Row("package_approve", package("sent"), {"leader": 302, "chief": 403, "reviewer": 403}, {"text": "同意上报。"},
        "POST", 404),
    Row("package_send_back", package("sent"), {"leader": 302, "chief": 403, "reviewer": 403}, REASON, "POST", 404),
    Row("package_hand_in", package("approved"), {"chief": 302, "reviewer": 403, "leader": 403}, method="POST",
        default=404),
    Row("package_accept", package("handed_in"), {"city_receiver": 302, **only(*OFFICE, "leader", status=403)}, {},
        "POST", 404),
    Row("package_return", package("handed_in"), {"city_receiver": 302, **only(*OFFICE, "leader", status=403)}, REASON,
        "POST", 404),
]
