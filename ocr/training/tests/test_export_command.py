"""`manage.py export_models DIR` writes what a pod is started with."""

import sys

import pytest
from django.core.management import CommandError, call_command


def test_it_writes_the_models_and_their_configuration(saved_models):
    files = {path.name for path in saved_models.iterdir()}
    assert files == {"textdet", "textrec", "layout", "models.config", "batching.config"}
    assert (saved_models / "textdet" / "1" / "saved_model.pb").stat().st_size > 5_000_000
    assert (saved_models / "textrec" / "1" / "saved_model.pb").stat().st_size > 10_000_000
    assert (saved_models / "layout" / "1" / "saved_model.pb").stat().st_size > 1_000_000
    config = (saved_models / "models.config").read_text()
    assert 'base_path: "/models/textdet"' in config
    assert 'base_path: "/models/textrec"' in config
    assert 'base_path: "/models/layout"' in config


def test_only_the_recogniser_is_batched(saved_models):
    for model in ("textdet", "layout"):
        assert not (saved_models / model / "1" / "batching_params.pbtxt").exists()
    assert "max_batch_size" in (saved_models / "textrec" / "1" / "batching_params.pbtxt").read_text()
    assert "max_batch_size" not in (saved_models / "batching.config").read_text()


def test_without_tensorflow_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    for module in ("export", "converter", "signatures"):
        monkeypatch.delitem(sys.modules, f"ocr.training.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(CommandError, match=r"there is no tensorflow\. Run `make export` first\."):
        call_command("export_models", str(tmp_path / "models"))
    assert not (tmp_path / "models").exists()
