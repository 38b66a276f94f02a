"""The first page of a unit's task list, with its scope read afresh, against bare SQL for the same rows.

Goal: at most 4 times the SQL, and no growth from one city's data to ten times as much.
"""

import os
import time
from dataclasses import replace
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.access import forget_scope
from departments.models import Unit, User
from eco_demo.demo import mass
from eco_demo.lib import clock
from eco_demo.lib.keyset import PAGE_SIZE, keyset_page
from tasks.models import TaskUnit
from tasks.reports import task_table
from tests.bench.measure import Measurement, compare_ms

ROUNDS = 60
PAGE_ROUNDS = 15
READER = "m010101-tb"

LINES = """
SELECT tu.id, tu.role, tu.due, tu.receipt, tu.unit_name, t.id, t.number, t.title, t.full_marks, p.status,
       p.self_check_from, p.self_check_to, p.near_days, d.name, dp.name, u.short_name, l.status, l.self_score, l.round,
       (SELECT count(*) FROM tasks_evidenceuse e WHERE e.ledger_id = l.id)
FROM tasks_taskunit tu
JOIN tasks_annualtask t ON t.id = tu.task_id
JOIN tasks_plan p ON p.id = t.plan_id
JOIN departments_unit u ON u.id = tu.unit_id
JOIN tasks_ledger l ON l.task_unit_id = tu.id
LEFT JOIN indicators_domain d ON d.id = t.domain_id
LEFT JOIN indicators_domain dp ON dp.id = d.parent_id
WHERE tu.unit_id = %s AND tu.year = %s
ORDER BY tu.due, tu.id LIMIT %s
"""
TARGETS = """
SELECT task_id, name, comparator, target, upper, text, unit_of_measure
FROM tasks_tasktarget WHERE task_id IN %s ORDER BY position, id
"""


def bench_unit_task_list() -> Measurement:
    os.environ.setdefault("ECO_DEMO_PASSWORD", "Zy-2021-mass")
    if not Unit.objects.filter(code="m01").exists():
        mass.lay_out(mass.SIZES["city"], _quiet)
    at_city = _measure()
    if not Unit.objects.filter(code="m02").exists():
        mass.lay_out(mass.SIZES["province"], _quiet, first_province=2)
    at_province = _measure()
    page_ms, queries = _whole_page()
    return replace(at_province, extra={
        "rows_before": at_city.extra["rows"], "ratio_before": round(at_city.ratio, 3),
        "ours_before": round(at_city.ours, 3),
        "rows": at_province.extra["rows"], "growth": round(at_province.ours / at_city.ours, 3),
        "whole_page_ms": round(page_ms, 2), "whole_page_queries": queries,
    })


def _measure() -> Measurement:
    user, year = User.objects.get(username=READER), clock.today().year
    unit_id = user.memberships.get().unit_id

    def ours():
        forget_scope(user)
        return keyset_page(task_table.with_row_facts(task_table.parts_of(user, year))).rows

    def reference():
        with connection.cursor() as cursor:
            cursor.execute(LINES, [unit_id, year, PAGE_SIZE + 1])
            lines = cursor.fetchall()
            marks = ", ".join(["%s"] * len(lines))
            cursor.execute(TARGETS.replace("IN %s", f"IN ({marks})"), [line[5] for line in lines])
            return [line[0] for line in lines], cursor.fetchall()

    assert [part.pk for part in ours()] == reference()[0][:PAGE_SIZE]
    measured = compare_ms(ours, reference, n=ROUNDS, setup=(
        "25 lines of a unit's list with plan, domain, unit, ledger, files and targets; ours reads the person's scope "
        "first (memberships, grants, exceptions)"
    ))
    return replace(measured, extra={"rows": TaskUnit.objects.count()})


def _whole_page() -> tuple[float, int]:
    """Milliseconds and queries of the page as the browser asks for it."""
    address, taken = reverse("task_list"), []
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain):
        client = Client()
        client.force_login(User.objects.get(username=READER), backend="django.contrib.auth.backends.ModelBackend")
        for _ in range(PAGE_ROUNDS):
            with CaptureQueriesContext(connection) as asked:
                started = time.perf_counter()
                assert client.get(address).status_code == 200
                taken.append((time.perf_counter() - started) * 1000)
    return median(taken), len(asked)


def _quiet(text: str) -> None:
    pass
