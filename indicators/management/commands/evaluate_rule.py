import json
import sys

from django.core.management.base import BaseCommand

from indicators.rules import RuleError
from indicators.rules.request import MAX_BYTES, answer, listings, load

BAD_RULE = 2


class Command(BaseCommand):
    help = "从标准输入读一条规则和数值（JSON），输出得分和计算过程；不用数据库。规则或数值有误时以 2 退出。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--list", action="store_true", help="列出各种规则的参数、输入和例子")

    def handle(self, **options):
        if options["list"]:
            self._write(listings())
            return
        try:
            self._write(answer(load(sys.stdin.buffer.read(MAX_BYTES + 1))).as_json())
        except RuleError as error:
            self._write({"error": {"field": error.field, "message": error.message}})
            sys.exit(BAD_RULE)

    def _write(self, data: object) -> None:
        """UTF-8 whatever the terminal's language; a lone surrogate in a name is shown escaped."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
