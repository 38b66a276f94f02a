"""Words of indicators: kinds of value, comparators, directions, attributes, set states."""

from django.db.models import TextChoices


class SetLevel(TextChoices):
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"
    TOWNSHIP = "township", "街道（乡镇）"


class SetStatus(TextChoices):
    DRAFT = "draft", "编制中"
    PUBLISHED = "published", "已发布"


class ValueType(TextChoices):
    QUANTITY = "quantity", "数量"
    PERCENT = "percent", "百分率"
    RATIO = "ratio", "比值"
    TEXT = "text", "文字"
    YES_NO = "yes_no", "是否"


NUMERIC_TYPES = (ValueType.QUANTITY, ValueType.PERCENT, ValueType.RATIO)


class Comparator(TextChoices):
    AT_LEAST = ">=", "不低于"
    AT_MOST = "<=", "不高于"
    ABOVE = ">", "高于"
    BELOW = "<", "低于"
    EQUALS = "=", "等于"
    BETWEEN = "between", "介于"
    INCREASE = "increase", "较上年提高"
    DECREASE = "decrease", "较上年下降"
    NOT_DECREASE = "not_decrease", "不降低"
    NOT_INCREASE = "not_increase", "不升高"
    MEET_ASSIGNED = "meet_assigned", "完成上级下达任务"
    QUALITATIVE = "qualitative", "定性要求"


NEEDS_TARGET = (
    Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.ABOVE, Comparator.BELOW, Comparator.EQUALS, Comparator.BETWEEN
)
NEEDS_BASELINE = (Comparator.INCREASE, Comparator.DECREASE, Comparator.NOT_DECREASE, Comparator.NOT_INCREASE)


class Direction(TextChoices):
    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"
    RANGE = "range", "区间内为好"
    NOT_DECREASE = "not_decrease", "不降低"
    NOT_INCREASE = "not_increase", "不升高"
    TREND_DOWN = "trend_down", "逐年下降"
    EQUALS = "equals", "等于"
    YES_NO = "yes_no", "是否完成"
    MEET_ASSIGNED = "meet_assigned", "完成下达任务"


class Attribute(TextChoices):
    BINDING = "binding", "约束性"
    REFERENCE = "reference", "参考性"


class EvidenceKind(TextChoices):
    DOCUMENT = "document", "正式发文"
    REPORT = "report", "说明报告"
    TABLE = "table", "数据表格"
    PHOTO = "photo", "图片资料"
    OTHER = "other", "其他"


# Fields that can be marked as still to be held against the official document.
CHECKABLE = (
    ("name", "指标名称"), ("threshold", "指标值"), ("attribute", "指标属性"), ("full_marks", "分值"),
    ("scoring_standard", "评分标准"), ("rule", "评分规则"), ("explanation", "指标解释"), ("data_source", "数据来源"),
)


class InputSource(TextChoices):
    """Where a rule's input comes from: what the unit reports for a target, or what somebody answers."""

    ACTUAL = "actual", "填报的完成值"
    BASELINE = "baseline", "现状值（上年值）"
    MET = "met", "是否达标"
    MISSING_EVIDENCE = "missing_evidence", "应交佐证缺件数"
    UNIT = "unit", "单位填报"
    OFFICE = "office", "环委办评定"


# Sources that name one of the task's targets.
OF_TARGET = (InputSource.ACTUAL, InputSource.BASELINE, InputSource.MET)


# Words of the activity trail; `departments.reports.trail` joins every app's.
AUDIT_LABELS = {
    "domain.change": "修改领域",
    "domain.create": "增加领域",
    "domain.move": "调整领域次序",
    "domain.remove": "删除领域",
    "indicator.change": "修改指标",
    "indicator.create": "增加指标",
    "indicator.move": "调整指标次序",
    "indicator.remove": "删除指标",
    "indicator.rule": "修订评分规则",
    "indicator.rule_retire": "停用评分规则",
    "indicator_set.change": "修改指标体系",
    "indicator_set.copy": "复制指标体系",
    "indicator_set.create": "建立指标体系",
    "indicator_set.load": "载入指标体系",
    "indicator_set.marks": "分配分值",
    "indicator_set.publish": "发布指标体系",
    "indicator_set.remove": "删除指标体系草稿",
    "indicator_set.take_back": "撤回指标体系",
}

AUDIT_FACTS = {
    "copied_from": "复制自", "direction": "方向", "indicators": "指标", "kind": "规则种类", "number": "版本",
    "sentence": "规则",
}
