"""Stream a zip archive while it is being made: bounded memory, first byte at once, same bytes for the same files."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

CHUNK = 256 * 1024
# Evidence is pictures and PDFs, which do not get smaller; a fixed date keeps the archive reproducible.
FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
UNIX = 3
ORDINARY_FILE = 0o100644


def stream_zip(entries: Iterable[tuple[str, Path | bytes]]) -> Iterator[bytes]:
    """The archive in chunks; `entries` are (name inside the archive, file or content), read as they come.

    Raises ValueError for a name that comes twice, FileNotFoundError for a file that is gone.
    """
    sink, names = _Sink(), set()
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for name, source in entries:
            if name in names:
                raise ValueError(f"archive name used twice: {name}")
            names.add(name)
            with _opened(source) as content, archive.open(_entry(name, source), "w") as out:
                while chunk := content.read(CHUNK):
                    out.write(chunk)
                    yield sink.take()
    yield sink.take()


class _Sink:
    """The file ZipFile writes to; it keeps only what has not been handed on yet."""

    def __init__(self):
        self.parts = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Part of being a file; every chunk is handed on anyway."""

    def take(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def _opened(source: Path | bytes):
    return BytesIO(source) if isinstance(source, bytes) else open(source, "rb")


def _entry(name: str, source: Path | bytes) -> ZipInfo:
    info = ZipInfo(name, FIRST_ZIP_DATE)
    info.create_system = UNIX
    info.external_attr = ORDINARY_FILE << 16
    # Told beforehand so that a file over 2 GiB gets 64-bit fields.
    info.file_size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    return info
