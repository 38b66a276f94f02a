"""Read a plan document and print what it says; nothing is written."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from eco_demo.lib.document_text import UnreadableDocument
from tasks.plan_text import ParsedPlan, parse_plan_file


class Command(BaseCommand):
    help = "读取工作计划文件（.txt .docx .pdf .xlsx，装有 LibreOffice 时还有 .doc .wps），列出其中的任务，不写入数据。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="工作计划文件")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args, **options):
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"找不到文件 {path}")
        try:
            parsed = parse_plan_file(path)
        except UnreadableDocument as reason:
            raise CommandError(f"“{path.name}”未能读取：{reason}") from reason
        if options["json"]:
            self.stdout.write(json.dumps(parsed.as_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(parsed)

    def _tell(self, parsed: ParsedPlan) -> None:
        facts = parsed.facts
        known = (facts.title or "（没有标题）", facts.doc_no, facts.issuer, facts.year)
        self.stdout.write("　".join(str(fact) for fact in known if fact))
        for item in parsed.items:
            units = "、".join([*item.roles.lead, *item.roles.coop, *item.roles.resp])
            self.stdout.write(f"{item.no}　{item.title}　{item.main.text}　{units}")
        for warning in parsed.warnings:
            self.stdout.write(f"请核对　{warning.no}　{warning.message}")
        self.stdout.write(f"共 {len(parsed.items)} 项任务，{len(parsed.warnings)} 处需要核对。")
