from django.core.management.base import BaseCommand

from departments.services import job


class Command(BaseCommand):
    help = "找出被遗留的后台任务并重新排队。"

    def handle(self, **options):
        self.stdout.write(f"重新排队 {job.sweep()} 项后台任务。")
