"""What the OpenAPI description says of exports beside the serializers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from api.exports.serializers import ExportSerializer
from receipts.exports.formats import content_type
from receipts.exports.models import Format

_BACKUP = OpenApiExample(
    "An empty workspace as JSON",
    {
        "format": "tillroll",
        "version": 1,
        "exported_at": "2026-11-26T09:30:12Z",
        "workspace": "Corner office",
        "categories": [],
        "tags": [],
        "receipts": [],
    },
    response_only=True,
    media_type="application/json",
)
FILES = {
    **{(200, content_type(name).partition(";")[0]): OpenApiTypes.BINARY for name in Format},
    (200, "application/json"): OpenApiResponse({"type": "object"}, examples=[_BACKUP]),
}
ACCEPTED = {202: OpenApiResponse(ExportSerializer, description="Accepted; ask again at `Location`")}

_QUEUED = {
    "id": "0b0a4c5e-3d0f-4a62-9d0e-6f3a5f0f7c11",
    "status": "queued",
    "progress": 0,
    "format": "xlsx",
    "layout": "receipts",
    "filters": {"status": ["completed"]},
    "count": 5213,
    "size": None,
    "error": "",
    "created_by": "alice@example.com",
    "created_at": "2026-11-26T09:30:00Z",
    "finished_at": None,
    "expires_at": "2026-12-03T09:30:00Z",
    "file": None,
}
_DONE = {
    **_QUEUED,
    "status": "done",
    "progress": 100,
    "size": 1048576,
    "finished_at": "2026-11-26T09:30:12Z",
    "file": "https://receipts.example.com/api/v1/exports/0b0a4c5e-3d0f-4a62-9d0e-6f3a5f0f7c11/download/",
}

REQUEST = OpenApiExample(
    "All completed receipts for Excel",
    {"format": "xlsx", "filters": {"status": "completed"}},
    request_only=True,
)
QUEUED = OpenApiExample("Queued", _QUEUED, response_only=True, status_codes=["202"])
DONE = OpenApiExample("Done", _DONE, response_only=True, status_codes=["200"])
