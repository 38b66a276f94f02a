"""What a person should look at before the plan is used, in sentences."""

from .parsed import Item, Warn

NO_ITEMS = "正文中没有找到可以分解的任务，请核对文件是否完整"
IN_ANNEX = "正文没有列出具体任务，任务分解在附件中，请另行导入附件"
NO_HEAD = (
    "没有找到可以分解的任务：表格里没有认得出的表头（如“指标名称”“目标值”“牵头单位”），"
    "请在第一行补上表头，或核对文件是否选对"
)
NO_TITLE = "没有识别出文件标题，请在确认时填写"


def check_numbers(items: list[Item], numbers: list[int]) -> list[Warn]:
    """`numbers` are the printed ones, 0 where none is printed; each run of them is looked at."""
    found = []
    before = 0
    for place, (item, number) in enumerate(zip(items, numbers, strict=True)):
        if not number:
            continue
        starts = place == 0 or number == 1 or number < before
        if starts and number > 1:
            found.append(Warn(item.no, f"编号从 {number} 开始，前面的任务可能不在这份文件里"))
        elif not starts and number > before + 1:
            found.append(Warn(item.no, f"编号 {before} 之后是 {number}，中间可能缺少任务"))
        elif not starts and number == before:
            found.append(Warn(item.no, f"编号 {number} 重复出现"))
        before = number
    return found


def check_units(items: list[Item]) -> list[Warn]:
    """Worth saying only where the plan does name units elsewhere."""
    if not any(item.roles for item in items):
        return [Warn("", "文件没有写明责任单位，请在确认时指定")] if items else []
    return [Warn(item.no, "没有写明责任单位") for item in items if not item.roles]


def check_document(items: list[Item], title: str | None, text: str, *, has_table: bool) -> list[Warn]:
    found = []
    if not items and has_table:
        found.append(Warn("", NO_HEAD))
    elif not items:
        found.append(Warn("", IN_ANNEX if "附件" in text and ("分解" in text or "清单" in text) else NO_ITEMS))
    if not title:
        found.append(Warn("", NO_TITLE))
    return found
