"""Small files to upload."""

import io

from PIL import Image


def photo(*, colour: str = "white", kind: str = "JPEG", size: tuple[int, int] = (300, 400)) -> bytes:
    """Return the bytes of an image without any text."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()
