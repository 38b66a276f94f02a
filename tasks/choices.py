"""Words of plans, tasks, ledgers and evidence, and which ledger state may follow which."""

from django.db.models import TextChoices


class PlanStatus(TextChoices):
    DRAFT = "draft", "编制中"
    PUBLISHED = "published", "执行中"
    CLOSED = "closed", "已归档"


class TaskRole(TextChoices):
    LEAD = "lead", "牵头"
    SUPPORT = "support", "配合"


class Receipt(TextChoices):
    WAITING = "waiting", "待签收"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "已退回"


class LedgerStatus(TextChoices):
    NOT_STARTED = "not_started", "未填报"
    DRAFT = "draft", "填报中"
    AWAITING_HEAD = "awaiting_head", "待负责人提交"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "被退回"
    ACCEPTED = "accepted", "已通过"


# The unit may change the content in these; in the others it is with the office.
LEDGER_EDITABLE = (
    LedgerStatus.NOT_STARTED, LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.RETURNED
)

LEDGER_MOVES = {
    LedgerStatus.NOT_STARTED: (LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.DRAFT: (LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.AWAITING_HEAD: (LedgerStatus.DRAFT, LedgerStatus.SUBMITTED),
    LedgerStatus.SUBMITTED: (LedgerStatus.DRAFT, LedgerStatus.RETURNED, LedgerStatus.ACCEPTED),
    LedgerStatus.RETURNED: (LedgerStatus.DRAFT, LedgerStatus.AWAITING_HEAD, LedgerStatus.SUBMITTED),
    LedgerStatus.ACCEPTED: (LedgerStatus.SUBMITTED,),
}


class Line(TextChoices):
    """The part of a ledger a return reason speaks of."""

    ACTUAL = "actual", "完成值"
    SELF_SCORE = "self_score", "自评分"
    NARRATIVE = "narrative", "自查说明"
    PROBLEMS = "problems", "存在问题"
    NEXT_STEPS = "next_steps", "下一步打算"
    EVIDENCE = "evidence", "佐证材料"


class Certified(TextChoices):
    """What a certifying unit says of a handed-in number."""

    CONFIRMED = "confirmed", "属实"
    CORRECTED = "corrected", "更正"


class ImportStatus(TextChoices):
    READING = "reading", "正在识别"
    UNREADABLE = "unreadable", "不能识别"
    READY = "ready", "待确认"
    CONFIRMED = "confirmed", "已导入"
    DISCARDED = "discarded", "已放弃"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    TWO_MONTHLY = "two_monthly", "每两个月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"
    YEARLY = "yearly", "每年"
    ONCE = "once", "一次性"


class ReportKind(TextChoices):
    REPORT = "report", "报送"
    MEETING = "meeting", "会议"


class Light(TextChoices):
    """Computed from dates and state, never stored."""

    DONE = "done", "已完成"
    NORMAL = "normal", "正常"
    NEAR = "near", "临期"
    OVERDUE = "overdue", "逾期"


# Words of the activity trail; `departments.reports.trail` joins every app's.
AUDIT_LABELS = {
    "breakdown.add_from_set": "按指标体系加入任务",
    "breakdown.add_task": "增加任务",
    "breakdown.assign": "分派任务",
    "breakdown.change_task": "修改任务",
    "breakdown.import": "导入任务分解表",
    "breakdown.remove_task": "删除任务",
    "certification.confirm": "认定数据属实",
    "certification.correct": "更正数据",
    "evidence.add": "上传佐证",
    "evidence.attach": "引用佐证",
    "evidence.broken": "佐证文件损坏",
    "evidence.describe": "修改佐证著录",
    "evidence.detach": "取消引用佐证",
    "evidence.download": "下载佐证",
    "evidence.preview": "查看佐证",
    "evidence.reorder": "调整佐证次序",
    "evidence.replace": "更换佐证文件",
    "evidence.restore": "恢复佐证",
    "evidence.reuse": "上传已有的佐证",
    "evidence.withdraw": "撤下佐证",
    "ledger.recall": "撤回台账",
    "ledger.save": "保存台账",
    "ledger.send_back": "退回填报员",
    "ledger.send_to_head": "送单位负责人",
    "ledger.submit": "提交台账",
    "plan.change": "修改计划",
    "plan.close": "关闭计划",
    "plan.create": "建立计划",
    "plan.publish": "发布计划",
    "plan.remove": "删除计划草稿",
    "plan.reopen": "重新开放填报",
    "plan.timetable": "修改阶段与报送安排",
    "plan_import.confirm": "确认导入计划文件",
    "plan_import.discard": "放弃导入计划文件",
    "plan_import.download": "下载计划原件",
    "plan_import.read": "识别计划文件",
    "plan_import.start": "上传计划文件",
    "plan_import.undo": "撤销导入计划文件",
    "task.hand_back": "退回任务",
    "task.insist": "维持任务分派",
    "task.reassign": "改派任务",
    "task.release": "免除任务",
    "task.sign": "签收任务",
    "task.sign_all": "全部签收",
    "upload.begin": "开始上传",
    "upload.cancel": "取消上传",
    "upload.refused": "拒收文件",
}

AUDIT_FACTS = {
    "certified": "认定值",
    "changed": "改动",
    "counts": "数量",
    "files": "文件",
    "indicator_set": "指标体系",
    "ledger": "台账",
    "override_reason": "改判理由",
    "round": "轮次",
    "self_score": "自评分",
    "sha256": "校验值",
    "size": "大小",
    "task": "任务",
    "tasks": "任务",
    "to": "改为",
    "units": "单位",
    "until": "至",
    "version": "版本",
    "year": "年度",
}
