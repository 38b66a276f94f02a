"""The activity trail in words, on the page and in a workbook."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from eco_demo.lib.spreadsheet.writing import Column, WorkbookWriter

from ..choices import Power, Role
from ..models import AuditEvent

_COLUMNS = (
    Column("序号", 8, align="right"), Column("时间", 19, "yyyy-mm-dd hh:mm:ss"), Column("人员", 18), Column("单位", 22),
    Column("角色", 14), Column("操作", 16), Column("对象类型", 12), Column("对象", 34), Column("结果", 8),
    Column("内容", 50), Column("地址", 16), Column("请求编号", 34), Column("校验值", 34),
)
_WORDS = dict(Power.choices) | dict(Role.choices)


@cache
def action_labels() -> dict[str, str]:
    """{action code: words}, joined from `AUDIT_LABELS` in every app's choices."""
    return _joined("AUDIT_LABELS")


@cache
def fact_labels() -> dict[str, str]:
    return _joined("AUDIT_FACTS")


def action_label(code: str) -> str:
    """An unknown code is shown as it is."""
    return action_labels().get(code, code)


def object_label(label_lower: str) -> str:
    """`tasks.ledger` → the model's name in Chinese."""
    try:
        return str(apps.get_model(label_lower)._meta.verbose_name)
    except (LookupError, ValueError):
        return label_lower


def facts(entry: AuditEvent) -> list[tuple[str, str]]:
    """The entry's details as (label, text)."""
    return [(fact_labels().get(name, name), fact_text(value)) for name, value in entry.detail.items()]


def fact_text(value) -> str:
    if isinstance(value, dict):
        return "；".join(f"{fact_labels().get(name, name)}：{fact_text(part)}" for name, part in value.items()) or "无"
    if isinstance(value, list):
        return "、".join(fact_text(part) for part in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return "空"
    return str(_WORDS.get(value, value))


def render_workbook(entries: Iterable[AuditEvent], *, made_at: datetime) -> bytes:
    writer = WorkbookWriter(made_at=made_at, title="操作日志")
    writer.add_sheet("操作日志", _COLUMNS, (_row(entry) for entry in entries), title="操作日志")
    return writer.to_bytes()


def _row(entry: AuditEvent) -> list:
    detail = "\n".join(f"{label}：{text}" for label, text in facts(entry))
    return [
        entry.seq, entry.at, entry.actor_name, entry.actor_unit, entry.actor_role, action_label(entry.action),
        object_label(entry.object_type), entry.object_text, entry.get_result_display(), detail, entry.address,
        entry.request_id, entry.hash,
    ]


def _joined(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.choices"):
            words |= getattr(import_module(f"{config.name}.choices"), name, {})
    return words
