from django.core.exceptions import PermissionDenied


def refuse_unless(allowed: bool, sentence: str) -> None:
    """A page that the person's role does not hold; the sentence is shown on the 403 page."""
    if not allowed:
        raise PermissionDenied(sentence)
