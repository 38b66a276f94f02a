import errno
import hashlib
import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from eco_demo.lib import content_store
from eco_demo.lib.content_store import StorageFull, Stored, UploadRefused

CONTENT = b"evidence" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(settings):
    return Path(settings.MEDIA_ROOT)


def files_below(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_bytes_are_kept_under_their_hash(root):
    assert content_store.store_stream([CONTENT[:10], CONTENT[10:]]) == Stored(SHA256, len(CONTENT))
    assert files_below(root) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]
    with content_store.open_stored(SHA256) as content:
        assert content.read() == CONTENT


def test_the_same_bytes_are_kept_once(root):
    assert content_store.store_stream([CONTENT]) == content_store.store_stream([CONTENT])
    assert len(files_below(root)) == 1


def test_changed_or_missing_bytes_are_noticed():
    content_store.store_stream([CONTENT])
    assert content_store.verify(SHA256)
    content_store.path_of(SHA256).write_bytes(b"forged")
    assert not content_store.verify(SHA256)
    assert not content_store.verify("0" * 64)


def test_content_is_on_the_disk_before_it_has_its_name(monkeypatch):
    steps = []
    real_sync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append("fsync"), real_sync(fd)))
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append("replace"), real_replace(a, b)))
    content_store.store_stream([CONTENT])
    at = steps.index("replace")
    assert "fsync" in steps[:at]
    assert steps[at + 1 :] == ["fsync"]


@pytest.mark.parametrize("bad", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_only_a_hash_names_a_file(bad):
    with pytest.raises(ValueError, match="SHA-256"):
        content_store.path_of(bad)


def test_an_upload_goes_on_where_it_broke(root):
    assert content_store.append_at("upload-01", 0, io.BytesIO(CONTENT[:5000]), len(CONTENT)) == 5000
    assert content_store.incoming_size("upload-01") == 5000
    assert content_store.append_at("upload-01", 5000, io.BytesIO(CONTENT[5000:]), len(CONTENT)) == len(CONTENT)
    assert content_store.adopt(content_store.incoming_path("upload-01")) == Stored(SHA256, len(CONTENT))
    assert files_below(root) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]


def test_a_repeated_or_skipping_piece_is_refused():
    content_store.append_at("upload-01", 0, io.BytesIO(b"12345"), 100)
    for offset in (0, 9):
        with pytest.raises(UploadRefused) as refusal:
            content_store.append_at("upload-01", offset, io.BytesIO(b"x"), 100)
        assert refusal.value.offset == 5
    assert content_store.incoming_size("upload-01") == 5


def test_a_piece_over_the_limit_adds_nothing():
    content_store.append_at("upload-01", 0, io.BytesIO(b"12345"), 8)
    with pytest.raises(UploadRefused, match="大小上限"):
        content_store.append_at("upload-01", 5, io.BytesIO(b"6789"), 8)
    assert content_store.incoming_size("upload-01") == 5


def test_what_arrived_before_the_line_broke_is_kept():
    class BrokenLine(io.BytesIO):
        def read(self, size=-1):
            data = super().read(3)
            if not data:
                raise ConnectionResetError
            return data

    with pytest.raises(ConnectionResetError):
        content_store.append_at("upload-01", 0, BrokenLine(b"123456"), 100)
    assert content_store.incoming_size("upload-01") == 6


def test_two_windows_do_not_write_into_one_upload():
    class SecondWindow(io.BytesIO):
        def read(self, size=-1):
            with pytest.raises(UploadRefused, match="另一个窗口"):
                content_store.append_at("upload-01", 0, io.BytesIO(b"x"), 100)
            return super().read(size)

    assert content_store.append_at("upload-01", 0, SecondWindow(b"123"), 100) == 3


def test_a_full_disk_is_said_and_leaves_nothing(root, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="存储空间已满"):
        content_store.store_stream([CONTENT])
    with pytest.raises(StorageFull):
        content_store.append_at("upload-01", 0, io.BytesIO(CONTENT), 10**6)
    assert files_below(root) == []


def test_uploads_nobody_goes_on_with_are_swept():
    for name in ("old-upload", "new-upload"):
        content_store.append_at(name, 0, io.BytesIO(b"1"), 10)
    day_ago = time.time() - 86_400
    os.utime(content_store.incoming_path("old-upload"), (day_ago, day_ago))
    assert content_store.sweep_incoming(timedelta(hours=2)) == 1
    assert content_store.incoming_size("new-upload") == 1
    content_store.discard("new-upload")
    assert content_store.incoming_size("new-upload") == 0
