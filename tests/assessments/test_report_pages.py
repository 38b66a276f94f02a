"""The shelf of reports, freezing and the pages of the way up, as each role meets them."""

import pytest
from django.urls import reverse

from assessments.models import Package, Report, Snapshot
from assessments.services.snapshot import publish
from departments.choices import Result
from departments.models import AuditEvent, Job
from eco_demo.lib.content_store import path_of
from tests.assessments.year import frozen, package_at, score_line, shelved
from tests.world import part_of


def shelf(client, **query) -> str:
    return client.get(reverse("report_list"), query).content.decode()


def test_an_empty_shelf_says_what_comes_next(world, plan, as_user):
    assert "还没有可以查看的报告" in shelf(as_user(world.leader))
    page = shelf(as_user(world.chief))
    assert "还没有冻结年度数据" in page and reverse("freeze", args=[plan.pk]) in page


def test_a_leader_finds_the_yearly_report_first(world, plan, as_user):
    package_at(world, plan, "sent")
    page = shelf(as_user(world.leader))
    assert page.index("自查总结报告") < page.index("单位考核报告")
    assert reverse("report_download", args=[Report.objects.of_district().get().pk, "pdf"]) in page
    assert "补齐未生成的报告" not in page and "打包佐证材料" not in page


def test_a_unit_finds_its_own_report_once_published(world, plan, as_user):
    package = package_at(world, plan, "approved")
    assert "还没有可以查看的报告" in shelf(as_user(world.water_head))
    publish(package.snapshot, world.chief)
    page = shelf(as_user(world.water_head))
    assert "区水利局" in page and "区住房和城乡建设局" not in page and "自查总结报告" not in page


def test_the_city_finds_what_was_handed_in_whatever_the_year(world, plan, as_user):
    type(plan).objects.filter(pk=plan.pk).update(year=2001)
    plan.refresh_from_db()
    package_at(world, plan, "handed_in")
    assert "自查总结报告" in shelf(as_user(world.city_receiver))


def test_the_shelf_is_searched_by_name_initials_and_class(world, plan, as_user):
    type(world.water).objects.filter(pk=world.water.pk).update(initials="qslj")
    for unit in ("housing", "town", "street", "statistics"):
        assert getattr(world, unit).initials == ""
    snapshot = shelved(world, plan)
    client = as_user(world.chief)
    for query, found in (({"q": "水利"}, 1), ({"q": "QSLJ"}, 1), ({"unit_class": "township"}, 2), ({"q": "无"}, 0)):
        context = client.get(reverse("report_list"), {"snapshot": snapshot.pk, **query}).context
        assert len(context["reports"]) == found


def test_a_senseless_filter_is_left_out(world, plan, as_user):
    shelved(world, plan)
    for query in ({"snapshot": "x"}, {"snapshot": "99999"}, {"unit_class": "x"}, {"q": "字" * 50}):
        assert as_user(world.chief).get(reverse("report_list"), query).status_code == 200


