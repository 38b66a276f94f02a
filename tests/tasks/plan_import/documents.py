"""Plan documents as uploads, and the job that reads them run at once."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from departments.models import Job
from departments.services.job import run
from tasks.models import PlanImport
from tasks.services.plan_import.receiving import start_import

YEAR = 2024
TEXT = """丙区2024年生态文明建设示范区创建工作计划
丙环委办〔2024〕3号
一、重点任务
(一)环境质量改善
1.城镇污水处理率≥95%。加快补齐污水管网短板。(牵头单位:区住建局;配合单位:区水利局,各镇(办、区))
2.河长制。全面推行河长制。(牵头单位:区水利局;配合单位:各镇(办、区))
3.统计制度。按季度报送进展。(牵头单位:区统计局)
二、保障措施
(一)加强组织领导。各单位要明确专人负责。
"""
ANNEX = """附件
丙区2024年生态创建重点任务清单
1.森林覆盖率≥40%。(牵头单位:区林业局)
2.绿色学校创建。创建绿色学校3所。(牵头单位:区教育局)
"""


def upload(content: bytes | str, name: str = "计划.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def upload_of(path: Path) -> SimpleUploadedFile:
    return upload(path.read_bytes(), path.name)


def received(world, *files, text: str = "", plan=None) -> PlanImport:
    """Uploaded by the chief, not read yet."""
    if not files and not text:
        files = (upload(TEXT),)
    return start_import(world.chief, world.office, files, text, plan)


def read(world, *files, text: str = "", plan=None) -> PlanImport:
    return finished(received(world, *files, text=text, plan=plan))


def finished(batch: PlanImport) -> PlanImport:
    for job in jobs_of(batch):
        run(job.pk)
    batch.refresh_from_db()
    return batch


def jobs_of(batch: PlanImport) -> Sequence[Job]:
    return list(Job.objects.filter(kind="plan_reading", key=f"import:{batch.pk}").order_by("id"))
