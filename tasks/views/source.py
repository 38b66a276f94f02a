"""The words of the plan document a task was made from, beside the task."""

from .. import access
from ..models import AnnualTask, TaskSource


def long_parts(prefix: str = "") -> tuple[str, ...]:
    """Of the import's rows, what a page of one task never shows and what may be a whole document."""
    return f"{prefix}source__batch__draft", f"{prefix}source__file__lines"


def source_of(user, task: AnnualTask) -> dict:
    """What the templates show; `task` with `source__batch` and `source__file` loaded, which may be missing."""
    source = getattr(task, "source", None)
    if source is None or not source.text.strip():
        return {}
    return {"source": source, "source_anchor": _anchor(source) if access.can_import_plan(user, source.batch) else ""}


def _anchor(source: TaskSource) -> str:
    """Where the import's page shows these lines; only for whoever may open that page."""
    return f"line-{source.file.position}-{source.first_line}" if source.file and source.first_line else "source"
