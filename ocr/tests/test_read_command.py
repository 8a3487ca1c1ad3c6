"""`manage.py read FILE` prints the fields of one file."""

import json

import pytest
from django.core.management import CommandError, call_command

from ocr.tests.drawing import draw_receipt


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(draw_receipt())
    return path


def test_it_prints_the_fields_as_json(photo, capsys):
    call_command("read", str(photo))
    result = json.loads(capsys.readouterr().out)
    assert result["receipt"]["total"]["value"] == "24.72"
    assert "lines" not in result


def test_it_prints_the_lines_when_asked(photo, capsys):
    call_command("read", str(photo), "--lines")
    assert "CORNER BAKERY" in [line["text"] for line in json.loads(capsys.readouterr().out)["lines"]]


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"none\.jpg cannot be opened: No such file or directory\."):
        call_command("read", str(tmp_path / "none.jpg"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened: Is a directory"):
        call_command("read", str(tmp_path))


def test_a_bad_file_is_refused_with_the_readers_sentence(tmp_path):
    path = tmp_path / "note.jpg"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(CommandError, match="no photo or PDF"):
        call_command("read", str(path))


def test_an_unknown_engine_is_one_sentence(photo, settings):
    settings.OCR_ENGINE = "abacus"
    with pytest.raises(
        CommandError, match=r"no engine called 'abacus'\. Set OCR_ENGINE to one of: embedded,"
    ):
        call_command("read", str(photo))
