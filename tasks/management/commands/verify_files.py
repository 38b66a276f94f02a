"""Recompute the SHA-256 of every stored file: exit 1 and each one that is gone or changed."""

from django.core.management.base import BaseCommand

from eco_demo.lib import content_store
from tasks.models import EvidenceVersion, StoredFile


class Command(BaseCommand):
    help = "核对全部存储文件的校验值，列出缺失或被改动的文件。"

    def handle(self, *args, **options):
        total, bad = 0, 0
        for stored in StoredFile.objects.order_by("id").iterator():
            total += 1
            if not content_store.verify(stored.sha256):
                bad += 1
                self.stderr.write(self._sentence(stored))
        self.stdout.write(f"共 {total} 个文件，{total - bad} 个完好，{bad} 个有问题。")
        if bad:
            raise SystemExit(1)

    @staticmethod
    def _sentence(stored: StoredFile) -> str:
        what = "内容已改变" if content_store.path_of(stored.sha256).exists() else "文件缺失"
        uses = EvidenceVersion.objects.filter(file=stored).select_related("evidence__unit").order_by("id")
        names = "；".join(f"{v.evidence.unit} {v.evidence.year}年度《{v.evidence.title}》" for v in uses)
        return f"{stored.sha256} {what}：{names or '没有佐证引用'}"
