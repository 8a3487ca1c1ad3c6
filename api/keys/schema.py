"""What the OpenAPI description says of keys beside the serializers."""

from drf_spectacular.utils import OpenApiExample

_KEY = {
    "id": 12,
    "name": "scanner",
    "prefix": "till_a8Xk2P",
    "scope": "write",
    "user": 5,
    "created_at": "2026-11-03T09:12:44Z",
    "expires_at": "2027-11-03T00:00:00Z",
    "last_used_at": None,
}
KEY = OpenApiExample("A key", _KEY, response_only=True, status_codes=["200"])
NEW_KEY = OpenApiExample(
    "A key with its text",
    {**_KEY, "key": "till_a8Xk2P…"},
    response_only=True,
    status_codes=["201"],
)
NEW = OpenApiExample(
    "What for, and how much",
    {"name": "scanner", "scope": "write", "expires_at": "2027-11-03T00:00:00Z"},
    request_only=True,
)
