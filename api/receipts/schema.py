"""What the OpenAPI description says of receipts beside the serializers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.receipts.serializers import ReceiptSerializer
from api.schema import PROBLEM

PREFER = OpenApiParameter(
    "Prefer", str, OpenApiParameter.HEADER, description="`wait=N`: answer once finished, N ≤ 60 seconds."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of your own; the same file sent again under it is the same receipt.",
)
ORIGINAL = {(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: PROBLEM}
IMAGE = {(200, "image/jpeg"): OpenApiTypes.BINARY, 404: PROBLEM}
FINISHED = {
    200: OpenApiResponse(ReceiptSerializer, description="Finished within the time of `Prefer: wait`"),
    202: OpenApiResponse(ReceiptSerializer, description="Accepted; ask again at `Location`"),
}
