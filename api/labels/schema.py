"""What the OpenAPI description says of categories and tags beside the serializers."""

from drf_spectacular.utils import OpenApiExample

CATEGORY = OpenApiExample("A category", {"id": 3, "name": "Meals", "receipt_count": 12}, response_only=True)
NEW_CATEGORY = OpenApiExample("A name", {"name": "Meals"}, request_only=True)
CATEGORY_MERGE = OpenApiExample("Another category", {"into": 4}, request_only=True)

TAG = OpenApiExample("A tag", {"id": 8, "name": "Berlin trip", "receipt_count": 5}, response_only=True)
NEW_TAG = OpenApiExample("A name", {"name": "Berlin trip"}, request_only=True)
TAG_MERGE = OpenApiExample("Another tag", {"into": 9}, request_only=True)
