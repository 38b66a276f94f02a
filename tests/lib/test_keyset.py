import base64
import json

import pytest
from django.contrib.auth.models import Permission

from eco_demo.lib.keyset import capped_count, keyset_page

pytestmark = pytest.mark.django_db
ORDER = ("content_type", "id")  # several permissions share a content type, so the second column has to decide


def all_pages(order, size):
    rows, cursor, pages = [], None, []
    while True:
        page = keyset_page(Permission.objects.all(), order=order, after=cursor, size=size)
        rows += page.rows
        pages.append(page)
        if not page.next_cursor:
            return rows, pages
        cursor = page.next_cursor


@pytest.mark.parametrize("order", [ORDER, ("-content_type", "-id"), ("id",)])
def test_pages_hold_every_row_once_in_order(order):
    rows, pages = all_pages(order, 3)
    assert rows == list(Permission.objects.order_by(*(name.replace("type", "type_id") for name in order)))
    assert pages[0].previous_cursor is None
    assert len(pages) > 3


def test_going_back_shows_the_same_pages():
    _, pages = all_pages(ORDER, 3)
    back = keyset_page(Permission.objects.all(), order=ORDER, before=pages[2].previous_cursor, size=3)
    assert back.rows == pages[1].rows
    first = keyset_page(Permission.objects.all(), order=ORDER, before=back.previous_cursor, size=3)
    assert (first.rows, first.previous_cursor) == (pages[0].rows, None)
    again = keyset_page(Permission.objects.all(), order=ORDER, after=first.next_cursor, size=3)
    assert again.rows == pages[1].rows


def packed(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "é", "%%%", "A" * 5000, packed(1), packed([]), packed(["1"]), packed(["x", "y"]), packed([None, None]),
        packed(["1", "9" * 40]), packed(["9" * 40, "1"]), packed(["1", "1\0"]), packed([["1"], {}]),
    ],
)  # fmt: skip
def test_a_bad_cursor_is_the_first_page(cursor):
    first = keyset_page(Permission.objects.all(), order=ORDER, size=3)
    assert keyset_page(Permission.objects.all(), order=ORDER, after=cursor, size=3) == first


def test_a_page_is_one_query_with_an_index_condition(django_assert_num_queries):
    cursor = keyset_page(Permission.objects.all(), order=ORDER, size=3).next_cursor
    with django_assert_num_queries(1) as captured:
        keyset_page(Permission.objects.all(), order=ORDER, after=cursor, size=3)
    assert '"content_type_id" >= ' in captured.captured_queries[0]["sql"]


def test_a_mixed_order_is_a_mistake():
    with pytest.raises(ValueError, match="rises or falls"):
        keyset_page(Permission.objects.all(), order=("-codename", "id"))


def test_counting_stops_at_the_cap():
    n = Permission.objects.count()
    assert capped_count(Permission.objects.all(), cap=n) == (n, False)
    assert capped_count(Permission.objects.all(), cap=n - 1) == (n - 1, True)
