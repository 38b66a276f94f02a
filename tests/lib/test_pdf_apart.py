import subprocess

import pytest

from eco_demo.lib import pdf_apart
from eco_demo.lib.pdf import PdfError, render_pdf


def test_the_same_pdf_as_in_this_process():
    html = "<title>附表</title><p>环保</p>"
    assert pdf_apart.render_pdf_apart(html) == render_pdf(html)


def test_a_refusal_comes_back_in_words():
    with pytest.raises(PdfError, match="外部资源"):
        pdf_apart.render_pdf_apart('<img src="http://127.0.0.1:9/x.png">')


def test_a_document_that_takes_too_long_is_refused(monkeypatch):
    def slow(*_, **__):
        raise subprocess.TimeoutExpired("pdf", 60)

    monkeypatch.setattr(pdf_apart.subprocess, "run", slow)
    with pytest.raises(PdfError, match="60 秒"):
        pdf_apart.render_pdf_apart("<p>长</p>")
