"""What the OpenAPI description says beside the serializers."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from receipts.api.serializers import ProblemSerializer, ReceiptSerializer

PREFER = OpenApiParameter(
    "Prefer", str, OpenApiParameter.HEADER, description="`wait=N`: answer once finished, N ≤ 60 seconds."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of your own; the same file sent again under it is the same receipt.",
)
PROBLEM = OpenApiResponse(ProblemSerializer, description="Problem document")
ORIGINAL = {(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: PROBLEM}
IMAGE = {(200, "image/jpeg"): OpenApiTypes.BINARY, 404: PROBLEM}
FINISHED = {
    200: OpenApiResponse(ReceiptSerializer, description="Finished within the time of `Prefer: wait`"),
    202: OpenApiResponse(ReceiptSerializer, description="Accepted; ask again at `Location`"),
}


def problems(*codes: int) -> dict[int, OpenApiResponse]:
    """Return problem documents as the answers of these status codes."""
    return dict.fromkeys(codes, PROBLEM)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """API keys."""

    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """Return how the key is presented."""
        return {"type": "http", "scheme": "bearer"}
