"""The annexes gather all units: for those who oversee them."""

from tests.access import Row
from tests.access_rows.plan import OVERSEE, plan

ROWS = [
    Row("plan_annexes", lambda seed: plan(seed) | {"form": "xlsx"}, OVERSEE, default=404, note="xlsx"),
]
