"""Content types and names by what the bytes are, whatever the sender calls the file."""

import pytest

from eco_demo.lib.document_text.media_type import fitting_name, media_type
from tests.lib import samples


@pytest.mark.parametrize(
    ("content", "expected", "name"),
    [
        (samples.docx(), "wordprocessingml.document", "a.html.docx"),
        (samples.xlsx(), "spreadsheetml.sheet", "a.html.xlsx"),
        (samples.pdf(), "application/pdf", "a.html.pdf"),
        (samples.old_word(), "application/msword", "a.html.doc"),
        (samples.old_excel(), "application/vnd.ms-excel", "a.html.xls"),
        (b"<!doctype html><script>1</script>", "text/plain", "a.html.txt"),
        ("工作计划".encode("gb18030"), "text/plain", "a.html.txt"),
        (samples.picture(), "application/octet-stream", "a.html.bin"),
        (samples.zipped([("a.txt", "1")]), "application/octet-stream", "a.html.bin"),
        (samples.compound(("EncryptedPackage", bytes(4096))), "application/octet-stream", "a.html.bin"),
    ],
    ids=["docx", "xlsx", "pdf", "doc", "xls", "html", "text", "picture", "zip", "locked"],
)
def test_the_bytes_decide(tmp_path, content, expected, name):
    path = tmp_path / "a"
    path.write_bytes(content)

    found = media_type(path)
    assert found.endswith(expected) and fitting_name("a.html", found) == name


def test_a_name_that_fits_stays():
    assert fitting_name("计划.WPS", "application/msword") == "计划.WPS"
    assert fitting_name("计划.txt", "text/plain") == "计划.txt"
