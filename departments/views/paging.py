from eco_demo.lib.keyset import PAGE_SIZE, capped_count, keyset_page


def listed(request, rows, *, order, counter="条", size=PAGE_SIZE):
    """(rows of this page, what `components/pager.html` shows): addresses keep the filter, counts stop at 1,000."""
    page = keyset_page(
        rows, order=order, after=request.GET.get("after"), before=request.GET.get("before"), size=size
    )
    total, more = capped_count(rows)
    return page.rows, {
        "previous_url": _address(request, before=page.previous_cursor),
        "next_url": _address(request, after=page.next_cursor),
        "count_text": f"共 {total}{'+' if more else ''} {counter}",
    }


def _address(request, **cursor):
    (name, value), = cursor.items()
    if not value:
        return ""
    query = request.GET.copy()
    for old in ("after", "before"):
        query.pop(old, None)
    query[name] = value
    return f"?{query.urlencode()}"
