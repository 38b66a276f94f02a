"""Refusals of the services an import calls, as refusals of the import."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from indicators.services.indicator_set import SetRefused

from ...errors import ImportRefused
from ...plan_draft.doubts import BAD
from ...reports.import_desk import Desk
from ..plan import PlanRefused

_MOST = 5


@contextmanager
def refused_in_words() -> Iterator[None]:
    try:
        yield
    except (PlanRefused, SetRefused) as error:
        raise ImportRefused(str(error)) from error
    except ValidationError as error:
        raise ImportRefused("；".join(error.messages)) from error


def refuse_bad(desk: Desk) -> None:
    """What must be mended first, the first five in words."""
    found = [doubt.text for doubt in desk.head_doubts if doubt.kind == BAD]
    found += [
        f"第{line.row.number}项“{line.row.title[:20]}”：{doubt.text}" for line in desk.rows if not line.row.is_dropped
        for doubt in line.doubts if doubt.kind == BAD
    ]
    if found:
        more = f"另有{len(found) - _MOST}处。" if len(found) > _MOST else ""
        raise ImportRefused("还不能导入。" + "".join(found[:_MOST]) + more)
