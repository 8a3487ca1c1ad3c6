"""What every operation may answer beside what its view says; added to the description at its end."""

from http import HTTPStatus
from typing import Any

from api.problems import CONTENT_TYPE

_EVERYWHERE = (400, 401, 403, 406, 429)
_WITH_BODY = (413, 415)
_WITH_KEY = (409, 422)

_DETAILS = {
    400: ("invalid", "Write a whole number from 1 to 100."),
    401: ("not_authenticated", "Authentication credentials were not provided."),
    403: ("permission_denied", "The scope of this API key is 'read', but this needs 'write'."),
    404: ("not_found", "There is nothing at this address."),
    406: ("not_acceptable", "Could not satisfy the request Accept header."),
    409: ("still_running", "The first request under this key is still running. Ask again a little later."),
    412: ("changed_meanwhile", "It was changed meanwhile. Read it again."),
    413: ("body_too_large", "The body is too large. Send less at once."),
    415: ("unsupported_media_type", 'Unsupported media type "text/plain" in request.'),
    416: ("range_not_satisfiable", "The file has fewer bytes than that."),
    422: ("reused_key", "Something else was sent under this Idempotency-Key. Take a new one."),
    428: ("precondition_required", "Send If-Match with the ETag that you read."),
    429: ("throttled", "There were too many requests. Try again in 12 seconds."),
    503: ("storage_away", "The storage of files is away. Try again later."),
}

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Any text of your own. The same request sent again under it within 24 hours is not done"
    " again: it gets the first answer, with `Idempotent-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}


def add_common_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add problems, and the `Idempotency-Key` of what is posted, to all operations."""
    components = result["components"]
    used: set[str] = set()
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            statuses = _refusals(path, method, operation)
            answers = {
                status: answer for status, answer in operation["responses"].items() if int(status) < 400
            }
            answers |= {status: _reference("responses", _name(status)) for status in sorted(statuses)}
            operation["responses"], used = answers, used | statuses
            if method == "post":
                others = [given for given in operation.get("parameters", []) if given["name"] != _KEY["name"]]
                operation["parameters"] = [*others, _reference("parameters", "IdempotencyKey")]
    components["responses"] = {_name(status): _response(status) for status in sorted(used)}
    components["parameters"] = {"IdempotencyKey": _KEY}
    return result


def _refusals(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    declared = {status for status in operation["responses"] if int(status) >= 400}
    common = [*_EVERYWHERE, *((404,) if "{" in path else ())]
    common += [*_WITH_BODY] if "requestBody" in operation else []
    common += [*_WITH_KEY] if method == "post" else []
    return declared | {str(status) for status in common}


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _name(status: str) -> str:
    return HTTPStatus(int(status)).name.title().replace("_", "")


def _response(status: str) -> dict[str, Any]:
    title = HTTPStatus(int(status)).phrase
    code, detail = _DETAILS[int(status)]
    example = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, "code": code}
    example["request_id"] = "5a1f0d8be64c4b0f9a7c2e1d3b4f5a6c"
    media = {"schema": _reference("schemas", "Problem"), "example": example}
    return {"description": title, "content": {CONTENT_TYPE: media}}
