"""The API of imports, for owners."""

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from accounts.rights import Right
from api.authentication import request_access
from api.imports.serializers import BackupSerializer, ImportSerializer
from api.pagination import Pagination
from api.schema import problems
from receipts.exports import selectors, services
from receipts.exports.models import Import

_RETRY_AFTER = "2"

_DONE = {
    "id": "5f3e0d9a-8f0c-4b53-a3a5-0c1f6de1b2aa",
    "status": "done",
    "progress": 100,
    "filename": "receipts-2026-11-26-0930.zip",
    "size": 73400320,
    "count": 5213,
    "error": "",
    "created_at": "2026-11-26T09:40:00Z",
    "finished_at": "2026-11-26T09:43:10Z",
}
_QUEUED = {**_DONE, "status": "queued", "progress": 0, "count": None, "finished_at": None}
UPLOAD = OpenApiExample(
    "A backup",
    {"file": "receipts-2026-11-26-0930.zip"},
    request_only=True,
    media_type="multipart/form-data",
)
DONE = OpenApiExample("Done", _DONE, response_only=True, status_codes=["200"])
QUEUED = OpenApiExample("Queued", _QUEUED, response_only=True, status_codes=["202"])


class ImportViewSet(GenericViewSet[Import]):
    """Backups that were restored into the key's workspace, or should have been."""

    queryset = Import.objects.none()
    serializer_class = ImportSerializer
    pagination_class = Pagination
    parser_classes = (MultiPartParser,)
    lookup_field = "id"
    lookup_value_converter = "uuid"
    read_right = write_right = Right.ADMIN

    @extend_schema(responses={200: ImportSerializer(many=True), **problems(400)}, examples=[DONE])
    def list(self, request: Request) -> Response:
        """List imports, newest first."""
        page = self.paginate_queryset(selectors.imports_list(workspace=request_access(request).workspace))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request={"multipart/form-data": BackupSerializer},
        responses={
            202: OpenApiResponse(ImportSerializer, description="Accepted; ask again at `Location`"),
            **problems(400, 401, 403, 409, 413, 415, 503),
        },
        examples=[UPLOAD, QUEUED],
    )
    def create(self, request: Request) -> Response:
        """Restore a backup into the workspace, which has to be empty; all of it or nothing."""
        upload = BackupSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        file, access = upload.validated_data["file"], request_access(request)
        job = services.import_create(
            workspace=access.workspace, by=access.actor, file=file, filename=file.name
        )
        headers = {"Location": reverse("api:import-detail", kwargs={"id": job.id}, request=request)}
        return self._answer(job, status.HTTP_202_ACCEPTED, headers)

    @extend_schema(responses={200: ImportSerializer, **problems(404)}, examples=[DONE])
    def retrieve(self, request: Request, id: UUID) -> Response:
        """Show an import and how far it is."""
        workspace = request_access(request).workspace
        job = selectors.import_get(workspace=workspace, import_id=id)
        return self._answer(job, status.HTTP_200_OK, {})

    def _answer(self, job: Import, code: int, headers: dict[str, str]) -> Response:
        hints = {"Retry-After": _RETRY_AFTER} if job.is_unfinished else {}
        return Response(self.get_serializer(job).data, status=code, headers={**headers, **hints})
