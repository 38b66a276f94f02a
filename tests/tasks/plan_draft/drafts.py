"""Drafts as tests need them: a few rows of one document."""

from datetime import date
from decimal import Decimal

from tasks.plan_draft.shape import COOP, LEAD, RESP, Draft, DraftHead, DraftRow, DraftTarget, DraftUnit

DATES = {
    "work_from": date(2026, 1, 1), "work_to": date(2026, 12, 31), "self_check_from": date(2027, 1, 1),
    "self_check_to": date(2027, 1, 20), "report_due": date(2027, 1, 31), "city_review_due": date(2027, 2, 28),
    "publish_due": date(2027, 5, 31),
}
WETLAND = DraftTarget("湿地保护率", ">=", Decimal(50), None, "%", "不低于50%")
SEWAGE = DraftTarget("城镇污水处理率", ">=", Decimal(95), None, "%", "达95%")
SOURCE = (
    "加强水生态保护。湿地保护率不低于50%;建立名录,开展“退田还湿。”行动。一是城镇污水处理率达95%,(1)新建管网;"
    "二是完善机制。(牵头单位:区水利局;配合单位:区住建局)"
)


def head(**values) -> DraftHead:
    return DraftHead(**{"title": "丙区2026年度工作计划", "year": 2026, "dates": DATES, "set_mode": "new", **values})


def row(key: str, **values) -> DraftRow:
    usual = {
        "number": key.removeprefix("r"), "title": f"任务{key}", "requirement": "按要求完成。", "targets": (WETLAND,),
        "units": (DraftUnit("区水利局", LEAD),), "source": "按要求完成。", "first_line": 1, "last_line": 1,
    }
    return DraftRow(key, **{**usual, **values})


def draft(*rows: DraftRow, **values) -> Draft:
    return Draft(**{"head": head(), "rows": rows, "next_key": len(rows) + 1, **values})


def lead(name: str) -> DraftUnit:
    return DraftUnit(name, LEAD)


def coop(name: str) -> DraftUnit:
    return DraftUnit(name, COOP)


def resp(name: str) -> DraftUnit:
    return DraftUnit(name, RESP)
