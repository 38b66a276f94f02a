"""A small copy of a picture for the page: new pixels in a new file, nothing of the original's metadata."""

import sys
from io import BytesIO
from pathlib import Path

from .bounded_child import ChildDied, limit_this_process, run_bounded

LONGEST_SIDE = 1000
QUALITY = 82


class NoThumbnail(ValueError):
    """The picture could not be read."""


def make_thumbnail(path: Path) -> bytes:
    """A JPEG of at most 1000 × 1000 pixels, turned upright. Made in a bounded child. Raises NoThumbnail."""
    try:
        return run_bounded("thumbnails", str(path.resolve()))
    except ChildDied as error:
        raise NoThumbnail("图片无法生成预览") from error


def shrink(path: str) -> bytes:
    from PIL import Image, ImageOps  # not needed by those who only ask for a thumbnail

    with Image.open(path, formats=["JPEG", "PNG"]) as picture:
        # JPEG can be decoded at a fraction of its size; other formats ignore this.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        canvas = Image.new("RGB", upright.size, "white")
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            canvas.paste(upright, mask=upright.getchannel("A"))
        else:
            canvas.paste(upright.convert("RGB"))
    small = BytesIO()
    canvas.save(small, "JPEG", quality=QUALITY, optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    limit_this_process()
    sys.stdout.buffer.write(shrink(sys.argv[1]))
