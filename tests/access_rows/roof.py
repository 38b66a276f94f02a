"""Pages of the roof: health answers and the year switch."""

from tests.access import Row

ROWS = [
    Row("healthz", allowed={"anonymous": 200}, default=200),
    Row("readyz", allowed={"anonymous": 200}, default=200),
    Row("year", method="POST", default=302, data={"year": "2021"}),
]
