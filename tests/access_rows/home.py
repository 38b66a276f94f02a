"""The first page is everybody's own: it shows only what the person may read."""

from tests.access import Row, everyone

ROWS = [Row("home", allowed=everyone(200))]
