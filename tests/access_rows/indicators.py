"""Indicator sets: read by everybody at work, written by the office chief of the owning district."""

from indicators.services.rule import save_rule
from tests.access import Row, Seed, only
from tests.world import make_indicator_set

AT_WORK = ("water_staff", "water_head", "housing_staff", "housing_head", "town_staff", "town_head", "reviewer",
           "chief", "leader", "stranger_staff", "water_admin", "city_receiver")
READ = only(*AT_WORK)
CHIEF = only("chief")
DONE = only("chief", status=302)


def draft(seed: Seed):
    return make_indicator_set(seed.world.office, code="access-draft", published=False)


def published(seed: Seed) -> dict:
    return {"pk": seed.plan.indicator_set_id}


def draft_set(seed: Seed) -> dict:
    return {"pk": draft(seed).pk}


def draft_indicator(seed: Seed) -> dict:
    return {"pk": draft(seed).indicators.get(number="1").pk}


def draft_group(seed: Seed) -> dict:
    return {"pk": draft(seed).domains.get(name="人居环境").pk}


def ruled_indicator(seed: Seed) -> dict:
    """A published indicator with a rule, which only its own office revises."""
    indicator = seed.plan.indicator_set.indicators.get(number="1")
    save_rule(indicator, seed.person("chief"), version=0, kind="all_or_nothing", bindings={"actual": "actual"},
              parameters={"comparator": ">=", "target": "90"}, reason="新增")
    return {"pk": indicator.pk}


def issued_indicator(seed: Seed) -> dict:
    return {"pk": seed.plan.indicator_set.indicators.get(number="1").pk}


# A draft is as good as missing for everybody but the office that writes it.
ROWS = [
    Row("indicator_set_list", allowed=READ | only("sysadmin", "secadmin", "auditor")),
    Row("indicator_set_detail", published, READ, default=404),
    Row("indicator_set_detail", draft_set, CHIEF, default=404, note="draft"),
    Row("indicator_set_export", published, READ, default=404),
    Row("indicator_detail", issued_indicator, READ, default=404),
    Row("indicator_set_create", allowed=CHIEF),
    Row("indicator_set_change", draft_set, CHIEF, default=404),
    Row("indicator_set_change", published, only(*AT_WORK, status=403), default=404, note="published"),
    Row("indicator_set_copy", published, only(*AT_WORK, status=403) | CHIEF, default=404),
    Row("indicator_set_publish", draft_set, DONE, method="POST", default=404),
    Row("indicator_set_remove", draft_set, DONE, method="POST", default=404),
    Row("indicator_create", draft_set, CHIEF, default=404),
    Row("domain_create", draft_set, CHIEF, default=404),
    Row("indicator_change", draft_indicator, CHIEF, default=404),
    Row("indicator_marks", draft_set, CHIEF, default=404),
    Row("indicator_rule", draft_indicator, CHIEF, default=404, note="draft"),
    Row("indicator_rule", ruled_indicator, only(*AT_WORK, status=403) | CHIEF, default=404, note="published"),
    Row("indicator_rule_draft", ruled_indicator, only(*AT_WORK, status=403) | CHIEF, method="POST", default=404),
    Row("indicator_rule_retire", ruled_indicator, only(*AT_WORK, status=403) | DONE,
        {"version": "1", "reason": "改为逐条扣分"}, "POST", 404),
    Row("indicator_remove", draft_indicator, DONE, method="POST", default=404),
    Row("indicator_move", draft_indicator, DONE, {"direction": "down"}, "POST", 404),
    Row("domain_change", draft_group, CHIEF, default=404),
    Row("domain_remove", draft_group, DONE, method="POST", default=404),
    Row("domain_move", draft_group, DONE, {"direction": "up"}, "POST", 404),
]
