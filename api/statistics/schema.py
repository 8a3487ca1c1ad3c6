"""What the OpenAPI description says of statistics beside the serializers."""

from drf_spectacular.utils import OpenApiExample

_PART = {"count": 2, "amount": "24.90"}

SPENDING = OpenApiExample(
    "Two receipts",
    {
        "currencies": [
            {
                "currency": "EUR",
                **_PART,
                "months": [{**_PART, "month": "2026-03"}],
                "categories": [{**_PART, "id": 3, "name": "Meals"}],
                "merchants": [{**_PART, "name": "Corner Shop"}],
                "uploaders": [{**_PART, "id": 1, "name": "alice@example.org"}],
            }
        ]
    },
    response_only=True,
)

READING = OpenApiExample(
    "Ten receipts",
    {
        "statuses": {
            "queued": 1,
            "processing": 0,
            "needs_review": 2,
            "completed": 8,
            "failed": 0,
            "canceled": 0,
            "split": 0,
        },
        "read": 10,
        "straight_through": 7,
        "straight_through_rate": 0.7,
        "seconds": {"median": 1.9, "p95": 4.2},
        "seconds_until_review": {"median": 340.0, "p95": 86400.0},
        "fields_checked": [
            {"model_version": "3.1", "field": "total", "checked": 3, "right": 2, "accuracy": 0.6667}
        ],
    },
    response_only=True,
)
