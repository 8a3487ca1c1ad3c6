"""Folders of labelled receipts: `images/ID.*` beside `labels.jsonl`, one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.evaluation.labelled_items import items_of


@dataclass(frozen=True, kw_only=True)
class Part:
    """A labelled line or word."""

    text: str
    box: tuple[float, float, float, float]
    """Left, top, right, bottom in pixels of the stored image."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One receipt and its labels. Values are as printed; items are dicts of name, quantity and price."""

    id: str
    image: Path
    fields: dict[str, Any]
    """By people."""
    silver: dict[str, Any]
    """By a machine, for fields that people did not label; nearly right."""
    texts: tuple[str, ...]
    """All labelled texts of the receipt: the evidence for reading its dates."""
    split: str | None = None
    size: tuple[float, float] = (0.0, 0.0)
    """Width and height of the stored image in pixels; 0 where the label leaves them out."""
    parts: tuple[Part, ...] = ()
    """The labelled texts that have boxes in an image of known size."""


def load_examples(folder: Path, *, split: str | None) -> Iterator[Example]:
    """The receipts of `folder` in the labels' order; those of `split` only, unless it is `None`.

    Raises `OSError`.
    """
    images = {path.stem: path for path in (folder / "images").iterdir()}
    with (folder / "labels.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            label = json.loads(line)
            if split in (None, label.get("split")) and label["id"] in images:
                yield _example(label, images[label["id"]])


def _example(label: dict[str, Any], image: Path) -> Example:
    silver = label.get("fields_gpt4o") or {}
    parts = label.get("lines") or label.get("words") or []
    size = (label.get("width", 0.0), label.get("height", 0.0))
    fields = dict(label["fields"])
    if items := not (fields.get("items") or silver.get("items")) and items_of(label.get("words") or []):
        fields["items"] = items
    return Example(
        id=label["id"],
        image=image,
        fields=fields,
        silver={name: value for name, value in silver.items() if name not in fields},
        texts=tuple(part["text"] for part in parts),
        split=label.get("split"),
        size=size,
        parts=tuple(
            Part(text=part["text"], box=tuple(part["box"])) for part in parts if all(size) and part.get("box")
        ),
    )
