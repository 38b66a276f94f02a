"""Bytes kept outside the web root under their own SHA-256: written once, never changed, the same content only once.

Layout below MEDIA_ROOT: `ab/cd/<sha256>` for what is kept, `incoming/<upload id>` for uploads that are still coming in.
Everything is on one volume, so that moving a finished upload in is a rename.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
PRIVATE_FILE, PRIVATE_FOLDER = 0o640, 0o750


class StorageFull(OSError):
    """No room on the media volume; nothing was kept."""

    def __init__(self):
        super().__init__("服务器存储空间已满，文件没有保存，请联系系统管理员")

    def __str__(self):
        return self.args[0]


class UploadRefused(ValueError):
    """The next piece of an upload does not fit; `offset` is where the server stands."""

    def __init__(self, message: str, offset: int):
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int


def store_stream(chunks: Iterable[bytes]) -> Stored:
    """Keep the bytes and say under which hash; on return they are on the disk, name and all."""
    with _full_disk_reported(), _part_file() as (part, path):
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            part.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        _flush(part)
        return _move_in(path, Stored(digest.hexdigest(), size))


def adopt(path: Path) -> Stored:
    """Move a completed file of the same volume in, usually `incoming_path(upload_id)`; it is gone from where it was."""
    with _full_disk_reported(), open(path, "rb") as content:
        stored = Stored(hashlib.file_digest(content, "sha256").hexdigest(), content.tell())
        os.fsync(content.fileno())
        return _move_in(Path(path), stored)


def path_of(sha256: str) -> Path:
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return _root() / sha256[:2] / sha256[2:4] / sha256


def open_stored(sha256: str) -> BinaryIO:
    return open(path_of(sha256), "rb")


def verify(sha256: str) -> bool:
    """Whether the kept bytes are there and still have this hash."""
    try:
        with open_stored(sha256) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def incoming_path(upload_id: str) -> Path:
    if not UPLOAD_ID.fullmatch(upload_id):
        raise ValueError("not an upload id")
    return _root() / "incoming" / upload_id


def incoming_size(upload_id: str) -> int:
    """How many bytes have arrived: where a broken upload goes on."""
    try:
        return incoming_path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def append_at(upload_id: str, offset: int, stream: BinaryIO, limit: int) -> int:
    """Add the stream's bytes at `offset` and return the new offset, `limit` being the largest size of the whole.

    What arrived before a connection broke is kept. Raises UploadRefused when the offset is not the server's
    (two tabs, a repeated piece) or the file grows past the limit, StorageFull when the disk does.
    """
    path = incoming_path(upload_id)
    _make_folder(path.parent)
    with _full_disk_reported(path), _open_incoming(path) as part:
        arrived = part.seek(0, os.SEEK_END)
        if arrived != offset:
            raise UploadRefused(f"续传位置不一致，服务器已收到 {arrived} 字节", arrived)
        try:
            while chunk := stream.read(CHUNK):
                if part.tell() + len(chunk) > limit:
                    part.truncate(offset)
                    raise UploadRefused("文件超过大小上限", offset)
                part.write(chunk)
        finally:
            _flush(part)
        return part.tell()


def discard(upload_id: str) -> None:
    incoming_path(upload_id).unlink(missing_ok=True)


def sweep_incoming(older_than: timedelta) -> int:
    """Remove uploads nobody has gone on with; says how many."""
    folder, oldest, swept = _root() / "incoming", time.time() - older_than.total_seconds(), 0
    for path in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
                swept += 1
    return swept


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


@contextlib.contextmanager
def _part_file() -> Iterator[tuple[BinaryIO, Path]]:
    folder = _make_folder(_root() / "incoming")
    descriptor, path = tempfile.mkstemp(dir=folder, prefix="part-")
    try:
        with os.fdopen(descriptor, "wb") as part:
            yield part, Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def _open_incoming(path: Path) -> BinaryIO:
    part = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE), "r+b")
    try:
        fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        part.close()
        raise UploadRefused("这个文件正在另一个窗口上传", path.stat().st_size) from error
    return part


@contextlib.contextmanager
def _full_disk_reported(path: Path | None = None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        if path:
            path.unlink(missing_ok=True)
        raise StorageFull from error


def _move_in(source: Path, stored: Stored) -> Stored:
    target = path_of(stored.sha256)
    _make_folder(target.parent)
    os.chmod(source, PRIVATE_FILE)
    os.replace(source, target)
    _sync_folder(target.parent)
    return stored


def _make_folder(folder: Path) -> Path:
    """The folder, made with its parents and on the disk by name."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        _sync_folder(folder.parent)
    return folder


def _flush(part: BinaryIO) -> None:
    part.flush()
    os.fsync(part.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
