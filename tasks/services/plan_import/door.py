"""The one way to an import that is about to change: locked, and asked of the person's rights again."""

from django.core.exceptions import PermissionDenied

from ... import access
from ...choices import ImportStatus
from ...errors import ImportRefused
from ...models import PlanImport

_REASONS = {
    ImportStatus.READING: "文件正在识别，请等识别完成。",
    ImportStatus.UNREADABLE: "文件没有识别成功，请先换文件或再试一次。",
    ImportStatus.READY: "已经识别完成，请核对后确认导入。",
    ImportStatus.CONFIRMED: "已经确认导入；要重新来，请先撤销这次导入。",
    ImportStatus.DISCARDED: "这次导入已经放弃，请重新上传文件。",
}


def lock_batch(batch: PlanImport, by) -> PlanImport:
    """The row as it is now, held until the transaction ends."""
    found = PlanImport.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if found is None or not access.can_import_plan(by, found):
        raise PermissionDenied("计划文件由环委办主任导入。")
    return found


def check_status(batch: PlanImport, *allowed: str) -> None:
    if batch.status not in allowed:
        raise ImportRefused(_REASONS[batch.status])

