"""What the OpenAPI description says of the audit trail beside the serializers."""

from drf_spectacular.utils import OpenApiExample

ENTRY = OpenApiExample(
    "Another role",
    {
        "id": 4211,
        "created_at": "2026-11-03T09:12:44Z",
        "user": 5,
        "user_name": "Bob",
        "key_name": "",
        "action": "member.role_changed",
        "subject_id": "7",
        "subject_name": "Anna",
        "changes": {"role": ["analyst", "typist"]},
    },
    response_only=True,
)
