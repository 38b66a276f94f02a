"""The assessment year a person is looking at: chosen in the top bar, kept in the session."""

from eco_demo.lib import clock

from .models import Plan


def years_of(request) -> list[int]:
    """Years of the plans the person may read, newest first; read once per request."""
    if not hasattr(request, "_years"):
        rows = Plan.objects.visible_to(request.user).order_by("-year").values_list("year", flat=True)
        request._years = list(dict.fromkeys(rows))
    return request._years


def current_year(request) -> int:
    """The chosen year, else the newest plan's, else the calendar's."""
    chosen = request.session.get("year")
    years = years_of(request)
    if chosen in years:
        return chosen
    return years[0] if years else clock.today().year
