import pytest
import requests

from ocr.pods import saved_models
from ocr.training.serving_config import models_config


def predict(pod, body):
    return requests.post(f"{pod.url}/v1/models/measure:predict", json=body, timeout=30)


def test_outputs_of_every_kind_are_written(development_pod):
    answer = predict(development_pod, {"inputs": {"data": [{"b64": "YWJj"}, "a"]}})

    assert answer.text.count("Infinity") == 1
    assert answer.json()["outputs"] == {
        "copy": ["abc", "a"],
        "copy_bytes": [{"b64": "YWJj"}, {"b64": "YQ=="}],
        "share": [1.5, float("inf")],
        "size": [3, 1],
    }


def test_rows_come_back_as_objects(development_pod):
    answer = predict(development_pod, {"instances": [{"data": "abcd"}]})

    [row] = answer.json()["predictions"]
    assert row == {"copy": "abcd", "copy_bytes": {"b64": "YWJjZA=="}, "size": 4, "share": 1.33333337}


def test_what_the_model_refuses_is_an_error_of_the_request(development_pod):
    answer = predict(development_pod, {"inputs": ["a", "b", "c", "d"]})

    assert answer.status_code == 400
    assert "Too many rows." in answer.json()["error"]


@pytest.mark.parametrize("value", [["a", ["b"]], [1.5], "a"])
def test_a_value_of_another_type_or_shape_is_refused(development_pod, value):
    assert predict(development_pod, {"inputs": value}).status_code == 400


def test_labels_are_taken_from_what_the_exporter_writes():
    config = models_config({"textdet": (1, 2), "textrec": (3, 3)}, base_path="/models")

    assert saved_models.parse_labels(config) == {
        "textdet": {"stable": 1, "canary": 2},
        "textrec": {"stable": 3, "canary": 3},
    }


def test_a_missing_tensorflow_is_explained(monkeypatch, tmp_path):
    def missing(name):
        raise ModuleNotFoundError(name=name)

    (tmp_path / "m" / "1").mkdir(parents=True)
    (tmp_path / "m" / "1" / "saved_model.pb").touch()
    monkeypatch.setattr(saved_models, "import_module", missing)

    with pytest.raises(saved_models.ModelsError, match="make export"):
        saved_models.load_models(tmp_path)
