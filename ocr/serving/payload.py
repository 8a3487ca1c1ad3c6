"""TensorFlow Serving's JSON. Pure; the format is that of its REST API, column form (`inputs`, `outputs`)."""

import base64
import binascii
import gzip
import json
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ocr.errors import PodError

Json = dict[str, Any]

_GZIP_LEVEL = 1
"""Base64 carries six bits a byte, which every level wins back; a higher one finds nothing more."""

_NET = re.compile(r"[a-z]{1,10}-[0-9a-f]{8}")
"""The name of a net: what it does, and the checksum of its weights."""

_MAX_ERROR = 500
"""Characters of an error that are kept."""


def binary(data: bytes) -> dict[str, str]:
    """Return the form in which bytes are written into JSON."""
    return {"b64": base64.b64encode(data).decode("ascii")}


def request_body(*, signature: str, inputs: Mapping[str, object]) -> bytes:
    """Return the gzipped body of a `:predict` request."""
    body = json.dumps({"signature_name": signature, "inputs": inputs}, separators=(",", ":"))
    return gzip.compress(body.encode("ascii"), _GZIP_LEVEL, mtime=0)


def parse(body: bytes) -> Json:
    """Return an answer's JSON object. Raises `PodError` for anything else."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise invalid("is no JSON") from error
    if not isinstance(answer, dict):
        raise invalid("is no JSON object")
    return answer


def outputs_of(answer: Json, names: Sequence[str]) -> Json:
    """Return the named outputs of a `:predict` answer. Raises `PodError` when one is missing."""
    outputs = answer.get("outputs")
    if not isinstance(outputs, dict):
        raise invalid("has no named outputs")
    missing = [name for name in names if name not in outputs]
    if missing:
        raise invalid(f"lacks {', '.join(missing)}")
    return outputs


def net_in(answer: Json) -> str | None:
    """Return the name of the net that gave the answer, if it tells one, in one output or once a row."""
    outputs = answer.get("outputs")
    told = outputs.get("net") if isinstance(outputs, dict) else None
    names = told if isinstance(told, list) and told else [told]
    name = names[0] if all(name == names[0] for name in names) else None
    return name if isinstance(name, str) and _NET.fullmatch(name) else None


def error_of(body: bytes) -> str:
    """Return the text of an error answer, in one line of what can be stored; empty where it has none."""
    try:
        error = parse(body).get("error")
    except PodError:
        return ""
    text = error[:_MAX_ERROR] if isinstance(error, str) else ""
    return "".join(character if character.isprintable() else " " for character in text)


def bytes_in(value: object) -> bytes:
    """Return the bytes of a binary output. Raises `PodError`."""
    text = value.get("b64") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise invalid("has text where bytes belong")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid("has damaged bytes") from error


def column(value: object, *, count: int) -> list[Any]:
    """Return an output as a list of `count` elements. Raises `PodError`."""
    if not isinstance(value, list) or len(value) != count:
        raise invalid(f"has not {count} rows")
    return value


def number(value: object) -> float:
    """Return a finite number. Raises `PodError`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):
            if math.isfinite(value):
                return float(value)
    raise invalid("has a value that is no number")


def invalid(what: str) -> PodError:
    """Return the error of an answer that breaks the contract."""
    return PodError(f"A pod's answer {what}.", code="pod_answer_invalid")
