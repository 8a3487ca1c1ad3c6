"""Receipts as large as a phone's photos."""

import io

import numpy as np
from PIL import Image

PHOTO_SIZE = (3024, 4032)
"""Pixels: twelve million."""

GRAIN = 6.0
"""Standard deviation of the noise, in grey levels: with it such a photo has the 4 MB that phones write."""


def as_photo(data: bytes) -> bytes:
    """Return the image enlarged to 12 megapixels, with a sensor's grain, as JPEG."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        photo = image.convert("RGB").resize(PHOTO_SIZE, Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).normal(0.0, GRAIN, (photo.height, photo.width, 1)).astype(np.float32)
    pixels = np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
