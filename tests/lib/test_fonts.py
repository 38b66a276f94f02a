"""Fonts: ours are unaltered, the office's own are made fit for printing."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import otTables

from eco_demo.lib.fonts import prepare_office_fonts, use_project_fonts


def make_font(path, *, with_gdef):
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "huan"])
    builder.setupCharacterMap({ord("环"): "huan"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in (".notdef", "huan")})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "huan": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Office Song", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    if with_gdef:
        gdef = builder.font["GDEF"] = newTable("GDEF")
        gdef.table = otTables.GDEF()
        gdef.table.Version = 0x00010000
    builder.save(path)


@pytest.fixture
def office(tmp_path):
    folder = tmp_path / "office"
    folder.mkdir()
    return folder


def test_shipped_fonts_are_the_ones_in_the_manifest():
    folder = Path(settings.BASE_DIR) / "static/fonts/fandol"
    manifest = json.loads((folder / "manifest.json").read_text())

    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.otf")}

    assert found == manifest["sha256"]
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "COPYING").read_text()


def test_a_font_fit_for_printing_is_linked(office, tmp_path):
    make_font(office / "song.ttf", with_gdef=False)

    prepared = prepare_office_fonts(office, tmp_path / "prepared")

    assert (prepared / "song.ttf").resolve() == office / "song.ttf"


def test_the_table_that_breaks_subsetting_is_left_out_of_the_copy(office, tmp_path):
    make_font(office / "song.ttf", with_gdef=True)

    prepared = prepare_office_fonts(office, tmp_path / "prepared")

    with TTFont(prepared / "song.ttf") as font:
        assert "GDEF" not in font
        assert font.getBestCmap() == {ord("环"): "huan"}
    with TTFont(office / "song.ttf") as untouched:
        assert "GDEF" in untouched


def test_a_removed_or_broken_font_is_not_offered(office, tmp_path):
    make_font(office / "song.ttf", with_gdef=False)
    prepared = prepare_office_fonts(office, tmp_path / "prepared")
    (office / "song.ttf").unlink()
    (office / "broken.ttf").write_text("not a font")

    prepare_office_fonts(office, prepared)

    assert list(prepared.iterdir()) == []


def test_the_office_comes_before_the_shipped_fonts(office, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    settings.VAR_DIR, settings.ECO_FONT_DIR = tmp_path / "var", str(office)

    text = use_project_fonts().read_text()

    assert text.index("/fontconfig/office<") < text.index("/static/fonts<")
