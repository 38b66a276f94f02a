"""Every save of a rule is a new version; the office that owns the set writes it, with a reason once it is published."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from departments.models import AuditEvent
from indicators.models import Indicator, ScoringRule
from indicators.rule_versions import differences
from indicators.rules import RuleError
from indicators.services.indicator_set import SetRefused
from indicators.services.rule import ReasonMissing, RuleChanged, retire_rule, save_rule
from tests.world import make_indicator_set

STEPS = {"target": "90", "direction": "higher", "step": "1", "points_per_step": "0.5", "unit": "%"}
FROM_UNIT = {"actual": "actual"}


@pytest.fixture
def draft(world):
    return make_indicator_set(world.office, published=False).indicators.get(number="1")


@pytest.fixture
def issued(world):
    return make_indicator_set(world.office, code="issued").indicators.get(number="1")


def save(indicator, by, *, version=0, kind="step_deduct", bindings=None, reason="", **parameters):
    return save_rule(indicator, by, version=version, kind=kind, parameters=STEPS | parameters,
                     bindings=bindings or FROM_UNIT, reason=reason)


def test_the_first_save_is_version_one(world, draft):
    saved = save(draft, world.chief)
    assert (saved.number, saved.is_current, saved.full_marks) == (1, True, Decimal(10))
    assert saved.sentence == "目标不低于90%，满分10分，每差1个百分点扣0.5分，扣完为止（按比例）"
    assert AuditEvent.objects.get(action="indicator.rule").detail["number"] == 1


def test_the_next_save_is_the_next_version_and_the_old_one_stays(world, draft):
    first = save(draft, world.chief)
    second = save(draft, world.chief, version=1, step="2")
    first.refresh_from_db()
    assert (second.number, second.is_current, first.is_current) == (2, True, False)
    assert [(row.label, row.before, row.after) for row in differences(first, second)] == [("每差多少为一档", "1", "2")]


def test_the_same_content_is_no_new_version(world, draft):
    first = save(draft, world.chief)
    again = save(draft, world.chief, version=0, target="90.0", mode="prop")
    assert again == first and draft.rules.count() == 1


def test_a_stale_save_is_refused_and_names_what_stands_there(world, draft):
    save(draft, world.chief)
    with pytest.raises(RuleChanged, match="现在是第1版") as refusal:
        save(draft, world.chief, version=0, step="2")
    assert refusal.value.current.number == 1 and draft.rules.count() == 1


def test_a_published_set_wants_a_reason(world, issued):
    with pytest.raises(ReasonMissing):
        save(issued, world.chief)
    assert save(issued, world.chief, reason="市局明确按比例扣分").reason == "市局明确按比例扣分"


@pytest.mark.parametrize("name", ["reviewer", "leader", "water_head", "stranger_staff", "city_receiver"])
def test_others_write_no_rule(world, draft, name):
    with pytest.raises(PermissionDenied):
        save(draft, world.people[name])


@pytest.mark.parametrize(
    ("parameters", "field"),
    [({"step": "0"}, "parameters.step"), ({"target": "九十"}, "parameters.target"), ({"step": ""}, "parameters.step"),
     ({"points_per_step": "-1"}, "parameters.points_per_step"), ({"max_deduction": "11"}, "parameters.max_deduction"),
     ({"target": "NaN"}, "parameters.target"), ({"target": "1e999"}, "parameters.target"),
     ({"surprise": "1"}, "parameters.surprise")],
)
def test_a_bad_rule_is_refused_at_its_field(world, draft, parameters, field):
    with pytest.raises(RuleError) as refusal:
        save(draft, world.chief, **parameters)
    assert refusal.value.field == field and not ScoringRule.objects.exists()


def test_an_unknown_kind_is_refused(world, draft):
    with pytest.raises(RuleError, match="没有“guess”这种规则"):
        save(draft, world.chief, kind="guess")


def test_every_needed_input_has_a_source(world, draft):
    with pytest.raises(RuleError) as refusal:
        save_rule(draft, world.chief, version=0, kind="step_deduct", parameters=STEPS, bindings={})
    assert refusal.value.field == "bindings.actual"


def test_a_part_has_no_rule_of_its_own(world, draft):
    part = Indicator.objects.create(indicator_set=draft.indicator_set, domain=draft.domain, parent=draft, name="分项")
    with pytest.raises(SetRefused, match="所属指标"):
        save(part, world.chief)


def test_a_rule_can_be_taken_away_and_written_again(world, draft):
    save(draft, world.chief)
    retire_rule(draft, world.chief, version=1)
    assert not draft.rules.current().exists()
    assert save(draft, world.chief, version=0, step="2").number == 2


def test_taking_away_twice_is_taking_away_once(world, issued):
    save(issued, world.chief, reason="新增")
    for _ in range(2):
        retire_rule(issued, world.chief, version=1, reason="改为逐条扣分")
    assert AuditEvent.objects.filter(action="indicator.rule_retire").count() == 1
