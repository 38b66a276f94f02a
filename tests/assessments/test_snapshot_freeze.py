"""Freezing a year: the same data is the same hash, open lines need a reason, nothing changes afterwards."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assessments import totals
from assessments.models import Deduction, LineReview, Snapshot
from assessments.reports.snapshot_collect import collect
from assessments.reports.snapshot_data import from_json, to_json
from assessments.services import snapshot as service
from assessments.services.snapshot import CannotFreeze, CannotPublish, LinesStillOpen, freeze, publish
from departments.models import AuditEvent
from tasks.choices import LedgerStatus
from tests.assessments.year import frozen, hand_in, package_at, score_line, score_year
from tests.world import make_indicator_set, make_plan, part_of


def test_a_frozen_year_holds_what_the_tables_hold(world, plan):
    year = from_json(frozen(world, plan).data)
    water = year.unit(world.water.pk)
    assert [(line.number, line.score, line.met) for line in water.lines] == [
        ("1", Decimal("8.75"), "not_met"), ("2", Decimal("10.00"), "met"), ("3", Decimal("10.00"), "met")
    ]
    assert (water.rank, water.class_size, water.result.percent) == (2, 2, Decimal("95.83"))
    assert year.result.percent == Decimal("95.83")
    assert (year.binding.met, year.binding.not_met) == (2, 1)
    assert water.lines[0].deductions[0].reason == "污水处理率1少交一份材料"
    assert water.lines[0].targets[0].actual == "95.5%"
    assert year.indicators[0].supports == ("区住房和城乡建设局", "各镇(办、区)（2个）")


def test_totals_of_the_snapshot_are_those_of_the_one_module(world, plan):
    year = from_json(frozen(world, plan).data)
    for unit in year.units:
        lines = tuple(line.as_score_line for line in unit.lines)
        total = totals.outcome_of(totals.UnitScores(unit.id, unit.unit_class, lines)).total
        assert (unit.result.earned, unit.result.possible, unit.result.percent) == (
            total.earned, total.possible, total.percent
        )
    total = totals.district_total(line.as_score_line for unit in year.units for line in unit.lines)
    assert year.result.percent == total.percent


def test_the_text_is_canonical_and_reads_back(world, plan):
    snapshot = frozen(world, plan)
    assert to_json(from_json(snapshot.data)) == snapshot.data
    assert snapshot.data == json.dumps(
        json.loads(snapshot.data), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_freezing_again_without_a_change_gives_the_same_snapshot(world, plan):
    first = frozen(world, plan)
    assert freeze(plan, world.chief) == first
    assert AuditEvent.objects.filter(action="snapshot.freeze").count() == 1


def test_a_changed_score_is_a_new_number_and_the_old_one_stays(world, plan):
    first = frozen(world, plan)
    LineReview.objects.filter(submission__ledger=part_of(plan, world.water, "2").ledger).update(score=Decimal("9"))
    second = freeze(plan, world.chief)
    assert (second.number, second.sha256 != first.sha256) == (2, True)
    assert Snapshot.objects.get(pk=first.pk).data == first.data


def test_open_lines_are_refused_with_their_states(world, plan):
    score_line(world, part_of(plan, world.water))
    hand_in(world, part_of(plan, world.housing))
    with pytest.raises(LinesStillOpen, match=r"还有11项没有审核通过（未填报10项、待审核1项）"):
        freeze(plan, world.chief)
    with pytest.raises(LinesStillOpen):
        freeze(plan, world.chief, allow_open=True)
    assert not Snapshot.objects.exists()


def test_open_lines_are_frozen_with_a_reason_and_count_as_nothing_earned(world, plan):
    score_line(world, part_of(plan, world.water))
    year = from_json(freeze(plan, world.chief, allow_open=True, reason="机构撤并").data)
    assert (year.open_lines, year.open_reason) == (11, "机构撤并")
    assert year.result.percent == Decimal("33.33")


def test_a_reason_is_not_kept_when_nothing_is_open(world, plan):
    first = frozen(world, plan)
    assert freeze(plan, world.chief, allow_open=True, reason="多写了") == first


def test_a_pending_review_gives_no_score(world, plan):
    score_year(world, plan)
    ledger = part_of(plan, world.water).ledger
    LineReview.objects.filter(submission__ledger=ledger).update(decision="pending")
    type(ledger).objects.filter(pk=ledger.pk).update(status=LedgerStatus.SUBMITTED)
    line = collect(plan).unit(world.water.pk).lines[0]
    assert (line.score, line.met, line.deductions, line.is_open) == (None, "unknown", (), True)


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "stranger_staff", "city_receiver"])
def test_only_the_chief_freezes(world, plan, name):
    with pytest.raises(PermissionDenied):
        freeze(score_year(world, plan), world.people[name])


def test_a_closed_year_is_not_frozen(world, plan):
    plan.status = "closed"
    plan.save(update_fields=["status"])
    with pytest.raises(PermissionDenied):
        freeze(plan, world.chief)


def test_a_draft_plan_is_not_frozen(world):
    with pytest.raises(CannotFreeze, match="尚未发布"):
        freeze(make_plan(world, published=False), world.chief)


def test_a_score_given_while_reading_is_read_again(world, plan, monkeypatch):
    """Somebody accepts a line between two of the queries: the mixed picture is never kept."""
    score_year(world, plan)
    calls = []

    def shaking(plan, reason=""):
        calls.append(1)
        if len(calls) == 2:
            Deduction.objects.all().delete()
        return collect(plan, reason)

    monkeypatch.setattr(service, "collect", shaking)
    assert from_json(freeze(plan, world.chief).data) == collect(plan)
    assert len(calls) == 3


def test_collecting_costs_the_same_for_one_task_and_for_three(world, django_assert_num_queries):
    for tasks, code in ((1, "a"), (3, "b")):
        plan = score_year(world, make_plan(
            world, tasks=tasks, indicator_set=make_indicator_set(world.office, code=code, count=tasks)
        ))
        with django_assert_num_queries(19):
            collect(plan)
        type(plan).objects.filter(pk=plan.pk).update(year=2000 + tasks)


def test_scores_are_published_only_after_approval(world, plan):
    package = package_at(world, plan, "sent")
    with pytest.raises(CannotPublish, match="还没有经区政府审定"):
        publish(package.snapshot, world.chief)


def test_publishing_twice_is_once(world, plan):
    package = package_at(world, plan, "approved")
    snapshot = publish(package.snapshot, world.chief)
    assert publish(snapshot, world.chief).published_at == snapshot.published_at
    plan.refresh_from_db()
    assert plan.scores_published_at == snapshot.published_at
    assert AuditEvent.objects.filter(action="snapshot.publish").count() == 1


def test_a_leader_does_not_publish(world, plan):
    package = package_at(world, plan, "approved")
    with pytest.raises(PermissionDenied):
        publish(package.snapshot, world.leader)
