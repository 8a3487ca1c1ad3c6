"""What the OpenAPI description says of receipts beside the serializers."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.receipts.serializers import ReceiptSerializer
from api.schema import problems


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description)


PREFER = _header("Prefer", "`wait=N`: answer once finished, N ≤ 60 seconds.")
IF_MATCH = _header("If-Match", "The `ETag` of what you read; 412 when the receipt has changed since.")
IF_NONE_MATCH = _header("If-None-Match", "The `ETag` of what you have; 304 while it is the same.")
FILE_HEADERS = [
    IF_NONE_MATCH,
    _header("Range", "`bytes=FIRST-LAST`: one part of the file. Several parts are answered with all of it."),
    _header("If-Range", "The `ETag` of the part that you have; another file is sent whole."),
]

UNCHANGED = OpenApiResponse(description="You have it already")
FINISHED = {
    200: OpenApiResponse(ReceiptSerializer, description="Finished within the time of `Prefer: wait`"),
    202: OpenApiResponse(ReceiptSerializer, description="Accepted; ask again at `Location`"),
}
MOVED = {200: ReceiptSerializer, **problems(401, 403, 404, 409, 412)}
STARTED = {**FINISHED, **problems(401, 403, 404, 409, 412)}


def _file(content_type: str) -> dict[Any, Any]:
    return {
        (200, content_type): OpenApiResponse(OpenApiTypes.BINARY, description="The file"),
        (206, content_type): OpenApiResponse(OpenApiTypes.BINARY, description="The part asked for"),
        304: UNCHANGED,
        **problems(401, 403, 404, 412, 416, 503),
    }


ORIGINAL = _file("application/octet-stream")
IMAGE = _file("image/jpeg")
