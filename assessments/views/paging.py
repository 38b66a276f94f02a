"""Links to the pages beside a keyset page, with the filter kept."""

from django.db.models import QuerySet

from eco_demo.lib.keyset import Page, capped_count


def pager(request, page: Page, rows: QuerySet, *, unit: str = "项") -> dict:
    """What `components/pager.html` shows; counts stop at 1,000."""
    count, more = capped_count(rows) if page.next_cursor or page.previous_cursor else (len(page.rows), False)
    return {
        "previous_url": _address(request, before=page.previous_cursor),
        "next_url": _address(request, after=page.next_cursor),
        "count_text": f"共 {count}{'+' if more else ''} {unit}",
    }


def _address(request, **cursor) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return f"?{query.urlencode()}" if all(cursor.values()) else ""
