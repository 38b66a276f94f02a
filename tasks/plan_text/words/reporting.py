"""How often is reported or met, and the words for it."""

RHYTHM_OF = {
    "每周": "weekly", "按周": "weekly", "周报": "weekly", "每月": "monthly", "按月": "monthly", "月报": "monthly",
    "双月": "two_monthly", "每两个月": "two_monthly", "每两月": "two_monthly",
    "每季": "quarterly", "按季": "quarterly", "季报": "quarterly", "每半年": "half_yearly", "半年报": "half_yearly",
    "每年": "yearly", "年报": "yearly",
}  # fmt: skip
REPORTS = ("报送", "上报", "报告", "提交", "填报", "汇报", "通报", r"将[^,;。]{2,30}报",
           r"报[^,;。]{2,20}(?:办|委员会|小组|局|部)", r"报[^,;。]{0,8}(?:进展|情况|信息|材料|台账)")
MEETS = r"召开|会议|例会|调度会|联席会|推进会"
