"""The faces of official documents, found by fontconfig: the office's licensed fonts first, then our own."""

import logging
import os
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont, TTLibError

logger = logging.getLogger(__name__)

# 小标宋 and 宋体, 黑体, 仿宋, 楷体 as shipped; the stylesheet names the licensed faces before them.
SHIPPED_FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolFang", "FandolKai")
FONT_FILES = {".ttf", ".otf", ".ttc", ".otc"}

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
    folders = [Path(settings.BASE_DIR) / "static" / "fonts"]
    if settings.ECO_FONT_DIR:
        folders.insert(0, prepare_office_fonts(Path(settings.ECO_FONT_DIR).resolve(), folder / "office"))
    lines = "\n".join(f"  <dir>{escape(str(folder))}</dir>" for folder in folders)
    text = CONFIGURATION.format(cache=escape(str(folder / "cache")), folders=lines)
    target = folder / "fonts.conf"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        part = target.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, target)
    os.environ["FONTCONFIG_FILE"] = str(target)
    return target


def prepare_office_fonts(source: Path, target: Path) -> Path:
    """Mirror the office's fonts in `target`: links, or copies without the table that breaks subsetting."""
    target.mkdir(parents=True, exist_ok=True)
    fonts = {file.name: file for file in source.rglob("*") if file.suffix.lower() in FONT_FILES}
    for stale in target.iterdir():
        if stale.name not in fonts:
            stale.unlink(missing_ok=True)
    for name, font in fonts.items():
        try:
            _prepare(font, target / name)
        except (OSError, TTLibError) as error:
            logger.error("字体 %s 无法读取，未启用：%s", name, error)
    return target


def _prepare(source: Path, target: Path) -> None:
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    part = target.with_suffix(f".{os.getpid()}.part")
    opened = TTCollection(source, lazy=True) if source.suffix.lower() in {".ttc", ".otc"} else TTFont(source, lazy=True)
    with opened as font:
        faces = list(font) if isinstance(font, TTCollection) else [font]
        if any("GDEF" in face for face in faces):
            # HarfBuzz 6 cannot cut a large font to the used glyphs when it has a GDEF table; Han text needs none.
            for face in faces:
                if "GDEF" in face:
                    del face["GDEF"]
            font.save(part)
        else:
            part.symlink_to(source)
    os.replace(part, target)
