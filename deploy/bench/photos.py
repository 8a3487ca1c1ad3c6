"""Receipts as large as a phone's photos."""

import io

import numpy as np
from PIL import Image

PHOTO_PIXELS = 12_192_768
"""Of a phone with 12 megapixels: 3024 x 4032."""

GRAIN = 6.0
"""Standard deviation of the noise, in grey levels: with it such a photo has the 4 MB that phones write."""


def as_photo(data: bytes) -> bytes:
    """Return the image enlarged to 12 megapixels, with a sensor's grain, as JPEG."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        scale = (PHOTO_PIXELS / (image.width * image.height)) ** 0.5
        size = (round(image.width * scale), round(image.height * scale))
        photo = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    noise = np.random.default_rng(0).normal(0.0, GRAIN, (photo.height, photo.width, 1)).astype(np.float32)
    pixels = np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
