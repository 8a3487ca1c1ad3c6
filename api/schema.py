"""What the OpenAPI description says of all operations."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
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


@cache
def openapi() -> dict[str, Any]:
    """Return the description; made once, because making it takes a second."""
    description = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return dict(description)


class OperationSchema(AutoSchema):
    """Describes an operation by its docstring: the first paragraph sums up, the others explain."""

    def get_summary(self) -> str:
        """Return the first paragraph of the docstring in one line."""
        return " ".join(self._paragraphs()[0].split()).removesuffix(".")

    def get_description(self) -> str:  # type: ignore[override]  # as the library's own does
        """Return the other paragraphs."""
        return "\n\n".join(self._paragraphs()[1:])

    def get_operation_id(self) -> str:
        """Return `receipts_list`, and for what a view set does beside the usual `receipts_retry`."""
        action = getattr(self.view, "action", None)
        if action in (None, "list", "create", "retrieve", "update", "partial_update", "destroy"):
            return super().get_operation_id()
        return f"{self._tokenize_path()[0]}_{action}".replace("-", "_")

    def _paragraphs(self) -> list[str]:
        docstring: str = super().get_description()
        return docstring.strip().split("\n\n")


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """API keys."""

    target_class = "api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """Return how the key is presented."""
        return {"type": "http", "scheme": "bearer", "description": "An API key, `till_…`."}
