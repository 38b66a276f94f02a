from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.choices import ReportKind
from assessments.models import Report
from departments.models import Unit
from eco_demo.demo import people, scenes
from eco_demo.lib import content_store
from eco_demo.lib.filenames import clean_name


class Command(BaseCommand):
    help = "不用浏览器走完演示年度：计划、填报、佐证、审核、评分、冻结、报告、审定、上报，结果写入目录。"

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory: Path, **options):
        if Unit.objects.exists():
            raise CommandError("演示年度须在空库里进行。")
        with transaction.atomic():
            district = people.set_up_district()
            plan = scenes.lay_out_finished_year(district, self._say)
        package = scenes.hand_in_finished_year(district, plan, self._say, here=settings.JOB_HANDLERS)
        written = self._write(package.snapshot, directory)
        self.stdout.write(f"共写出 {written} 个文件：{directory}")

    def _write(self, snapshot, directory: Path) -> int:
        folder = directory / "unit-reports"
        folder.mkdir(parents=True, exist_ok=True)
        reports = Report.objects.filter(snapshot=snapshot).select_related("pdf", "workbook", "evidence_zip", "unit")
        written = 0
        for report in reports:
            if report.kind == ReportKind.UNIT:
                written += _copy(report.pdf, folder / clean_name(f"{report.unit.name}.pdf"))
            else:
                written += _copy(report.pdf, directory / "district-report.pdf")
                written += _copy(report.workbook, directory / "district-report.xlsx")
                written += _copy(report.evidence_zip, directory / "evidence.zip")
        return written

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")


def _copy(stored, target: Path) -> int:
    if stored is None:
        raise CommandError(f"没有生成 {target.name}，请看上面的失败原因。")
    with content_store.open_stored(stored.sha256) as source, target.open("wb") as copy:
        while chunk := source.read(1 << 20):
            copy.write(chunk)
    return 1
