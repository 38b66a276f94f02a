"""Numbers and addresses that came with a request: nobody has promised that they are what a page of ours sent."""

from collections.abc import Iterable

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

# A bigint column holds 19 digits, not all of them.
_MOST_DIGITS = 18


def whole_number(text: str | None) -> int | None:
    """The number written in `text`, small enough for any column; None for everything else."""
    return int(text) if text and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    return [number for number in map(whole_number, texts) if number is not None]


def own_address(request) -> HttpResponseRedirect | None:
    """To the path in the posted `next`; None when there is none, or it leads to somebody else's site."""
    target = request.POST.get("next", "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target) if is_ours else None
