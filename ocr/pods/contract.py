"""TensorFlow Serving's REST contract, from the server's side; what both stand-ins share. Pure.

For development and tests only. Source: the RESTful API page of TensorFlow Serving's documentation. Left out:
`:classify` and `:regress`, which no model of ours has.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]

DEFAULT_SIGNATURE = "serving_default"
AVAILABLE = "AVAILABLE"
MAX_BODY_BYTES = 100 * 1024 * 1024
"""Of a request, unpacked."""

_SELECTOR = r"(?:/versions/(?P<version>\d+)|/labels/(?P<label>[^/:]+))?"
_PREDICT_PATH = re.compile(rf"(?i)/v1/models/(?P<model>[^/:]+){_SELECTOR}:predict")
_STATE_PATH = re.compile(rf"(?i)/v1/models(?:/(?P<model>[^/:]+))?{_SELECTOR}(?P<metadata>/metadata)?")
_MAX_VERSION = 2**63 - 1


class ContractError(Exception):
    """A request that is answered with an HTTP error; `str(error)` is the text that the client gets."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What goes back over HTTP."""

    status: int = 200
    body: bytes
    content_type: str = "application/json"


@dataclass(frozen=True, kw_only=True)
class Route:
    """What a request's method and path ask for."""

    verb: str
    """`state`, `metadata` or `predict`."""
    model: str
    version: int | None = None
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class ServedModel:
    """A model as the server keeps it."""

    versions: Mapping[int, str]
    """State by version, such as `AVAILABLE`."""
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PredictRequest:
    """The body of a `:predict` request."""

    signature: str
    rows: bool
    """Whether it came as `instances`; else as `inputs`. The answer has the same form."""
    value: Any
    """Of `instances` or `inputs`; binary values and strings are bytes."""

    def tensors(self, names: Sequence[str]) -> dict[str, Any]:
        """Return nested lists by input name. Raises `ContractError` unless all `names` are given."""
        if self.rows:
            return _columns_of(self.value, names)
        if not isinstance(self.value, dict):
            return {_only(names, "inputs is a plain value/list, but expecting an object"): self.value}
        for name in names:
            if name not in self.value:
                raise ContractError(400, f"Missing named input: {name} in 'inputs' object.")
        return {name: self.value[name] for name in names}


def parse_route(method: str, target: str) -> Route:
    """Return what the request asks for. Raises `ContractError`: 404 outside /v1/, 400 for a malformed one."""
    path = target.partition("?")[0]
    if not path.lower().startswith("/v1/"):
        raise ContractError(404, "Not Found")
    found = {"GET": _STATE_PATH, "POST": _PREDICT_PATH}.get(method, _STATE_PATH).fullmatch(path)
    if found is None or method not in ("GET", "POST"):
        raise ContractError(400, f"Malformed request: {method} {path}")
    parts = found.groupdict()
    if parts["model"] is None:
        raise ContractError(400, "Missing model name in request.")
    return Route(
        verb="predict" if method == "POST" else "metadata" if parts["metadata"] else "state",
        model=unquote(parts["model"]),
        version=_version(parts["version"]),
        label=parts["label"] and unquote(parts["label"]),
    )


def find_version(route: Route, served: Mapping[str, ServedModel]) -> int:
    """Return the version that answers, the newest available where none is named. Raises `ContractError`."""
    wanted = _wanted_version(route, served)
    model = served.get(route.model)
    available = [version for version, state in model.versions.items() if state == AVAILABLE] if model else []
    if wanted is None and available:
        return max(available)
    if wanted is None or wanted not in available:
        asked = f"Latest({route.model})" if wanted is None else f"Specific({route.model}, {wanted})"
        raise ContractError(404, f"Servable not found for request: {asked}")
    return wanted


def state_reply(route: Route, served: Mapping[str, ServedModel]) -> Reply:
    """Return the states of the versions asked for: status 200 whatever they are. Raises `ContractError`."""
    wanted = _wanted_version(route, served)
    states = served[route.model].versions if route.model in served else {}
    if not states:
        raise ContractError(404, f"Could not find any versions of model {route.model}")
    if wanted is not None and wanted not in states:
        raise ContractError(404, f"Could not find version {wanted} of model {route.model}")
    status = {"error_code": "OK", "error_message": ""}
    rows = [
        {"version": str(version), "state": state, "status": status}
        for version, state in sorted(states.items(), reverse=True)
        if wanted in (None, version)
    ]
    return Reply(body=_pretty({"model_version_status": rows}, indent=1))


def metadata_reply(model: str, version: int, signatures: Json) -> Reply:
    """Return the metadata of a model; `signatures` is its SignatureDef by name, in protocol buffers' JSON."""
    spec = {"name": model, "signature_name": "", "version": str(version)}
    metadata = {"signature_def": {"signature_def": signatures}}
    return Reply(body=_pretty({"model_spec": spec, "metadata": metadata}, indent=1))


def parse_predict(body: bytes, *, encoding: str | None = None) -> PredictRequest:
    """Return the content of a `:predict` body, gzipped if `encoding` says so. Raises `ContractError`."""
    document = _document(_unpacked(body) if encoding == "gzip" else body)
    signature = document.get("signature_name", DEFAULT_SIGNATURE)
    if not isinstance(signature, str):
        raise ContractError(400, "Not formatted correctly. 'signature_name' key must be a string value.")
    forms = [form for form in ("instances", "inputs") if form in document]
    if len(forms) != 1:
        both = "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist"
        raise ContractError(400, both if forms else "Missing 'inputs' or 'instances' key")
    value = document[forms[0]]
    if forms[0] == "instances" and not (isinstance(value, list) and value):
        raise ContractError(400, "Expecting 'instances' to be a list/array with values")
    return PredictRequest(
        signature=signature or DEFAULT_SIGNATURE, rows=forms[0] == "instances", value=_decoded(value)
    )


