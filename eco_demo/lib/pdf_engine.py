"""WeasyPrint with a closed door: only this module imports it. Call it through `eco_demo.lib.pdf`."""

import gc
import logging
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from . import fonts
from .pdf import PdfError

fonts.use_project_fonts()

import weasyprint  # noqa: E402  (fontconfig is set up above)
from weasyprint.text import ffi  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

# What is loaded by now stays: the collection after each report need not walk through it (0.1 s) again.
gc.collect()
gc.freeze()

LANGUAGE = "zh-CN"
# What WeasyPrint only mentions in its log, but would hand the reader an unusable or enormous file.
WRONG_OUTPUT = {
    "Unable to subset": "字体无法裁剪，文件会异常庞大，请更换该字体",
    "Using fontTools instead of HarfBuzz-Subset": "缺少 libharfbuzz-subset，字体裁剪过慢",
    ".notdef glyph rendered": "有文字在现有字体中没有字形",
}


class ClosedFetcher(URLFetcher):
    """Hands out `data:` addresses and the given assets; remembers what else was asked for."""

    def __init__(self, assets: Mapping[str, bytes]):
        super().__init__(allowed_protocols=["data"], allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(self, url, headers=None):
        if url in self.assets:
            return URLFetcherResponse(url, self.assets[url])
        if url[:5].lower() == "data:":
            return super().fetch(url, headers)
        self.refused.append(url)
        raise ValueError(f"refused: {url[:200]}")


def render(html: str, assets: Mapping[str, bytes], variant: str, stylesheets: tuple[str, ...]) -> bytes:
    fetcher = ClosedFetcher(assets)
    try:
        with _complaints() as complaints:
            document = weasyprint.HTML(string=html, url_fetcher=fetcher)
            if not document.etree_element.get("lang"):
                document.etree_element.set("lang", LANGUAGE)
            font_config = FontConfiguration()
            pdf = document.write_pdf(
                stylesheets=[_stylesheet(name, fetcher, font_config) for name in stylesheets],
                font_config=font_config,
                pdf_variant=variant,
            )
    finally:
        # Layout boxes form cycles: without this a worker grows by 80 MB a report before Python looks.
        document = font_config = None
        gc.collect()
    if fetcher.refused:
        raise PdfError(f"文件引用了外部资源，已拒绝：{fetcher.refused[0][:200]}")
    if complaints:
        raise PdfError("；".join(dict.fromkeys(complaints)))
    return pdf


def missing_abilities() -> list[str]:
    missing = []
    if ffi.harfbuzz_subset is None:
        missing.append("缺少 libharfbuzz-subset0：生成 PDF 会慢三十倍，请安装该系统软件包。")
    for family in fonts.SHIPPED_FAMILIES:
        probe = f"<p style=\"font-family: '{family}'\">环保</p>"
        pdf = weasyprint.HTML(string=probe, url_fetcher=ClosedFetcher({})).write_pdf(uncompressed_pdf=True)
        if family.replace(" ", "-").encode() not in pdf:
            missing.append(f"缺少字体 {family}：报告版式会走样，请安装 fonts-noto-cjk 并检查 static/fonts。")
    return missing


def _stylesheet(name: str, fetcher: ClosedFetcher, font_config: FontConfiguration) -> weasyprint.CSS:
    text = (Path(settings.BASE_DIR) / "static" / name).read_text(encoding="utf-8")
    return weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=font_config)


@contextmanager
def _complaints():
    """Collects, in users' words, what WeasyPrint logs in this thread about output that must not be delivered."""
    collector = _Collector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield collector.complaints
    finally:
        logger.removeHandler(collector)


class _Collector(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.complaints: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record):
        if record.thread != self.thread:
            return
        message = record.getMessage()
        for sign, meaning in WRONG_OUTPUT.items():
            if message.startswith(sign):
                self.complaints.append(f"{meaning}（{message.rpartition(': ')[2] or message}）")
