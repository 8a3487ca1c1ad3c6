"""The evaluate command on a folder of two labelled images, read by the scripted engine."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from ocr.engines.base import Tagger
from ocr.engines.scripted import ScriptedEngine
from ocr.types import Label, Page, Tag, Word

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


def values(file: Path) -> list[dict[str, object]]:
    """What was read of each receipt, without times and places."""
    records = map(json.loads, file.read_text().splitlines())
    return [{"fields": record["fields"], "items": record["items"]} for record in records]


def test_it_scores_every_field_and_says_how_long_it_took(folder: Path) -> None:
    scores, confidences, _, rest = evaluate(folder, split="val").split("\n\n")
    table = {line.split()[0]: line.split()[1:3] for line in scores.splitlines()}
    assert table["total"] == ["2", "100.0%"]
    assert table["merchant_name"] == ["2", "50.0%"]
    assert "total" in confidences
    assert "straight through 2 of 2 receipts" in rest
    assert "s an image" in rest


def test_it_writes_one_line_a_receipt(folder: Path, tmp_path: Path) -> None:
    evaluate(folder, jsonl=tmp_path / "out.jsonl")
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert (first["id"], second["id"]) == ("cafe", "other")
    assert first["receipt"]["total"]["value"] == "13.80"
    assert first["receipt"]["line_items"][0]["description"]["value"] == "Flat White"
    name, day, total = first["fields"]
    assert (total["expected"], total["read"], total["right"]) == ("13.80", "13.80", True)
    assert (second["fields"][0]["expected"], second["fields"][0]["right"]) == ("Somewhere Else", False)
    assert (name["labelled_by"], day["read"]) == ("people", "2025-12-25")
    assert 0 < total["confidence"] <= 1
    assert first["items"]["read"][0] == {"name": "Flat White", "price": "7", "quantity": "2"}
    assert first["straight_through"] == (not first["reasons"])


def test_a_file_that_cannot_be_read_is_said_and_counted(folder: Path, tmp_path: Path) -> None:
    (folder / "images" / "other.png").write_bytes(b"no image")
    table = evaluate(folder, jsonl=tmp_path / "out.jsonl")
    assert "50.0%" in next(line for line in table.splitlines() if line.startswith("total"))
    last = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[-1])
    assert last["receipt"] is None
    assert last["error"]


def test_limit_stops_early(folder: Path) -> None:
    assert "1 receipts" in evaluate(folder, limit=1)


def test_words_come_from_a_cache_and_are_tagged_anew(folder: Path, tmp_path: Path) -> None:
    cache, read, known = (tmp_path / name for name in ("cache", "read.jsonl", "known.jsonl"))
    evaluate(folder, jsonl=read)
    assert "2 receipts, OCR from cache" in evaluate(folder, cache=cache)
    for image in (folder / "images").iterdir():
        image.write_bytes(b"no image")
    evaluate(folder, cache=cache, jsonl=known)
    assert values(known) == values(read)


def test_words_that_other_nets_read_are_read_anew(folder: Path, tmp_path: Path) -> None:
    evaluate(folder, cache=tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_text(file.read_text().replace('"nets": "scripted"', '"nets": "other"', 1))
    for image in (folder / "images").iterdir():
        image.write_bytes(b"no image")
    evaluate(folder, cache=tmp_path / "cache", jsonl=tmp_path / "out.jsonl")
    receipts = [json.loads(line)["receipt"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [receipt is None for receipt in receipts] == [True, False]


class AllMerchant(Tagger):
    """Takes the part of a net that learned one label only."""

    def tag(self, page: Page, words: Sequence[Word]) -> list[Tag]:
        return [Tag(label=Label.STORE_NAME, score=0.9)] * len(words)

    def version(self, words: Sequence[Word]) -> str:
        return "layout-0000c0de"


@pytest.mark.parametrize("is_cached", [False, True])
def test_rules_may_tag_in_the_place_of_the_net(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_cached: bool
) -> None:
    nets = replace(ScriptedEngine().nets(), tagger=AllMerchant())
    monkeypatch.setattr(ScriptedEngine, "nets", lambda self: nets)
    options = {"cache": tmp_path / "cache"} if is_cached else {}
    totals = [
        next(
            line.split()[2] for line in evaluate(folder, **options, **tagger).splitlines() if "total" in line
        )
        for tagger in ({}, {"tagger": "rules"})
    ]
    assert totals == ["0.0%", "100.0%"]


def test_what_is_not_in_the_cache_and_cannot_be_read_is_missed(folder: Path, tmp_path: Path) -> None:
    (folder / "images" / "other.png").write_bytes(b"no image")
    table = evaluate(folder, cache=tmp_path / "cache")
    assert "50.0%" in next(line for line in table.splitlines() if line.startswith("total"))


def test_merchants_of_other_splits_have_their_own_figures(folder: Path) -> None:
    fields = {"store_name": "CORNER-CAFE", "total": "1.00"}
    trained = json.dumps({"id": "old", "split": "train", "fields": fields})
    with (folder / "labels.jsonl").open("a") as labels:
        labels.write(trained + "\n")
    Image.new("RGB", (9, 9)).save(folder / "images" / "old.png")
    lines = evaluate(folder, split="val").splitlines()
    assert "merchants in another split: seen 1, unseen 1, unlabelled 0" in lines
    assert "merchant_name 1 100.0% 100.0% 1 0.0% 0.0%" in [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(
    ("options", "said"), [({"split": "train"}, "train"), ({"engine": "abacus"}, "abacus")]
)
def test_what_is_not_there_is_said(folder: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", str(folder), **options)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be opened"):
        evaluate(tmp_path / "nowhere")
