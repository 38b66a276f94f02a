from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from departments.models import Unit
from eco_demo.demo import imported, mass, people, scenes


class Command(BaseCommand):
    help = "建立演示数据：枣阳市2021年度全过程、本年度进行中的填报，以及从文件导入的其他四份计划。"

    def add_arguments(self, parser):
        parser.add_argument("--size", choices=["small", "district", *mass.SIZES], default="district",
                            help="small 只有本年度；district 另有2021年度全程和导入的计划；其余为测量用的批量数据")
        parser.add_argument("--if-empty", action="store_true", help="已有数据时只显示账号")

    def handle(self, *, size, if_empty, **options):
        if Unit.objects.exists():
            if not if_empty:
                raise CommandError("数据库里已有单位。演示数据只能建在空库里，请换一个 ECO_VAR_DIR 或 DATABASE_URL。")
        elif size in mass.SIZES:
            mass.lay_out(mass.SIZES[size], self._say)
        else:
            self._create(size)
        lines = mass.account_lines() if size in mass.SIZES else people.account_lines()
        for line in ["数据：", *mass.counts(), *lines]:
            self.stdout.write(line)

    def _create(self, size: str) -> None:
        self.stdout.write("正在建立演示数据，约需一两分钟……")
        with transaction.atomic():
            district = people.set_up_district()
            finished = scenes.lay_out_finished_year(district, self._say) if size == "district" else None
            scenes.lay_out_running_year(district, self._say)
            if finished:
                imported.set_up_places(district)
        # Jobs keep their leases in transactions of their own, so what they do comes after the data is committed.
        if finished:
            imported.bring_in_plans(district, self._say)
            imported.leave_one_to_confirm(district, self._say)
            self.stdout.write("各单位的考核报告由后台任务陆续生成。")
            scenes.hand_in_finished_year(district, finished, self._say, here=["district_report"])
            scenes.archive_finished_year(district, finished)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
