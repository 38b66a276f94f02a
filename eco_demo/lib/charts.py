"""Charts for printed reports as SVG text: they carry their own font, and read in black and white."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW, TOP = 560, 22, 8
LABELS, VALUES = 170, 60
PALE, DARK, INK = "#dfe9e6", "#0b6b58", "#222"


class Bar(NamedTuple):
    label: str
    value: Decimal
    full: Decimal


def bar_chart(bars: Sequence[Bar], *, title: str) -> SafeString:
    """Horizontal bars, each filled to `value` of its `full` length; labels left, figures right."""
    height = TOP * 2 + ROW * len(bars)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        title,
        format_html_join("", "{}", ((_bar(bar, TOP + ROW * row),) for row, bar in enumerate(bars))),
    )


def _bar(bar: Bar, y: int) -> SafeString:
    length = WIDTH - LABELS - VALUES
    share = min(max(bar.value / bar.full, Decimal(0)), Decimal(1)) if bar.full else Decimal(0)
    return format_html(
        '<g font-family="Noto Sans CJK SC" font-size="12" fill="{ink}">'
        '<text x="{label_x}" y="{text_y}" text-anchor="end">{label}</text>'
        '<rect x="{x}" y="{y}" width="{length}" height="14" fill="{pale}" stroke="#9db3ad" stroke-width=".5"/>'
        '<rect x="{x}" y="{y}" width="{filled}" height="14" fill="{dark}"/>'
        '<text x="{value_x}" y="{text_y}" text-anchor="end">{value}</text></g>',
        ink=INK,
        pale=PALE,
        dark=DARK,
        x=LABELS,
        y=y,
        length=length,
        filled=round(length * share, 1),
        label=bar.label if len(bar.label) <= 13 else f"{bar.label[:12]}…",
        label_x=LABELS - 8,
        value=bar.value,
        value_x=WIDTH - 2,
        text_y=y + 11,
    )
