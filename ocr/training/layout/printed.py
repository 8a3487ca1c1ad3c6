"""Pages from the labels' own lines: what a perfect OCR would read."""

from collections.abc import Mapping
from typing import Any

from ocr.geometry import quad_of_box
from ocr.layout.reading_order import sort_lines
from ocr.training.layout.pages import ReadPage
from ocr.types import Line, Transcript
from ocr.words import line_of

SCORE = 0.98


def printed_page(label: Mapping[str, Any]) -> ReadPage:
    """The page of a label, its texts cut into words as ours are."""
    parts = [part for part in label["lines"] if part["text"].strip()]
    lines = sort_lines([_line(part["text"], part["box"]) for part in parts])
    words = tuple(word for line in lines for word in line.words)
    return ReadPage(id=label["id"], width=label["width"], height=label["height"], rotation=0, words=words)


def _line(text: str, box: list[float]) -> Line:
    count = len(text)
    transcript = Transcript(
        text=text,
        char_scores=(SCORE,) * count,
        char_centers=tuple((index + 0.5) / count for index in range(count)),
    )
    return line_of(transcript, quad_of_box(*box), page=1)
