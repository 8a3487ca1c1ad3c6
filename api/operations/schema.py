"""What the OpenAPI description says of the operator's figures beside the serializers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from operations.reports import REPORTS

TOPIC = OpenApiParameter(
    "topic", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(REPORTS), description="What is asked about."
)

REPORT = OpenApiExample(
    "Sites",
    {
        "tables": {
            "sites": {
                "title": "By site",
                "note": "",
                "columns": [
                    {"key": "site", "title": "Site", "kind": "text"},
                    {"key": "currency", "title": "Currency", "kind": "text"},
                    {"key": "total", "title": "Total", "kind": "money"},
                ],
                "rows": [
                    {"site": "Cloud", "currency": "USD", "total": "197"},
                    {"site": "Home", "currency": "USD", "total": "100.5"},
                ],
                "total": {"site": "Total", "currency": "USD", "total": "297.5"},
            }
        }
    },
    response_only=True,
)