def predict_reply(outputs: Mapping[str, Any], *, rows: bool) -> Reply:
    """Return an answer in the form of its request.

    `outputs` are nested lists of numbers, texts and bytes by name; those of bytes are written in base64 where
    the name ends in `_bytes`. NaN and Infinity become tokens. Raises `ContractError` when `rows` is asked for
    and the outputs have no common first dimension.
    """
    written = {name: _encoded(value, binary=name.endswith("_bytes")) for name, value in outputs.items()}
    if rows:
        return Reply(body=_rows_text(written).encode())
    return Reply(body=_pretty({"outputs": _unnamed(written)}, indent=4))


def error_reply(error: ContractError) -> Reply:
    """Return the answer that tells the error: JSON for all but paths outside of the API."""
    if error.status == 404 and str(error) == "Not Found":
        return Reply(status=404, body=b"<html><body>Not Found</body></html>", content_type="text/html")
    return Reply(status=error.status, body=_pretty({"error": str(error)}, indent=4))


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    if int(text) > _MAX_VERSION:
        raise ContractError(400, f"Failed to convert version: {text} to numeric.")
    return int(text)


def _wanted_version(route: Route, served: Mapping[str, ServedModel]) -> int | None:
    if route.label is None:
        return route.version
    labels = served[route.model].labels if route.model in served else {}
    if route.label not in labels:
        raise ContractError(400, f"Unrecognized servable version label: {route.label}")
    return labels[route.label]


def _unpacked(body: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(body, MAX_BODY_BYTES)
    except zlib.error as error:
        raise ContractError(400, f"Failed to uncompress the body: {error}") from error
    if not unpacking.eof:
        raise ContractError(400, "Failed to uncompress the body: it is cut off, or too large")
    return content


def _document(body: bytes) -> Json:
    if not body:
        raise ContractError(400, "JSON Parse error: The document is empty")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ContractError(400, f"JSON Parse error: Invalid value. {error}") from error
    if not isinstance(document, dict):
        raise ContractError(400, "JSON Value is not object")
    return document


def _decoded(value: Any) -> Any:
    """The value with texts and `{"b64": …}` objects as bytes."""
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if not isinstance(value, dict):
        return value
    if value.keys() != {"b64"} or not isinstance(value["b64"], str):
        return {name: _decoded(item) for name, item in value.items()}
    try:
        return base64.b64decode(value["b64"], validate=True)
    except binascii.Error as error:
        raise ContractError(400, "Unable to base64 decode") from error


def _columns_of(rows: Sequence[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    if not isinstance(rows[0], dict):
        name = _only(names, "instances is a plain list, but expecting list of objects")
        if any(isinstance(row, dict) for row in rows):
            raise ContractError(400, "Expecting value/list but got object in the input list")
        return {name: list(rows)}
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or row.keys() != set(names):
            keys = ",".join(sorted(names))
            raise ContractError(
                400, f"Failed to process element: {number} of 'instances' list. Keys must be equal to: {keys}"
            )
    return {name: [row[name] for row in rows] for name in names}


def _only(names: Sequence[str], otherwise: str) -> str:
    if len(names) != 1:
        raise ContractError(400, f"{otherwise} as multiple input tensors required as per tensorinfo_map")
    return names[0]


def _encoded(value: Any, *, binary: bool) -> Any:
    if isinstance(value, list):
        return [_encoded(item, binary=binary) for item in value]
    if not isinstance(value, bytes):
        return value
    return {"b64": base64.b64encode(value).decode()} if binary else value.decode("utf-8", "replace")


def _unnamed(outputs: Mapping[str, Any]) -> Any:
    """All outputs, or the only one without its name."""
    return next(iter(outputs.values())) if len(outputs) == 1 else dict(outputs)


def _rows_text(outputs: Mapping[str, Any]) -> str:
    """The row form as the real server writes it: a line for each name, and its values in that line."""
    counts = {name: len(value) if isinstance(value, list) else None for name, value in outputs.items()}
    expected = next(iter(counts.values()))
    for name, count in counts.items():
        if count is None:
            raise ContractError(400, f"Tensor name: {name} has no shape information ")
        if count != expected:
            raise ContractError(
                400, f"Tensor name: {name} has inconsistent batch size: {count} expecting: {expected}"
            )
    values = list(zip(*outputs.values(), strict=True))
    if len(outputs) == 1:
        listed = ", ".join(json.dumps(value, ensure_ascii=False) for (value,) in values)
    else:
        listed = ",".join(f"\n        {_object_text(outputs, row)}" for row in values)
    return f'{{\n    "predictions": [{listed}\n    ]\n}}'


def _object_text(names: Iterable[str], row: Iterable[Any]) -> str:
    pairs = (
        f'            "{name}": {json.dumps(value, ensure_ascii=False)}'
        for name, value in zip(names, row, strict=True)
    )
    return "{\n" + ",\n".join(pairs) + "\n        }"


def _pretty(document: Json, *, indent: int) -> bytes:
    return json.dumps(document, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
