"""Links to the pages beside a keyset page, with the filter kept."""

from eco_demo.lib.keyset import Page, capped_count


def count_of(rows, page: Page) -> tuple[int, bool]:
    """How many there are, and whether more than were counted; a single page counts itself."""
    if page.next_cursor or page.previous_cursor:
        return capped_count(rows)
    return len(page.rows), False


def pager(request, page: Page, count: int, is_more: bool, *, unit: str = "项") -> dict:
    def url(**cursor):
        query = request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query.update(cursor)
        return f"?{query.urlencode()}"

    return {
        "previous_url": url(before=page.previous_cursor) if page.previous_cursor else "",
        "next_url": url(after=page.next_cursor) if page.next_cursor else "",
        "count_text": f"共 {count}{'+' if is_more else ''} {unit}",
    }
