"""The API of exports. Whoever may read receipts may also take them out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from accounts.rights import Right
from api.authentication import request_access
from api.exports.schema import ACCEPTED, DONE, FILES, QUEUED, REQUEST
from api.exports.serializers import ExportRequestSerializer, ExportSerializer, WayOfExportSerializer
from api.pagination import Pagination
from api.schema import problems
from receipts.exports import selectors, services
from receipts.exports.formats import content_type
from receipts.exports.models import Export, filename_of
from receipts.filters import ReceiptFilter
from receipts.models import Receipt

_RETRY_AFTER = "2"


class ExportViewSet(GenericViewSet[Export]):
    """Exports of the key's workspace; each goes after a week."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer
    pagination_class = Pagination
    lookup_field = "id"
    lookup_value_converter = "uuid"
    read_right = write_right = Right.READ

    @extend_schema(responses={200: ExportSerializer(many=True), **problems(400)}, examples=[DONE])
    def list(self, request: Request) -> Response:
        """List exports, newest first."""
        page = self.paginate_queryset(selectors.exports_list(workspace=request_access(request).workspace))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=ExportRequestSerializer,
        responses={**ACCEPTED, **problems(400, 401, 403)},
        examples=[REQUEST, QUEUED],
    )
    def create(self, request: Request) -> Response:
        """Make an export of any number of receipts in the background."""
        wanted = ExportRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        access = request_access(request)
        with _filter_errors("filters"):
            export = services.export_create(
                workspace=access.workspace, by=access.actor, **wanted.validated_data
            )
        headers = {"Location": reverse("api:export-detail", kwargs={"id": export.id}, request=request)}
        return self._answer(export, status.HTTP_202_ACCEPTED, headers)

    @extend_schema(responses={200: ExportSerializer, **problems(404)}, examples=[DONE])
    def retrieve(self, request: Request, id: UUID) -> Response:
        """Show an export and how far it is."""
        return self._answer(_export(request, id), status.HTTP_200_OK, {})

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Delete an export with its file; one that is being made is given up."""
        services.export_delete(export=_export(request, id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={**FILES, **problems(404, 409, 503)})
    @action(detail=True)
    def download(self, request: Request, id: UUID) -> FileResponse:
        """Download the file of an export that is done."""
        export = _export(request, id)
        file = services.export_open(export=export, by=request_access(request).actor)
        return FileResponse(
            file, as_attachment=True, filename=export.filename, content_type=content_type(export.format)
        )

    def _answer(self, export: Export, code: int, headers: dict[str, str]) -> Response:
        hints = {"Retry-After": _RETRY_AFTER} if export.is_unfinished else {}
        return Response(self.get_serializer(export).data, status=code, headers={**headers, **hints})


class ReceiptExportView(GenericAPIView[Receipt]):
    """Receipts as a file at once."""

    queryset = Receipt.objects.none()
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ReceiptFilter

    @extend_schema(
        operation_id="receipts_export",
        parameters=[WayOfExportSerializer],
        filters=True,
        responses={**FILES, **problems(400, 409)},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Download at most 1,000 receipts at once, filtered as the list is; for more, create an export."""
        parameters = {name: request.query_params.getlist(name) for name in request.query_params}
        wanted = WayOfExportSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        access = request_access(request)
        filters = {name: texts for name, texts in parameters.items() if name not in wanted.fields}
        with _filter_errors():
            parts = services.export_at_once(
                workspace=access.workspace, by=access.actor, filters=filters, **wanted.validated_data
            )
        name = filename_of(wanted.validated_data["format"], wanted.validated_data["layout"], timezone.now())
        return StreamingHttpResponse(
            parts,
            content_type=content_type(wanted.validated_data["format"]),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


@contextmanager
def _filter_errors(*place: str) -> Iterator[None]:
    """Say what is wrong with each filter, below the `place` of filters in the input."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        errors: Any = error.message_dict
        for name in place:
            errors = {name: errors}
        raise serializers.ValidationError(errors) from error


def _export(request: Request, export_id: UUID) -> Export:
    return selectors.export_get(workspace=request_access(request).workspace, export_id=export_id)
