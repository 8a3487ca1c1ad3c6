"""What the OpenAPI description says of members beside the serializer."""

from drf_spectacular.utils import OpenApiExample

MEMBER = OpenApiExample(
    "A typist",
    {
        "id": 7,
        "user": 5,
        "email": "bob@example.org",
        "name": "Bob",
        "role": "typist",
        "created_at": "2026-11-03T09:12:44Z",
    },
    response_only=True,
)
ROLE = OpenApiExample("Another role", {"role": "analyst"}, request_only=True)
