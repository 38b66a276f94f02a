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