def test_while_reports_are_built_the_shelf_refreshes_itself(world, plan, as_user):
    snapshot, client = frozen(world, plan), as_user(world.chief)
    client.post(reverse("report_build", args=[snapshot.pk]))
    assert Job.objects.count() == 5
    assert 'hx-trigger="every 2s"' in shelf(client)
    fragment = client.get(reverse("report_list"), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="shelf"') and "还有 <strong>5</strong> 份" in fragment


def test_a_reviewer_builds_the_units_reports(world, plan, as_user):
    snapshot = frozen(world, plan)
    as_user(world.reviewer).post(reverse("report_build", args=[snapshot.pk]), {"units": "all"})
    assert set(Report.objects.values_list("unit__code", flat=True)) == {"d-water", "d-housing", "d-town", "d-street"}


@pytest.mark.parametrize("unit", ["x", "", "99999", "-1", "1" * 30])
def test_a_unit_that_is_none_is_not_found(world, plan, as_user, unit):
    snapshot = frozen(world, plan)
    assert as_user(world.chief).post(
        reverse("report_build", args=[snapshot.pk]), {"unit": unit}
    ).status_code == 404


def test_a_download_is_an_attachment_and_is_in_the_trail(world, plan, as_user):
    shelved(world, plan)
    report = Report.objects.get(unit=world.water)
    response = as_user(world.chief).get(reverse("report_download", args=[report.pk, "pdf"]))
    assert b"".join(response.streaming_content) == path_of(report.pdf.sha256).read_bytes()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    event = AuditEvent.objects.get(action="report.download")
    assert (event.actor, event.detail["form"]) == (world.chief, "pdf")


def test_the_reading_page_shows_it_in_a_frame_of_our_own(world, plan, as_user):
    shelved(world, plan)
    report, client = Report.objects.get(unit=world.water), as_user(world.chief)
    inline = reverse("report_inline", args=[report.pk])
    assert f'<iframe src="{inline}"' in client.get(reverse("report_view", args=[report.pk])).content.decode()
    response = client.get(inline)
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_what_was_not_built_or_is_foreign_is_not_found_and_leaves_a_trace(world, plan, as_user):
    shelved(world, plan)
    report = Report.objects.get(unit=world.water)
    for person, form in ((world.housing_head, "pdf"), (world.leader, "pdf"), (world.chief, "zip")):
        assert as_user(person).get(reverse("report_download", args=[report.pk, form])).status_code == 404
    assert AuditEvent.objects.filter(action="access.refused", result=Result.REFUSED).count() == 3


def test_a_file_lost_from_the_store_is_not_an_error_page(world, plan, as_user):
    shelved(world, plan)
    report = Report.objects.get(unit=world.water)
    path_of(report.pdf.sha256).unlink()
    assert as_user(world.chief).get(reverse("report_download", args=[report.pk, "pdf"])).status_code == 404


def test_freezing_shows_what_is_open_and_asks_for_a_reason(world, plan, as_user):
    score_line(world, part_of(plan, world.water))
    client, url = as_user(world.chief), reverse("freeze", args=[plan.pk])
    units = client.get(url).context["units"]
    assert [(unit.name, unit.total) for unit in units][:2] == [("区水利局", 2), ("区住房和城乡建设局", 3)]
    refused = client.post(url, {"allow_open": "on", "reason": " "})
    assert refused.status_code == 422 and "请写明现在冻结的理由" in refused.content.decode()
    assert "还有11项没有审核通过" in client.post(url, {"reason": "想冻结"}).content.decode()
    assert client.post(url, {"allow_open": "on", "reason": "机构撤并"}).status_code == 302
    assert Snapshot.objects.get().plan == plan


def test_a_package_page_shows_the_frozen_figures_and_the_steps(world, plan, as_user):
    package = package_at(world, plan, "sent")
    page = as_user(world.leader).get(reverse("package_detail", args=[package.pk])).content.decode()
    for words in ("95.83", "审定通过", "退回修改", "区水利局", "失分最多", "采用数据快照#1"):
        assert words in page
    assert "data-confirm" in page


def test_figures_on_the_page_stay_when_the_tables_change(world, plan, as_user):
    package = package_at(world, plan, "sent")
    part_of(plan, world.water).ledger.submissions.get().review.deductions.all().delete()
    page = as_user(world.leader).get(reverse("package_deductions", args=[package.pk])).content.decode()
    assert "污水处理率1少交一份材料" in page


def test_sending_back_without_a_reason_keeps_the_page(world, plan, as_user):
    package = package_at(world, plan, "sent")
    response = as_user(world.leader).post(reverse("package_send_back", args=[package.pk]), {"text": ""})
    assert response.status_code == 422
    assert "请写明退回理由" in response.content.decode()
    assert Package.objects.get().status == "sent"


def test_a_stale_page_is_answered_with_words(world, plan, as_user):
    package = package_at(world, plan, "accepted")
    response = as_user(world.city_receiver).post(
        reverse("package_return", args=[package.pk]), {"text": "请核对"}, follow=True
    )
    assert "这份材料现在是“市级已接收”" in response.content.decode()


def test_publishing_too_early_says_what_is_missing(world, plan, as_user):
    snapshot = shelved(world, plan)
    response = as_user(world.chief).post(reverse("snapshot_publish", args=[snapshot.pk]), follow=True)
    assert "还没有经区政府审定" in response.content.decode()


def test_the_shelf_costs_the_same_for_one_report_and_for_four(world, plan, as_user, django_assert_num_queries):
    package = package_at(world, plan, "approved")
    publish(package.snapshot, world.chief)
    Report.objects.exclude(unit=world.water).update(status="building")
    for person, queries in ((world.water_head, 8), (world.leader, 8)):
        client = as_user(person)
        shelf(client)
        for status in ("building", "ready"):
            Report.objects.exclude(unit=world.water).update(status=status)
            with django_assert_num_queries(queries):
                shelf(client)


def test_a_package_page_costs_the_same_whatever_the_year_holds(world, plan, as_user, django_assert_num_queries):
    package, client = package_at(world, plan, "sent"), as_user(world.leader)
    client.get(reverse("package_detail", args=[package.pk]))
    for status in ("building", "ready"):
        Report.objects.filter(unit__isnull=False).update(status=status)
        with django_assert_num_queries(11):
            client.get(reverse("package_detail", args=[package.pk]))
