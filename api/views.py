"""What belongs to no kind of resource."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from api.schema import openapi


class NothingView(APIView):
    """Answers addresses that the API does not have, in the API's own way."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuse every method alike."""
        slash = "" if request.path.endswith("/") else " Addresses of the API end with a slash."
        raise NotFound(f"There is nothing at this address.{slash}")


_YAML, _JSON = "application/vnd.oai.openapi", "application/vnd.oai.openapi+json"
_RENDERERS = {
    _YAML: OpenApiYamlRenderer,
    _JSON: OpenApiJsonRenderer,
    "application/yaml": OpenApiYamlRenderer2,
    "application/json": OpenApiJsonRenderer2,
}


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Describe the API in OpenAPI 3.1: as YAML, or as JSON to those who prefer it or say `?format=json`."""
    chosen = _JSON if request.GET.get("format") == "json" else request.get_preferred_type(list(_RENDERERS))
    return HttpResponse(_schema_as(chosen or _YAML), content_type=chosen or _YAML)


@cache
def _schema_as(media_type: str) -> str | bytes:
    return _RENDERERS[media_type]().render(openapi(), renderer_context={})
