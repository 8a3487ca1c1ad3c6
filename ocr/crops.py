"""Line crops: each box of a page, straightened."""

import cv2
import numpy as np

from ocr.engines.base import Pixels
from ocr.geometry import height_of, width_of
from ocr.types import Quad


def crop_size(quad: Quad) -> tuple[int, int]:
    """Width and height of the crop of `quad`."""
    return max(1, round(width_of(quad))), max(1, round(height_of(quad)))


def cut_crop(page: Pixels, quad: Quad) -> Pixels:
    """The inside of `quad`, as if photographed straight on."""
    width, height = crop_size(quad)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    transform = cv2.getPerspectiveTransform(np.array(quad, np.float32), corners)
    return np.asarray(
        cv2.warpPerspective(
            page, transform, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
    )
