import io
import tracemalloc
import zipfile

import pytest

from eco_demo.lib.zips import stream_zip


def test_the_archive_holds_files_and_contents_under_chinese_names(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 600_000)
    content = b"".join(stream_zip([("住建局/扬尘.pdf", tmp_path / "a"), ("目录.txt", "空".encode()), ("空.txt", b"")]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["住建局/扬尘.pdf", "目录.txt", "空.txt"]
        assert archive.read("住建局/扬尘.pdf") == b"x" * 600_000


def test_the_same_files_give_the_same_bytes():
    assert b"".join(stream_zip([("a", b"1")])) == b"".join(stream_zip([("a", b"1")]))


def test_a_name_comes_only_once():
    with pytest.raises(ValueError, match="twice"):
        b"".join(stream_zip([("a", b"1"), ("a", b"2")]))


def test_large_archives_need_little_memory(tmp_path):
    big = tmp_path / "big"
    big.write_bytes(bytes(20_000_000))
    tracemalloc.start()
    size = sum(len(chunk) for chunk in stream_zip((f"{n}", big) for n in range(3)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 60_000_000
    assert peak < 3_000_000
