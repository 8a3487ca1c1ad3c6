"""What the OpenAPI description says of webhooks beside the serializers."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "8f3c0c52-6f0b-4c1f-9f0a-3f1f8a6f2b11"

_WEBHOOK: dict[str, Any] = {
    "id": _ID,
    "url": "https://books.example.com/hook",
    "description": "Bookkeeping",
    "events": ["receipt.completed", "export.ready"],
    "enabled": True,
    "disabled_reason": "",
    "failing_since": None,
    "created_at": "2026-03-01T09:30:00Z",
}
_DELIVERY: dict[str, Any] = {
    "id": "5b0f6f0e-0b51-4a3b-8c67-1f1a2b3c4d5e",
    "event": {
        "id": "msg_0d9a3a4f5c9b4f0e8f4a1d2c3b4a5968",
        "type": "receipt.completed",
        "payload": {
            "type": "receipt.completed",
            "timestamp": "2026-03-01T09:30:00.123456+00:00",
            "data": {
                "id": "b4a1c6f2-51c1-4a8f-8d5e-0c9f5b7a6e4d",
                "status": "completed",
                "merchant_name": "CORNER SHOP",
                "date": "2026-02-28",
                "currency": "EUR",
                "total": "12.50",
                "revision": 7,
                "url": "https://tillroll.example.com/api/v1/receipts/b4a1c6f2-51c1-4a8f-8d5e-0c9f5b7a6e4d/",
            },
        },
    },
    "created_at": "2026-03-01T09:30:00.123456Z",
    "state": "pending",
    "attempts": 1,
    "next_attempt_at": "2026-03-01T09:30:06Z",
    "attempted_at": "2026-03-01T09:30:01Z",
    "status_code": 503,
    "error": "The receiver answered 503 instead of 2xx.",
    "milliseconds": 84,
    "answer": "Down for maintenance",
}

WEBHOOK = OpenApiExample("A webhook", _WEBHOOK, response_only=True)
WEBHOOK_WITH_SECRET = OpenApiExample(
    "A webhook with its secret",
    {**_WEBHOOK, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    response_only=True,
)
NEW_WEBHOOK = OpenApiExample(
    "Where to tell of what",
    {name: _WEBHOOK[name] for name in ("url", "description", "events")},
    request_only=True,
)
TURN_OFF = OpenApiExample("Turn it off", {"enabled": False}, request_only=True)
DELIVERY = OpenApiExample("A delivery", _DELIVERY, response_only=True, status_codes=["200", "202"])
