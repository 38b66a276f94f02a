"""Plan documents as they came, kept under their hash; the same ones are not taken twice in an import."""

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eco_demo.lib import content_store
from eco_demo.lib.content_store import Stored
from eco_demo.lib.document_text import MAX_BYTES, MAX_CHARACTERS, MEGABYTE
from eco_demo.lib.document_text.media_type import TEXT_TYPE, media_type
from eco_demo.lib.filenames import clean_name

from ...errors import ImportRefused
from ...models import ImportFile, PlanImport, StoredFile

MAX_FILES = 10
MAX_FILE_BYTES = MAX_BYTES
MAX_TOTAL_BYTES = 40 * MEGABYTE
MAX_TEXT = MAX_CHARACTERS
PASTED_NAME = "粘贴的文字.txt"
ANNEX = re.compile(r"附件|附表|分解表|清单")


@dataclass(frozen=True)
class Original:
    name: str
    stored: Stored
    content_type: str


def take_in(files: Sequence[Any], text: str = "") -> list[Original]:
    """Uploaded files and pasted text, in the order they are read; called outside a transaction, it writes bytes."""
    found = [_kept(clean_name(file.name), file.chunks()) for file in files]
    if text.strip():  # with a mark that it is text, whatever its first letters look like
        found.insert(0, _kept(PASTED_NAME, [BOM_UTF8, text.encode(errors="replace")]))
    # The main document is read first: its title is the plan's. Sorting is stable, so otherwise the order stays.
    return sorted(found, key=lambda original: bool(ANNEX.search(original.name)))


def attach(batch: PlanImport, originals: Sequence[Original]) -> list[ImportFile]:
    """Behind the files that the batch has; the caller holds it. Raises ImportRefused."""
    present = list(batch.files.select_related("stored"))
    _check_room(present, originals)
    return ImportFile.objects.bulk_create([
        ImportFile(batch=batch, position=position, name=original.name, stored=_row(original))
        for position, original in enumerate(originals, start=len(present) + 1)
    ])


def _kept(name: str, chunks) -> Original:
    stored = content_store.store_stream(chunks)
    content_type = media_type(content_store.path_of(stored.sha256)) if stored.size else TEXT_TYPE
    return Original(name, stored, content_type)


def _row(original: Original) -> StoredFile:
    return StoredFile.objects.get_or_create(
        sha256=original.stored.sha256,
        defaults={"size": original.stored.size, "content_type": original.content_type},
    )[0]


def _check_room(present: Sequence[ImportFile], originals: Sequence[Original]) -> None:
    if len(present) + len(originals) > MAX_FILES:
        raise ImportRefused(f"一次导入最多 {MAX_FILES} 个文件，已有 {len(present)} 个，请减少后再上传。")
    sizes = [file.stored.size for file in present] + [original.stored.size for original in originals]
    if sum(sizes) > MAX_TOTAL_BYTES:
        raise ImportRefused(f"一次导入的文件合计不能超过 {MAX_TOTAL_BYTES // MEGABYTE} MB，请去掉图片或减少文件。")
    names = {file.stored.sha256: file.name for file in present}
    for original in originals:
        twin = names.setdefault(original.stored.sha256, original.name)
        if twin is not original.name:
            raise ImportRefused(f"“{original.name}”和“{twin}”内容完全相同，请只选一个。")
