"""What the OpenAPI description says of invitations beside the serializer."""

from drf_spectacular.utils import OpenApiExample

INVITATION = OpenApiExample(
    "An invitation",
    {
        "id": "5b0f6a52-6c1d-4d7e-9b1b-4d5c2b0d1c11",
        "email": "dora@example.org",
        "role": "typist",
        "invited_by": 5,
        "created_at": "2026-11-03T09:12:44Z",
        "expires_at": "2026-11-10T09:12:44Z",
    },
    response_only=True,
)
NEW = OpenApiExample("Whom, as what", {"email": "dora@example.org", "role": "typist"}, request_only=True)
