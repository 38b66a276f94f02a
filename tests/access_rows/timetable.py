"""Stages and reporting: read by whoever sees the plan, written by its chief."""

from tests.access import Row
from tests.access_rows.plan import CHIEF, DONE, READ, plan

ROWS = [
    Row("plan_timetable", plan, READ, default=404),
    Row("plan_timetable_change", plan, CHIEF, default=404),
    Row("plan_timetable_change", plan, DONE, {"version": "1"}, "POST", 404),
]
