"""Old .doc, .xls and .wps files turned into .docx or .xlsx by LibreOffice, where it is installed.

The converter runs in a process group of its own with bounds on time, memory and file size, in an empty folder that
holds its profile and its result; macros were refused before it starts and are off in a fresh profile.
"""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from . import UnreadableDocument

WALL_SECONDS, CPU_SECONDS = 60, 60
MEMORY, LARGEST_FILE = 4 * 1024**3, 100 * 1024**2
SAVE_ANEW = "请在 Word 或 WPS 中“另存为”.docx 或 .xlsx 后再导入"
NOT_INSTALLED = f"这是旧版 Office 或 WPS 格式，这里没有安装 LibreOffice，{SAVE_ANEW}"
FAILED = f"旧版 Office 或 WPS 文件未能转换，{SAVE_ANEW}"


def can_convert() -> bool:
    """Whether the page may offer .doc, .xls and .wps."""
    try:
        return bool(find_converter())
    except UnreadableDocument:
        return False


def find_converter() -> str:
    """Raises UnreadableDocument where LibreOffice is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise UnreadableDocument(NOT_INSTALLED)
    return found


def convert(path: Path, form: str, folder: Path) -> Path:
    """The file as `docx` or `xlsx`, in `folder`. Raises UnreadableDocument."""
    # The name comes from outside; a name of our own cannot be taken for an option.
    source = folder / f"source{'.xls' if form == 'xlsx' else '.doc'}"
    shutil.copyfile(path, source)
    command = [find_converter(), "--headless", "--norestore", "--nolockcheck", "--nodefault",
               f"-env:UserInstallation={(folder / 'profile').as_uri()}",
               "--convert-to", form, "--outdir", str(folder), str(source)]  # fmt: skip
    _run(command, folder)
    result = source.with_suffix(f".{form}")
    if not result.is_file() or result.stat().st_size == 0:
        raise UnreadableDocument(FAILED)
    return result


def _run(command: list[str], folder: Path) -> None:
    process = subprocess.Popen(
        command, cwd=folder, env={"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, preexec_fn=_limit,
    )  # fmt: skip
    try:
        process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(FAILED) from error
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen) -> None:
    """The office starts helpers of its own; none of them outlives the conversion."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
