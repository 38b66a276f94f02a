"""`parse_plan FILE --json`: the contract."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .scoring import DOCUMENTS

KEYS = ["no", "title", "comparator", "target", "unit", "sub", "also", "lead", "coop", "resp", "implicit_coop", "leader",
        "deadline", "deadline_iso", "domain", "attr", "current", "line"]  # fmt: skip


def parse(*arguments) -> str:
    out = StringIO()
    call_command("parse_plan", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_json_has_the_shape_of_the_contract():
    answer = json.loads(parse(DOCUMENTS / "linjiang-2023.txt", "--json"))

    assert list(answer) == ["document", "items", "warnings", "stages", "place_goals", "reporting",
                            "cycle", "measures"]  # fmt: skip
    assert list(answer["document"]) == ["title", "issuer", "doc_no", "year"]
    assert list(answer["items"][0]) == KEYS
    assert answer["items"][0]["target"] == 22
    assert answer["warnings"] == [{"no": "7", "message": "编号 5 之后是 7，中间可能缺少任务"}]


def test_a_range_has_an_upper_bound():
    items = json.loads(parse(DOCUMENTS / "xishan-2021.txt", "--json"))["items"]

    assert (items[6]["comparator"], items[6]["target"], items[6]["upper"], items[6]["unit"]) == ("between", 35, 40, "%")


def test_people_get_a_summary():
    assert "共 9 项任务，1 处需要核对。" in parse(DOCUMENTS / "linjiang-2023.txt")


def test_bad_files_end_with_a_sentence(tmp_path):
    empty = tmp_path / "plan.txt"
    empty.touch()

    with pytest.raises(CommandError, match="文件是空的"):
        parse(empty, "--json")
    with pytest.raises(CommandError, match="找不到文件"):
        parse(tmp_path / "none.txt")
