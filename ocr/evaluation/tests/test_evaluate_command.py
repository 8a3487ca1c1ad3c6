"""The evaluate command on a folder of two labelled images, read by the scripted engine."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

LABELS = {
    "cafe": {"store_name": "Corner Cafe", "date": "25/12/2025", "total": "13.80"},
    "other": {"store_name": "Somewhere Else", "date": "25/12/2025", "total": "13.80"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    lines = []
    for name, fields in LABELS.items():
        Image.new("RGB", (900, 1200), "white").save(images / f"{name}.png")
        lines.append(json.dumps({"id": name, "split": "val", "lines": [], "fields": fields}))
    (tmp_path / "labels.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def evaluate(folder: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("evaluate", str(folder), engine="scripted", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_it_scores_every_field_and_says_how_long_it_took(folder: Path) -> None:
    table = {line.split()[0]: line.split()[1:3] for line in evaluate(folder, split="val").splitlines()}
    assert table["total"] == ["2", "100.0%"]
    assert table["merchant_name"] == ["2", "50.0%"]
    assert table["2"][0] == "receipts,"


def test_it_writes_one_line_a_receipt(folder: Path, tmp_path: Path) -> None:
    evaluate(folder, jsonl=tmp_path / "out.jsonl")
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert (first["id"], second["id"]) == ("cafe", "other")
    assert first["receipt"]["total"]["value"] == "13.80"
    assert first["receipt"]["line_items"][0]["description"]["value"] == "Flat White"
    assert set(first) == {"id", "seconds", "receipt"}


def test_a_file_that_cannot_be_read_is_said_and_counted(folder: Path, tmp_path: Path) -> None:
    (folder / "images" / "other.png").write_bytes(b"no image")
    table = evaluate(folder, jsonl=tmp_path / "out.jsonl")
    assert "50.0%" in next(line for line in table.splitlines() if line.startswith("total"))
    last = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[-1])
    assert last["receipt"] is None
    assert last["error"]


def test_limit_stops_early(folder: Path) -> None:
    assert "1 receipts" in evaluate(folder, limit=1)


@pytest.mark.parametrize(
    ("options", "said"), [({"split": "train"}, "train"), ({"engine": "abacus"}, "abacus")]
)
def test_what_is_not_there_is_said(folder: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", str(folder), **options)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be opened"):
        evaluate(tmp_path / "nowhere")
