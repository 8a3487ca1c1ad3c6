"""Requests and answers as the API's description shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ID = "0b6f6f0e-2f4e-4c53-9d0a-3b8f6d3f7a11"
_ADDRESS = f"https://receipts.example.org/api/v1/receipts/{_ID}/"
_POLYGON = [[0.12, 0.71], [0.46, 0.71], [0.46, 0.74], [0.12, 0.74]]


def _read(value: str, confidence: float = 0.97) -> dict[str, Any]:
    return {
        "value": value,
        "raw_text": value,
        "confidence": confidence,
        "page": 1,
        "polygon": _POLYGON,
        "source": "model",
        "model_version": "rules 6",
        "model_value": value,
    }


_QUEUED: dict[str, Any] = {
    "id": _ID,
    "status": "queued",
    "stage": "",
    "progress": 0,
    "filename": "lunch.jpg",
    "content_type": "image/jpeg",
    "size": 184220,
    "created_at": "2026-03-02T12:00:00Z",
    "updated_at": "2026-03-02T12:00:00Z",
    "finished_at": None,
    "revision": 0,
    "uploaded_by": "alice@example.org",
    "note": "",
    "category": None,
    "tags": [],
    "duplicate_of": None,
    "split_from": None,
    "regions": [],
    "error": "",
    "review_reasons": [],
    "seconds": None,
    "original": f"{_ADDRESS}original/",
    "thumbnail": None,
    **dict.fromkeys(
        (
            "merchant_name",
            "merchant_address",
            "merchant_phone",
            "date",
            "time",
            "currency",
            "subtotal",
            "tax",
            "tip",
            "total",
        )
    ),
    "taxes": [],
    "payments": [],
    "line_items": [],
    "pages": [],
}

_READ: dict[str, Any] = {
    **_QUEUED,
    "status": "needs_review",
    "progress": 100,
    "updated_at": "2026-03-02T12:00:02Z",
    "finished_at": "2026-03-02T12:00:02Z",
    "revision": 4,
    "review_reasons": ["low_confidence:total"],
    "seconds": 1.6,
    "thumbnail": f"{_ADDRESS}thumbnail/",
    "merchant_name": _read("CORNER SHOP"),
    "date": _read("2024-12-31"),
    "currency": _read("EUR"),
    "total": _read("12.50", 0.62),
    "line_items": [
        {
            "number": 0,
            "description": _read("TEA"),
            "quantity": None,
            "unit_price": None,
            "total": _read("4.50"),
        }
    ],
    "pages": [{"number": 1, "width": 1080, "height": 1920, "image": f"{_ADDRESS}pages/1/image/"}],
}


def _answer(name: str, value: Any, code: int = 200) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[str(code)])


RECEIPT_EXAMPLE = _answer("A receipt to review", _READ)
QUEUED_EXAMPLE = _answer("A receipt that will be read", _QUEUED, 202)
APPROVED_EXAMPLE = _answer(
    "An approved receipt", {**_READ, "status": "completed", "revision": 5, "review_reasons": []}
)
DISTINCT_EXAMPLE = _answer(
    "A receipt that was taken for another one",
    {**_READ, "status": "completed", "revision": 5, "review_reasons": []},
)
CANCELED_EXAMPLE = _answer("A receipt that is not read", {**_QUEUED, "status": "canceled", "revision": 1})

STARTED_EXAMPLES = [QUEUED_EXAMPLE, RECEIPT_EXAMPLE]
SUMMARY_EXAMPLE = _answer(
    "A receipt to review",
    {
        "id": _ID,
        "status": "needs_review",
        "stage": "",
        "progress": 100,
        "filename": "lunch.jpg",
        "created_at": "2026-03-02T12:00:00Z",
        "updated_at": "2026-03-02T12:00:03Z",
        "revision": 4,
        "merchant_name": "CORNER SHOP",
        "date": "2026-03-01",
        "currency": "EUR",
        "total": "12.50",
        "category": {"id": 3, "name": "Meals"},
        "tags": ["Berlin trip"],
        "note": "",
        "review_reasons": ["total_unsure"],
        "error": "",
        "duplicate_of": None,
        "uploaded_by": "alice@example.org",
    },
)


def _form(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True, media_type="multipart/form-data")


UPLOAD_EXAMPLE = _form("A photo", {"file": "lunch.jpg"})
UPLOADS_EXAMPLE = _form("Two photos", {"files": ["lunch.jpg", "taxi.jpg"]})

PATCH_EXAMPLE = OpenApiExample(
    "Correct the total, an item, and add another",
    value={
        "total": "1,234.50",
        "tip": None,
        "line_items": [
            {"number": 0, "total": "4.60"},
            {"description": "CAKE", "quantity": 2, "total": "8.00"},
        ],
        "note": "Lunch with the auditors",
        "tags": ["Audit"],
    },
    request_only=True,
)

LINES_EXAMPLE = _answer(
    "A line", {"page": 1, "text": "TOTAL EUR 12.50", "confidence": 0.98, "polygon": _POLYGON}
)
HISTORY_EXAMPLE = _answer(
    "A correction",
    {
        "created_at": "2026-03-02T12:05:00Z",
        "user": "alice@example.org",
        "key": "Bookkeeping",
        "action": "receipt.corrected",
        "changes": {"total": ["12.50", "13.50"]},
    },
)

_STATE = {
    "id": _ID,
    "status": "completed",
    "stage": "",
    "progress": 100,
    "revision": 5,
    "review_reasons": [],
    "duplicate_of": None,
}


def _problem(title: str, status: int, detail: str, code: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}


BULK_UPLOAD_EXAMPLE = _answer(
    "One file of two is read",
    {
        "results": [
            {
                "index": 0,
                "filename": "lunch.jpg",
                "status": 202,
                "receipt": {**_STATE, "status": "queued", "progress": 0, "revision": 0},
            },
            {
                "index": 1,
                "filename": "notes.txt",
                "status": 415,
                "problem": _problem(
                    "Unsupported Media Type", 415, "This is not a photo or PDF.", "unknown_type"
                ),
            },
        ]
    },
    207,
)
BULK_EXAMPLES = [
    OpenApiExample("Approve", value={"action": "approve", "ids": [_ID]}, request_only=True),
    _answer("Approved", {"results": [{"id": _ID, "status": 200, "receipt": _STATE}]}, 207),
]
