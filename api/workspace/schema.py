"""What the OpenAPI description says of the workspace beside the serializer."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

NAME = OpenApiParameter(
    "name", str, required=True, description="Its name, so that none is deleted by mistake."
)
WORKSPACE = OpenApiExample(
    "A workspace",
    {
        "id": "0c4f1b1e-54ad-4f0f-9a38-0a3d9b1a6f10",
        "name": "Corner shop",
        "auto_complete_confidence": 0.9,
        "vietnamese": "auto",
        "created_at": "2026-11-03T09:12:44Z",
    },
    response_only=True,
)
CHANGES = OpenApiExample(
    "Another name and threshold", {"name": "Corner shop", "auto_complete_confidence": 0.95}, request_only=True
)
