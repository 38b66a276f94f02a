"""Printed documents: the right fonts, real text, and no way out to files or network."""

import base64
import io
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.template.loader import render_to_string
from PIL import Image
from pypdf import PdfReader

from eco_demo.lib.charts import Bar, bar_chart
from eco_demo.lib.pdf import PdfError, missing_abilities, render_pdf

RARE = "镕喆堃㡎䶮㎡"
SECRET = "only-for-the-server-7391"


def page(body, head=""):
    return f'<html lang="zh-CN"><head><title>考核报告</title>{head}</head><body>{body}</body></html>'


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def fonts_of(pdf):
    names = set()
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        fonts = sheet["/Resources"].get("/Font") or {}
        names |= {str(font.get_object()["/BaseFont"]).split("+")[-1] for font in fonts.values()}
    return names


def jpeg():
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(stream, "JPEG")
    return stream.getvalue()


@pytest.fixture
def server():
    """A loopback server that only remembers what was asked of it."""

    class Remember(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    asked = []
    httpd = HTTPServer(("127.0.0.1", 0), Remember)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}", asked
    httpd.shutdown()


VECTORS = {
    "img": ('<img src="{url}/img">', ""),
    "object": ('<object data="{url}/object"></object>', ""),
    "embed": ('<embed src="{url}/embed">', ""),
    "background": ('<p class="x">a</p>', "<style>.x {{ background: url({url}/background) }}</style>"),
    "content": ('<p class="x">a</p>', "<style>.x::before {{ content: url({url}/content) }}</style>"),
    "list": ('<ul class="x"><li>a</li></ul>', "<style>.x {{ list-style: url({url}/list) }}</style>"),
    "import": ("a", "<style>@import url({url}/import.css);</style>"),
    "font-face": ("a", "<style>@font-face {{ font-family: z; src: url({url}/f) }} p {{ font-family: z }}</style>"),
    "stylesheet": ("a", '<link rel="stylesheet" href="{url}/link.css">'),
    "attachment": ("a", '<link rel="attachment" href="{url}/attachment">'),
    "base": ('<img src="picture">', '<base href="{url}/">'),
    "svg image": ('<svg viewBox="0 0 9 9"><image href="{url}/svg" width="9" height="9"/></svg>', ""),
}


@pytest.mark.parametrize("vector", VECTORS)
def test_the_network_is_out_of_reach(vector, server):
    url, asked = server
    body, head = (part.format(url=url) for part in VECTORS[vector])

    with pytest.raises(PdfError, match="外部资源"):
        render_pdf(page(body, head))
    assert asked == []


@pytest.mark.parametrize("vector", VECTORS)
def test_files_are_out_of_reach(vector, tmp_path):
    (tmp_path / "picture").write_text(SECRET)
    body, head = (part.format(url=f"file://{tmp_path}") for part in VECTORS[vector])

    with pytest.raises(PdfError, match="外部资源"):
        render_pdf(page(body, head))


def test_an_svg_inside_a_data_address_cannot_fetch_either(server):
    url, asked = server
    image = f'<image href="{url}/x" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'
    with pytest.raises(PdfError, match="外部资源"):
        render_pdf(page(f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'))
    assert asked == []


def test_svg_use_stays_inside_the_document(server):
    url, asked = server
    render_pdf(page(f'<svg viewBox="0 0 9 9"><use href="{url}/use.svg#a"/></svg>'))
    assert asked == []


def test_given_pictures_and_data_addresses_are_printed():
    data = base64.b64encode(jpeg()).decode()
    body = f'<img src="asset:photo-1" alt="现场"><img src="data:image/jpeg;base64,{data}" alt="现场">'

    sheet = PdfReader(io.BytesIO(render_pdf(page(body), assets={"asset:photo-1": jpeg()}))).pages[0]

    assert len(sheet.images) >= 1


def test_a_picture_that_was_not_given_is_refused():
    with pytest.raises(PdfError, match="asset:photo-2"):
        render_pdf(page('<img src="asset:photo-2">'), assets={"asset:photo-1": jpeg()})


def test_an_unreadable_picture_gives_way_to_its_words():
    pdf = render_pdf(page('<img src="asset:photo-1" alt="图片无法读取">'), assets={"asset:photo-1": b"not a picture"})

    assert "图片无法读取" in text_of(pdf)


def test_chinese_text_can_be_searched_and_copied():
    assert "2021年生态文明建设目标任务完成率97.3%" in text_of(
        render_pdf(page("<p>2021年生态文明建设目标任务完成率97.3%</p>"))
    ).replace("\n", "")


def test_each_style_of_an_official_document_has_its_face():
    table = '<table class="sheet"><tr><td>宋体</td></tr></table>'
    body = "<h1>标题</h1><h2>一、黑体</h2><h3>（一）楷体</h3><p>仿宋正文</p>"

    assert fonts_of(render_pdf(page(body + table))) == {
        "Noto-Serif-CJK-SC-Bold",
        "Noto-Sans-CJK-SC",
        "FandolKai",
        "FandolFang",
        "Noto-Serif-CJK-SC",
    }


@pytest.mark.parametrize("tag", ["p", "h1", "h2", "h3"])
def test_rare_characters_of_names_and_units_have_glyphs(tag):
    assert RARE in re.sub(r"\s", "", text_of(render_pdf(page(f"<{tag}>{RARE}</{tag}>"))).replace("m²", "㎡"))


def test_a_character_no_font_has_is_an_error_and_never_an_empty_box():
    with pytest.raises(PdfError, match="没有字形"):
        render_pdf(page("<p>\U0010abcd</p>"))


def test_a_chart_brings_no_other_font():
    chart = bar_chart([Bar("区住建局", 96, 100), Bar("区农业农村局", 88, 100)], title="得分")

    assert fonts_of(render_pdf(page(f"<figure>{chart}</figure>"))) <= {"Noto-Sans-CJK-SC", "Noto-Serif-CJK-SC"}


def test_the_file_is_archivable_tagged_and_in_chinese():
    pdf = render_pdf(page("<p>正文</p>"))
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]

    assert b"pdfaid:part" in root["/Metadata"].get_object().get_data()
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("zh-CN", True)
    assert PdfReader(io.BytesIO(pdf)).metadata.title == "考核报告"


def test_the_same_input_gives_the_same_bytes():
    html = page("<h1>标题</h1><p>正文</p>")

    assert render_pdf(html) == render_pdf(html)


def test_table_heads_repeat_and_rows_stay_whole():
    rows = "".join(f"<tr><td>第{number}行</td><td>区住建局<br>区农业农村局</td></tr>" for number in range(60))
    table = f'<table class="sheet"><thead><tr><th>序号</th><th>单位</th></tr></thead><tbody>{rows}</tbody></table>'
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(render_pdf(page(table)))).pages]

    assert len(pages) > 1
    assert all("序号" in text and text.count("区住建局") == text.count("区农业农村局") for text in pages)


def test_the_release_code_stands_on_the_last_page_only():
    context = {"title": "考核报告", "release_code": "HWB-2021-0001"}
    html = render_to_string("reports/base.html", context).replace("<main>", "<main>" + "<p>正文</p>" * 50)
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(render_pdf(html))).pages]

    assert ["HWB-2021-0001" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert len(pages) == 3


def test_this_machine_can_print_official_documents():
    assert missing_abilities() == []
