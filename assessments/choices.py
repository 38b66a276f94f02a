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


class ReasonCode(TextChoices):
    """What kind of loss a deduction is: the problem list and the statistics are made by it."""

    NOT_REACHED = "not_reached", "未达目标"
    EVIDENCE_MISSING = "missing", "佐证缺件"
    EVIDENCE_INVALID = "invalid", "佐证无效"
    NOT_DONE = "not_done", "工作缺项"
    EVENT = "event", "发生扣分事项"
    LATE = "late", "逾期报送"
    DISCRETION = "discretion", "酌情扣分"
    OTHER = "other", "其他"


class Origin(TextChoices):
    """Where a deduction comes from."""

    RULE = "rule", "评分规则"
    HAND = "hand", "审核人"
    PANEL = "panel", "多人评分"
    RECHECK = "recheck", "申诉复核"


class Joining(TextChoices):
    """How the scores of several reviewers of one stage become one."""

    SINGLE = "single", "一人评分"
    AVERAGE = "average", "取平均分"
    TRIMMED = "trimmed", "去掉最高最低后取平均"
    MEDIAN = "median", "取中位数"


class Phase(TextChoices):
    """The year's phases, each with its own answer to who sees which score (`assessments.phases`)."""

    SELF_CHECK = "self_check", "自评"
    REVIEW = "review", "评审"
    FEEDBACK = "feedback", "反馈"
    APPEAL = "appeal", "申诉"
    PUBLISHED = "published", "公布"


class AppealStatus(TextChoices):
    FILED = "filed", "待复核"
    WITHDRAWN = "withdrawn", "已撤回"
    UPHELD = "upheld", "申诉成立"
    PARTLY = "partly", "部分成立"
    REJECTED = "rejected", "维持原分"


class ChangeCause(TextChoices):
    """Why the score of an accepted line changed."""

    APPEAL = "appeal", "申诉复核"
    RECOMPUTE = "recompute", "规则修订后重算"


class SpecialKind(TextChoices):
    BONUS = "bonus", "加分"
    PENALTY = "penalty", "扣分"
    VETO = "veto", "一票否决"
    GATE = "gate", "评优前置条件"


class Treatment(TextChoices):
    """What becomes of the points of a line that does not apply (`indicators.rules.not_applicable`)."""

    RENORMALISE = "renormalise", "其余项目折算"
    TRANSFER = "transfer", "分值并入另一项"
    FULL_MARKS = "full_marks", "按满分计"


class AbsenceStatus(TextChoices):
    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


ABSENCE_OPEN = (AbsenceStatus.ASKED, AbsenceStatus.APPROVED)


class TieBreak(TextChoices):
    NONE = "none", "并列名次相同"
    LEAD = "lead", "牵头任务得分率高者在前"
    LOST = "lost", "扣分条数少者在前"


class QuotaTies(TextChoices):
    """Units equal at the cut of a quota."""

    DROP = "drop", "都不评"
    SHARE = "share", "都评"


class RoundingMode(TextChoices):
    HALF_UP = "half_up", "四舍五入"
    HALF_EVEN = "half_even", "四舍六入五成双"
    DOWN = "down", "只舍不入"


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
    "absence.approve": "批准不适用",
    "absence.ask": "申请不适用",
    "absence.refuse": "不批准不适用",
    "absence.revoke": "撤销不适用",
    "absence.withdraw": "撤回不适用申请",
    "appeal.decide": "办结申诉",
    "appeal.file": "提出申诉",
    "appeal.withdraw": "撤回申诉",
    "package.accepted": "市级接收材料",
    "package.approved": "审定年度报告",
    "package.handed_in": "上报市级",
    "package.prepare": "拟定上报材料",
    "package.returned": "市级退回材料",
    "package.sent": "送区审定",
    "package.sent_back": "审定退回",
    "report.download": "下载报告",
    "review.answer": "填写评分数据",
    "review.mark": "评分",
    "review.accept": "审核通过",
    "review.deduct": "扣分",
    "review.deduction_change": "修改扣分",
    "review.deduction_remove": "撤销扣分",
    "review.judge_file": "认定佐证",
    "review.judge_met": "认定是否达标",
    "review.note": "填写审核意见",
    "review.open": "开始审核",
    "review.pass": "通过审核环节",
    "review.reopen": "重新审核",
    "review.return": "退回补正",
    "review.use_rule": "采用规则得分",
    "scheme.change": "修改评分办法",
    "scheme.stages": "设定审核环节",
    "scheme.take_over": "沿用上年评分办法",
    "score.feedback": "反馈得分",
    "score.recompute": "按新规则重算",
    "snapshot.freeze": "固定年度数据",
    "snapshot.publish": "公布年度结果",
    "special.change": "修改加分、扣分、否决事项",
    "special.create": "增加加分、扣分、否决事项",
    "special.enter": "登记加分、扣分、否决",
    "special.remove": "删除加分、扣分、否决事项",
    "special.revoke": "撤销登记",
}

AUDIT_FACTS = {
    "answers": "填写的数据",
    "bonus": "加分",
    "joined": "合成",
    "override_reason": "改判理由",
    "own_mark": "本人评分",
    "basis": "依据",
    "effect": "效果",
    "answer": "复核意见",
    "appeals_from": "申诉起",
    "appeals_to": "申诉止",
    "bands": "等次",
    "claim": "申诉理由",
    "code": "原因类别",
    "differences": "变动",
    "item": "事项",
    "lifted": "撤销的扣分",
    "lines": "项数",
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
    "rule_version": "规则版本",
    "score": "得分",
    "score_after": "现得分",
    "score_before": "原得分",
    "snapshot": "数据快照",
    "stage": "环节",
    "stages": "环节",
    "status": "结论",
    "suggested": "规则得分",
    "treatment": "处理办法",
    "verdict": "认定",
    "wanted": "认为应得",
}
