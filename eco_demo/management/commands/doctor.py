import sys

from django.core.management.base import BaseCommand

from eco_demo import doctor


class Command(BaseCommand):
    help = "检查数据库、队列、字体、磁盘、时间、节假日和密钥；有问题时逐条说明，并以 1 退出。"
    requires_system_checks = []

    def handle(self, *args, **options):
        faults = 0
        for finding in doctor.examine():
            faults += not finding.is_right
            self.stdout.write(f"{_mark(finding)} {finding.text}")
        if faults:
            self.stderr.write(f"有 {faults} 项需要处理，见上面带 ✗ 的各行。")
            sys.exit(1)
        self.stdout.write("检查完毕，可以使用。")


def _mark(finding: doctor.Finding) -> str:
    if not finding.is_right:
        return "✗"
    return "！" if finding.is_hint else "✓"
