import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eco_demo.lib.filenames import INVISIBLE, clean_name, unique_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("整治报告.pdf", "整治报告.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\用户\\照片.JPG", "照片.JPG"),
        ("报告\u202egpj.pdf", "报告gpj.pdf"),
        ("a\x00b\u200bc\t.pdf", "abc.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("con.pdf", "_con.pdf"),
        ("COM¹.tar.pdf", "_COM¹.tar.pdf"),
        ("a.pdf::$DATA", "a.pdf__$DATA"),
        ('<b>"x"|?*.pdf', "_b__x____.pdf"),
        ("尾巴. . ", "尾巴"),
        (".pdf", "未命名.pdf"),
        ("", "未命名"),
        ("第1.2节 说明", "第1.2节 说明"),
        ("字" * 300 + ".docx", "字" * 195 + ".docx"),
        ("半个\ud800字.pdf", "半个字.pdf"),
    ],
)
def test_names_are_made_safe(name, expected):
    assert clean_name(name) == expected


@given(st.text(max_size=300))
def test_every_name_is_safe_and_stays_as_it_is_the_second_time(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 200
    assert not any(unicodedata.category(c) in INVISIBLE or c in '<>:"|?*/\\' for c in cleaned)
    assert clean_name(cleaned) == cleaned


def test_a_taken_name_gets_a_number():
    taken = set()
    assert [unique_name(n, taken) for n in ("住建局/a.pdf", "住建局/A.pdf", "住建局/a.pdf", "a.pdf")] == [
        "住建局/a.pdf",
        "住建局/A (2).pdf",
        "住建局/a (3).pdf",
        "a.pdf",
    ]


def test_a_long_name_fits_into_a_linux_folder():
    taken = set()
    names = [unique_name("字" * 190 + ".pdf", taken) for _ in range(2)]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 255 and name.endswith(".pdf") for name in names)
