"""Bytes of evidence: looked at in a bounded child, kept once under their hash, with a small copy of pictures."""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from eco_demo.lib import content_store
from eco_demo.lib.file_check import FileFacts, check_file
from eco_demo.lib.file_kinds import BY_CODE, MEGABYTE, PICTURES
from eco_demo.lib.thumbnails import NoThumbnail, make_thumbnail

from ..models import StoredFile

PREVIEW_SUFFIX = ".jpg"
PREVIEW_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Examined:
    """A whole file that is what its name says, not kept yet."""

    path: Path
    facts: FileFacts
    preview: bytes | None


def max_bytes() -> int:
    return settings.ECO_MAX_UPLOAD_MB * MEGABYTE


def bring_in(source: Path | BinaryIO) -> str:
    """Copy a file to where uploads come in; returns its upload id. The source stays as it is."""
    upload_id = uuid4().hex
    with open(source, "rb") if isinstance(source, Path) else source as stream:
        content_store.append_at(upload_id, 0, stream, max_bytes() + 1)
    return upload_id


def examine(upload_id: str, name: str) -> Examined:
    """Takes up to seconds and is called outside a transaction. Raises RefusedFile, FileNotFoundError."""
    path = content_store.incoming_path(upload_id)
    facts = check_file(path, name)
    return Examined(path, facts, _preview(path) if BY_CODE[facts.kind] in PICTURES else None)


@transaction.atomic
def keep(examined: Examined) -> StoredFile:
    """Move the file in; on return its bytes and name are on the disk."""
    stored = content_store.adopt(examined.path)
    if examined.preview:
        _write_preview(stored.sha256, examined.preview)
    return StoredFile.objects.get_or_create(
        sha256=stored.sha256,
        defaults={"size": stored.size, "content_type": examined.facts.content_type,
                  "has_preview": bool(examined.preview)},
    )[0]


def preview_path(stored: StoredFile) -> Path:
    return content_store.path_of(stored.sha256).with_suffix(PREVIEW_SUFFIX)


def is_whole(stored: StoredFile) -> bool:
    """There, and of the size that was kept; the full check of every byte is `verify_files`."""
    try:
        return content_store.path_of(stored.sha256).stat().st_size == stored.size
    except FileNotFoundError:
        return False


def _preview(path: Path) -> bytes | None:
    try:
        return make_thumbnail(path)
    except NoThumbnail:
        return None


def _write_preview(sha256: str, content: bytes) -> None:
    part = content_store.incoming_path(uuid4().hex)
    content_store.append_at(part.name, 0, BytesIO(content), len(content))
    os.replace(part, content_store.path_of(sha256).with_suffix(PREVIEW_SUFFIX))
