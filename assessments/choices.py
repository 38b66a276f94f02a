"""Words of review, reports and hand-in, and which package state may follow which."""

from django.db.models import TextChoices


class Decision(TextChoices):
    PENDING = "pending", "审核中"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"


class Verdict(TextChoices):
    VALID = "valid", "有效"
    INVALID = "invalid", "无效"
    NEEDS_MORE = "needs_more", "需补充"


class Met(TextChoices):
    MET = "met", "达标"
    NOT_MET = "not_met", "未达标"
    UNKNOWN = "unknown", "待认定"


class ReportKind(TextChoices):
    UNIT = "unit", "单位考核报告"
    DISTRICT = "district", "年度自查总结报告"


class ReportStatus(TextChoices):
    BUILDING = "building", "生成中"
    READY = "ready", "已生成"
    FAILED = "failed", "生成失败"


class PackageStatus(TextChoices):
    PREPARED = "prepared", "拟稿"
    SENT = "sent", "待审定"
    SENT_BACK = "sent_back", "审定退回"
    APPROVED = "approved", "已审定"
    HANDED_IN = "handed_in", "已上报"
    RETURNED = "returned", "市级退回"
    ACCEPTED = "accepted", "市级已接收"


PACKAGE_MOVES = {
    PackageStatus.PREPARED: (PackageStatus.SENT,),
    PackageStatus.SENT: (PackageStatus.APPROVED, PackageStatus.SENT_BACK),
    PackageStatus.SENT_BACK: (),
    PackageStatus.APPROVED: (PackageStatus.HANDED_IN,),
    PackageStatus.HANDED_IN: (PackageStatus.ACCEPTED, PackageStatus.RETURNED),
    PackageStatus.RETURNED: (),
    PackageStatus.ACCEPTED: (),
}
# A package that came back is not changed: the next one is prepared from a new snapshot.
PACKAGE_OPEN = (PackageStatus.PREPARED, PackageStatus.SENT, PackageStatus.APPROVED, PackageStatus.HANDED_IN)
LEADER_SEES = tuple(status for status in PackageStatus if status != PackageStatus.PREPARED)
CITY_SEES = (PackageStatus.HANDED_IN, PackageStatus.RETURNED, PackageStatus.ACCEPTED)


# Words of the activity trail; `departments.reports.trail` joins every app's.
AUDIT_LABELS = {
    "package.accepted": "市级接收材料",
    "package.approved": "审定年度报告",
    "package.handed_in": "上报市级",
    "package.prepare": "拟定上报材料",
    "package.returned": "市级退回材料",
    "package.sent": "送区审定",
    "package.sent_back": "审定退回",
    "report.download": "下载报告",
    "review.accept": "审核通过",
    "review.deduct": "扣分",
    "review.deduction_change": "修改扣分",
    "review.deduction_remove": "撤销扣分",
    "review.judge_file": "认定佐证",
    "review.judge_met": "认定是否达标",
    "review.note": "填写审核意见",
    "review.open": "开始审核",
    "review.reopen": "重新审核",
    "review.return": "退回补正",
    "snapshot.freeze": "固定年度数据",
    "snapshot.publish": "公布年度结果",
}

AUDIT_FACTS = {
    "comment": "意见",
    "deducted": "扣分",
    "doubts": "存疑",
    "file": "文件",
    "form": "形式",
    "met": "是否达标",
    "open_lines": "未审结",
    "points": "分值",
    "reasons": "原因",
    "rule": "规则",
    "score": "得分",
    "score_before": "原得分",
    "snapshot": "数据快照",
    "verdict": "认定",
}
