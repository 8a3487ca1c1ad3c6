"""The calibrate command on a folder of labelled images, read by the scripted engine."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from ocr.layout.calibration import read_table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "cafes" / "images"
    images.mkdir(parents=True)
    for number in range(30):
        Image.new("RGB", (900, 1200), "white").save(images / f"{number}.png")
    return images.parent


def calibrate(folder: Path, **fields: str) -> Path:
    """Fit to 30 receipts of one café with these labels; return the table."""
    labels = [
        json.dumps({"id": str(number), "split": "val", "lines": [], "fields": fields}) for number in range(30)
    ]
    (folder / "labels.jsonl").write_text("\n".join(labels) + "\n")
    table = folder / "table.json"
    call_command(
        "calibrate", str(folder), engine="scripted", cache=folder, output=table, stdout=io.StringIO()
    )
    return table


def test_the_table_holds_for_what_read_the_receipts(folder: Path) -> None:
    table = read_table(calibrate(folder, total="13.80"))
    assert table.version == "scripted rules"
    assert set(table.curves) == {"total"}


def test_labels_of_no_field_write_no_table(folder: Path) -> None:
    (folder / "table.json").write_text("as before")
    with pytest.raises(CommandError, match="name no field that was read"):
        calibrate(folder)
    assert (folder / "table.json").read_text() == "as before"
