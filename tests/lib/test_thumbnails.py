import io

import pytest
from PIL import Image, PngImagePlugin

from eco_demo.lib.thumbnails import NoThumbnail, make_thumbnail


def opened(path):
    return Image.open(io.BytesIO(make_thumbnail(path)))


def test_a_photo_is_turned_upright_and_loses_its_metadata(tmp_path):
    photo, exif = Image.new("RGB", (2000, 1500), "green"), Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    exif.get_ifd(0x8825)[1] = "N"
    photo.save(tmp_path / "photo", "JPEG", exif=exif, comment=b"secret", icc_profile=b"x" * 200)
    small = opened(tmp_path / "photo")
    assert (small.format, small.size) == ("JPEG", (750, 1000))
    assert not small.getexif()
    assert not {"comment", "icc_profile", "exif", "xmp"} & set(small.info)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_kind_of_png_becomes_a_jpeg(tmp_path, mode):
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody")
    Image.new(mode, (1200, 30)).save(tmp_path / "picture", "PNG", pnginfo=info)
    small = opened(tmp_path / "picture")
    assert (small.format, small.size, small.mode) == ("JPEG", (1000, 25), "RGB")
    assert "Author" not in small.info


def test_transparent_parts_are_white(tmp_path):
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "picture", "PNG")
    assert opened(tmp_path / "picture").getpixel((5, 5)) == (255, 255, 255)


def test_a_cmyk_photo_is_shown(tmp_path):
    Image.new("CMYK", (50, 50), (0, 0, 0, 0)).save(tmp_path / "picture", "JPEG")
    assert opened(tmp_path / "picture").mode == "RGB"


def test_what_is_no_picture_has_no_thumbnail(tmp_path):
    (tmp_path / "x").write_bytes(b"GIF89a")
    with pytest.raises(NoThumbnail):
        make_thumbnail(tmp_path / "x")
