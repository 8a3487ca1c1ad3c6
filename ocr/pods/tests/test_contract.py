import gzip
import json

import pytest

from ocr.pods import contract
from ocr.pods.contract import ContractError


def asked(body: object) -> contract.PredictRequest:
    return contract.parse_predict(json.dumps(body).encode())


def test_binary_values_come_as_objects_with_the_one_key_b64():
    request = asked({"inputs": {"image": {"b64": "aW1hZ2UgYnl0ZXM="}, "caption": "seaside"}})

    assert request.tensors(["image", "caption"]) == {"image": b"image bytes", "caption": b"seaside"}


def test_an_object_with_another_key_is_not_binary():
    request = asked({"inputs": {"b64": "aW1hZ2UgYnl0ZXM=", "x": 1}})

    assert request.tensors(["b64", "x"]) == {"b64": b"aW1hZ2UgYnl0ZXM=", "x": 1}


def test_rows_of_objects_become_columns():
    rows = [{"tag": "foo", "signal": [1, 2]}, {"tag": "bar", "signal": [3, 4]}]

    assert asked({"instances": rows}).tensors(["tag", "signal"]) == {
        "tag": [b"foo", b"bar"],
        "signal": [[1, 2], [3, 4]],
    }


@pytest.mark.parametrize(
    "body",
    [
        {"instances": [{"tag": "foo"}]},
        {"instances": [{"tag": "foo", "signal": 1}, [1]]},
        {"instances": [1, 2]},
        {"inputs": {"tag": "foo"}},
        {"inputs": [1, 2]},
    ],
)
def test_every_input_must_be_named_where_there_are_several(body):
    with pytest.raises(ContractError) as caught:
        asked(body).tensors(["tag", "signal"])

    assert caught.value.status == 400


@pytest.mark.parametrize(
    "body", [b"", b"instances = [1, 2]", b"[1]", b'{"inputs": [1', b"[" * 100_000, b"\xff\xfe{}", b"null"]
)
def test_a_body_that_is_no_json_object_is_refused(body):
    with pytest.raises(ContractError) as caught:
        contract.parse_predict(body)

    assert caught.value.status == 400


@pytest.mark.parametrize(
    "body", [b"not gzip", gzip.compress(b'{"inputs": 1}')[:-9]], ids=["not gzip", "cut off"]
)
def test_a_damaged_gzip_is_refused(body):
    with pytest.raises(ContractError, match="uncompress"):
        contract.parse_predict(body, encoding="gzip")


def test_a_gzip_that_grows_without_bound_is_refused(monkeypatch):
    monkeypatch.setattr(contract, "MAX_BODY_BYTES", 1000)

    with pytest.raises(ContractError, match="too large"):
        contract.parse_predict(gzip.compress(b" " * 2000), encoding="gzip")


def test_damaged_base64_is_refused():
    with pytest.raises(ContractError, match="base64"):
        asked({"inputs": {"b64": "?"}})


def test_only_outputs_whose_name_ends_in_bytes_come_in_base64():
    reply = contract.predict_reply({"map_bytes": b"\x89PNG", "name": b"caf\xc3\xa9"}, rows=False)

    assert json.loads(reply.body) == {"outputs": {"map_bytes": {"b64": "iVBORw=="}, "name": "café"}}


def test_a_single_output_loses_its_name():
    assert json.loads(contract.predict_reply({"text_bytes": [b"a"]}, rows=True).body) == {
        "predictions": [{"b64": "YQ=="}]
    }


def test_rows_of_several_outputs_are_objects():
    reply = contract.predict_reply({"a": [1, 2], "b": [[1.5], [2.5]]}, rows=True)

    assert json.loads(reply.body) == {"predictions": [{"a": 1, "b": [1.5]}, {"a": 2, "b": [2.5]}]}
    assert b'\n            "b": [1.5]\n        },\n' in reply.body


@pytest.mark.parametrize("outputs", [{"a": [1, 2], "b": [1]}, {"a": [1], "b": 1}, {"b": 1}])
def test_rows_need_a_common_first_dimension(outputs):
    with pytest.raises(ContractError) as caught:
        contract.predict_reply(outputs, rows=True)

    assert caught.value.status == 400


def test_a_probe_finds_a_loading_model_with_status_200_and_a_prediction_does_not_find_it():
    served = {"m": contract.ServedModel(versions={7: "LOADING"})}
    route = contract.parse_route("GET", "/v1/models/m?x=1")

    reply = contract.state_reply(route, served)

    assert reply.status == 200
    assert json.loads(reply.body)["model_version_status"][0]["state"] == "LOADING"
    with pytest.raises(ContractError, match="Latest"):
        contract.find_version(route, served)


def test_the_newest_available_version_answers():
    served = {"m": contract.ServedModel(versions={2: "AVAILABLE", 10: "AVAILABLE", 11: "END"})}

    assert contract.find_version(contract.parse_route("POST", "/v1/models/m:predict"), served) == 10
