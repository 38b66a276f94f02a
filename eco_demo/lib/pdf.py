"""HTML to an archivable PDF that reads nothing from disk or network but what it is handed."""

from collections.abc import Mapping

PRINT_STYLESHEETS = ("css/report.css",)


class PdfError(Exception):
    """The document cannot be made; the message tells the user why."""


def render_pdf(
    html: str,
    *,
    assets: Mapping[str, bytes] | None = None,
    variant: str = "pdf/a-3a",
    stylesheets: tuple[str, ...] = PRINT_STYLESHEETS,
) -> bytes:
    """The PDF of `html`, laid out by our print stylesheets (names below `static/`).

    `assets` are the pictures of this document by their address in it, `{"asset:photo-1": jpeg_bytes}`; nothing else
    can be fetched except `data:`. The same input gives the same bytes. Raises `PdfError` when a character or a font
    would come out wrong, or the document asks for anything outside.
    """
    # The engine takes half a second to load, which web processes never need.
    from .pdf_engine import render

    return render(html, assets or {}, variant, stylesheets)


def missing_abilities() -> list[str]:
    """One sentence in Chinese for each thing this machine lacks to print official documents; empty when all is well."""
    from .pdf_engine import missing_abilities

    return missing_abilities()
