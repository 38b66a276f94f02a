"""Words of the floor: levels, roles, powers, job states, and which job state may follow which."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市（州）"
    DISTRICT = "district", "县（市、区）"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "街道（乡镇）"
    SECTION = "section", "科室"


TERRITORIES = (Level.PROVINCE, Level.CITY, Level.DISTRICT)


class UnitClass(TextChoices):
    """Units are ranked only against their own class."""

    NONE = "", "不参加排名"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "镇（街道）"


class Role(TextChoices):
    UNIT_STAFF = "unit_staff", "填报员"
    UNIT_HEAD = "unit_head", "单位负责人"
    UNIT_ADMIN = "unit_admin", "单位管理员"
    OFFICE_REVIEWER = "office_reviewer", "审核员"
    OFFICE_CHIEF = "office_chief", "环委办主任"
    DISTRICT_LEADER = "district_leader", "党政领导"
    CITY_OFFICE = "city_office", "上级环委办"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"


SEPARATED_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

# What a unit's own administrator may hand out.
LIAISON_ROLES = (Role.UNIT_STAFF, Role.UNIT_HEAD)


class Power(TextChoices):
    """What a grant on a unit allows; the guardian permission codenames of `Unit`."""

    FILL = "fill_work", "填报台账与佐证"
    SIGN = "sign_work", "签收任务、提交台账"
    MANAGE = "manage_members", "管理本单位账号"
    REVIEW = "review_work", "审核台账并评分"
    DIRECT = "direct_work", "编制计划、汇总评分、组织上报"
    READ = "read_work", "查看全部工作"
    APPROVE = "approve_report", "审定年度报告"
    RECEIVE = "receive_report", "接收上报材料"


READING_POWERS = (Power.FILL, Power.SIGN, Power.REVIEW, Power.DIRECT, Power.READ)

# A city or province receives what its districts hand in; their drafts, reviews and live scores stay below.
REACHES_ABOVE_DISTRICT = (Power.RECEIVE, Power.MANAGE)

# The grants a new unit×role group starts with. The security administrator may change a group's grants afterwards.
ROLE_POWERS = {
    Role.UNIT_STAFF: (Power.FILL,),
    Role.UNIT_HEAD: (Power.FILL, Power.SIGN),
    Role.UNIT_ADMIN: (Power.MANAGE,),
    Role.OFFICE_REVIEWER: (Power.REVIEW,),
    Role.OFFICE_CHIEF: (Power.REVIEW, Power.DIRECT),
    Role.DISTRICT_LEADER: (Power.READ, Power.APPROVE),
    Role.CITY_OFFICE: (Power.RECEIVE,),
}

# An office works for the territory it belongs to; its grants lie on that territory, not on the office itself.
TERRITORIAL_ROLES = (Role.OFFICE_REVIEWER, Role.OFFICE_CHIEF, Role.DISTRICT_LEADER, Role.CITY_OFFICE)


class JobStatus(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在生成"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


JOB_OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


class Result(IntegerChoices):
    OK = 1, "成功"
    REFUSED = 2, "拒绝"
    FAILED = 3, "失败"


# --- words of the activity trail; each app keeps its own in a dict of this name, `reports.trail` joins them --------
AUDIT_LABELS = {
    "access.refused": "访问被拒绝",
    "account.change_password": "修改本人密码",
    "account.disable": "停用账号",
    "account.enable": "启用账号",
    "account.open": "开设账号",
    "account.reset_password": "重置密码",
    "account.unlock": "解除登录锁定",
    "grant.first": "建立角色组并授权",
    "grant.set": "调整授权",
    "job.cancel": "取消后台任务",
    "job.request": "提出后台任务",
    "job.retry": "重新办理后台任务",
    "login.end": "退出登录",
    "login.fail": "登录失败",
    "login.lock": "登录被锁定",
    "login.succeed": "登录成功",
    "membership.end": "结束任职",
    "membership.open": "增加任职",
    "trail.export": "导出操作日志",
    "unit.change": "修改单位",
    "unit.open": "增加单位",
    "unit.take_back": "撤回新增的单位",
    "unit_group.set": "设置单位组成员",
    "unit_group.take_back": "撤回新增的单位组",
}

AUDIT_FACTS = {
    "address": "地址",
    "after": "改后",
    "aliases": "别名",
    "before": "改前",
    "count": "条数",
    "filters": "查询条件",
    "kind": "种类",
    "limited_to": "所列单位",
    "members": "成员单位",
    "method": "方式",
    "on": "对象",
    "path": "网址",
    "powers": "权限",
    "reason": "原因",
    "role": "角色",
    "status": "状态",
    "unit": "单位",
    "username": "登录名",
}
