from django.core.management.base import BaseCommand, CommandError

from departments.models import AuditEvent
from departments.services import audit


class Command(BaseCommand):
    help = "重算操作日志的校验链；有断裂时指出第一条，以 1 退出。"

    def handle(self, **options):
        broken = audit.first_broken()
        if broken:
            seq, reason = broken
            raise CommandError(f"操作日志第 {seq} 条：{reason}。", returncode=1)
        self.stdout.write(f"操作日志完整，共 {AuditEvent.objects.count()} 条。")
