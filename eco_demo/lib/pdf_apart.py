"""A PDF made in a process of its own, for pages that hand one out at once: threads would double its cost."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from .pdf import PdfError, render_pdf

LIB = Path(__file__).resolve().parent
WALL_SECONDS = 60
REFUSED = 3
TOLD = ("BASE_DIR", "VAR_DIR", "ECO_FONT_DIR")  # all that fonts and stylesheets need to be found


def render_pdf_apart(html: str) -> bytes:
    """The PDF of `html` as `pdf.render_pdf` lays it out. Raises PdfError, also when it takes too long."""
    told = json.dumps({name: str(getattr(settings, name) or "") for name in TOLD})
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", f"{LIB.name}.pdf_apart", told],
            cwd=LIB.parent,
            env={"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
            input=html.encode("utf-8"),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"内容太多，{WALL_SECONDS} 秒内没有排完版") from error
    if done.returncode == REFUSED:
        raise PdfError(done.stderr.decode("utf-8"))
    if done.returncode != 0:
        raise RuntimeError(f"pdf_apart: exit {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


def main() -> None:
    """The child: HTML comes in, the PDF or the reason against it goes out."""
    settings.configure(**json.loads(sys.argv[1]))
    try:
        pdf = render_pdf(sys.stdin.buffer.read().decode("utf-8"))
    except PdfError as error:
        sys.stderr.write(str(error))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
