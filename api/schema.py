"""What the OpenAPI description says of all operations."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened and what to do.")
    code = serializers.CharField(help_text="Names the reason for programs.")
    request_id = serializers.CharField(help_text="Names the request in the logs of the installation.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(), required=False, help_text="What is wrong with each input."
    )


PROBLEM = OpenApiResponse(ProblemSerializer, description="Problem document")


def problems(*codes: int) -> dict[int, OpenApiResponse]:
    """Return problem documents as the answers of these status codes."""
    return dict.fromkeys(codes, PROBLEM)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """API keys."""

    target_class = "api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """Return how the key is presented."""
        return {"type": "http", "scheme": "bearer"}
