"""The faces of official documents, found by fontconfig: the office's licensed fonts first, then our own."""

import os
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings

# 小标宋 and 宋体, 黑体, 仿宋, 楷体 as shipped; the stylesheet names the licensed faces before them.
SHIPPED_FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolFang", "FandolKai")

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <cachedir>{cache}</cachedir>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{folders}
</fontconfig>
"""


def use_project_fonts() -> Path:
    """Write the configuration and name it to fontconfig; must run before WeasyPrint is imported."""
    folder = Path(settings.VAR_DIR).resolve() / "fontconfig"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "fonts.conf"
    text = _configuration(folder / "cache")
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, target)
    os.environ["FONTCONFIG_FILE"] = str(target)
    return target


def _configuration(cache: Path) -> str:
    folders = [Path(settings.BASE_DIR) / "static" / "fonts"]
    if settings.ECO_FONT_DIR:
        folders.insert(0, Path(settings.ECO_FONT_DIR).resolve())
    lines = "\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in folders)
    return CONFIGURATION.format(cache=escape(str(cache)), folders=lines)
