"""The API of receipts. Each method is one call to a service or selector."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import request_access
from api.kept import kept_answer
from api.pagination import Pagination
from api.receipts.base import RETRY_AFTER
from api.receipts.bulk import ReceiptBulk
from api.receipts.conditions import if_match, unchanged
from api.receipts.details import ReceiptDetails
from api.receipts.examples import (
    APPROVED_EXAMPLE,
    CANCELED_EXAMPLE,
    DISTINCT_EXAMPLE,
    PATCH_EXAMPLE,
    QUEUED_EXAMPLE,
    RECEIPT_EXAMPLE,
    STARTED_EXAMPLES,
    SUMMARY_EXAMPLE,
    UPLOAD_EXAMPLE,
)
from api.receipts.listing import (
    ReceiptFilterBackend,
    ReceiptSummarySerializer,
    ordering_of,
    summaries,
    summary_rows,
)
from api.receipts.patching import ReceiptPatch, patch_apply
from api.receipts.prefer import preferred_wait, wait_until_finished
from api.receipts.schema import (
    FINISHED,
    IF_MATCH,
    IF_NONE_MATCH,
    MOVED,
    PREFER,
    STARTED,
    UNCHANGED,
)
from api.receipts.serializers import ReceiptSerializer, UploadSerializer
from api.schema import problems
from receipts import selectors, services
from receipts.filters import ReceiptFilter
from receipts.ordering import NEWEST, ORDERINGS

Result = TypeVar("Result")


class ReceiptViewSet(ReceiptDetails, ReceiptBulk):
    """Receipts of the key's workspace."""

    pagination_class = Pagination
    filter_backends = (ReceiptFilterBackend,)
    filterset_class = ReceiptFilter
    parser_classes = (MultiPartParser,)

    def get_parsers(self) -> list[BaseParser]:
        """Corrections are JSON; files come in forms."""
        changes = getattr(self.request, "method", None) == "PATCH"
        return [JSONParser()] if changes else super().get_parsers()

    @extend_schema(
        parameters=[OpenApiParameter("ordering", str, enum=ORDERINGS, default=NEWEST), IF_NONE_MATCH],
        responses={200: ReceiptSummarySerializer(many=True), 304: UNCHANGED, **problems(400)},
        examples=[SUMMARY_EXAMPLE],
    )
    @kept_answer
    def list(self, request: Request) -> Response:
        """List receipts, newest first."""
        receipts = selectors.receipts_list(workspace=request_access(request).workspace)
        self.ordering = ordering_of(request)
        rows = self.paginate_queryset(summary_rows(self.filter_queryset(receipts), self.ordering))
        return self.get_paginated_response(summaries(rows or ()))

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        parameters=[PREFER],
        responses={**FINISHED, **problems(400, 401, 403, 413, 415, 422, 503)},
        examples=[UPLOAD_EXAMPLE, *STARTED_EXAMPLES],
    )
    def create(self, request: Request) -> Response:
        """Upload a receipt."""
        upload = UploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        file = upload.validated_data["file"]
        access = request_access(request)
        receipt = services.receipt_upload(
            workspace=access.workspace,
            by=access.actor,
            data=file.read(),
            filename=file.name,
            token=request.headers.get("Idempotency-Key", ""),
        )
        return self.started(request, receipt)

    @extend_schema(
        parameters=[PREFER, IF_NONE_MATCH],
        responses={200: ReceiptSerializer, 304: UNCHANGED, **problems(401, 403, 404, 412)},
        examples=[RECEIPT_EXAMPLE],
    )
    def retrieve(self, request: Request, id: UUID) -> HttpResponse:
        """Show a receipt; with `Prefer: wait=N`, once it is finished."""
        receipt = self.found(request, id)
        if seconds := preferred_wait(request):
            receipt = wait_until_finished(receipt, seconds)
        return unchanged(request, receipt) or self.shown(receipt)

    @extend_schema(
        request={"application/json": ReceiptPatch},
        parameters=[IF_MATCH],
        responses={200: ReceiptSerializer, **problems(400, 401, 403, 404, 409, 412, 415)},
        examples=[PATCH_EXAMPLE, RECEIPT_EXAMPLE],
    )
    def partial_update(self, request: Request, id: UUID) -> Response:
        """Correct fields and whole tables, and change the note and labels, at once: all of it, or nothing."""
        receipt = self.found(request, id)
        patch = ReceiptPatch(data=request.data, context=self.get_serializer_context())
        patch.is_valid(raise_exception=True)
        with if_match(request, receipt):
            by = request_access(request).actor
            receipt = patch_apply(receipt=receipt, by=by, given=patch.validated_data)
        return self.shown(receipt)

    @extend_schema(parameters=[IF_MATCH], responses={204: None, **problems(401, 403, 404, 412)})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Delete a receipt with its files."""
        self._done(request, id, services.receipt_delete)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, parameters=[IF_MATCH], responses=MOVED, examples=[APPROVED_EXAMPLE])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: UUID) -> Response:
        """Complete a receipt that waits for review."""
        return self.shown(self._done(request, id, services.receipt_approve))

    @extend_schema(request=None, parameters=[IF_MATCH], responses=MOVED, examples=[CANCELED_EXAMPLE])
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: UUID) -> Response:
        """Stop reading a receipt; its file stays."""
        return self.shown(self._done(request, id, services.receipt_cancel))

    @extend_schema(request=None, parameters=[PREFER, IF_MATCH], responses=STARTED, examples=STARTED_EXAMPLES)
    @action(detail=True, methods=["post"])
    def reprocess(self, request: Request, id: UUID) -> Response:
        """Read a finished receipt again; what people corrected stays."""
        return self.started(request, self._done(request, id, services.receipt_retry))

    @extend_schema(request=None, parameters=[PREFER, IF_MATCH], responses=STARTED, examples=STARTED_EXAMPLES)
    @action(detail=True, methods=["post"], url_path="keep-as-one")
    def keep_as_one(self, request: Request, id: UUID) -> Response:
        """Read a photo that seemed to hold several receipts again, as one."""
        return self.started(request, self._done(request, id, services.receipt_keep_as_one))

    @extend_schema(request=None, parameters=[IF_MATCH], responses=MOVED, examples=[DISTINCT_EXAMPLE])
    @action(detail=True, methods=["post"], url_path="not-a-duplicate")
    def not_a_duplicate(self, request: Request, id: UUID) -> Response:
        """Say that a receipt is another than the one it was taken for; the two are never compared again.

        One that waited for nothing else is completed.
        """
        return self.shown(self._done(request, id, services.receipt_not_a_duplicate))

    @extend_schema(
        request=None,
        parameters=[IF_MATCH],
        responses={202: ReceiptSerializer(many=True), **problems(401, 403, 404, 409, 412, 503)},
        examples=[QUEUED_EXAMPLE],
    )
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=())
    def split(self, request: Request, id: UUID) -> Response:
        """Make a receipt of each that lies in the photo; asked again, the same ones are returned."""
        parts = self._done(request, id, services.receipt_split)
        details = [selectors.receipt_detail(part) for part in parts]
        data = self.get_serializer(details, many=True).data
        return Response(data, status=status.HTTP_202_ACCEPTED, headers={"Retry-After": RETRY_AFTER})

    def _done(self, request: Request, receipt_id: UUID, service: Callable[..., Result]) -> Result:
        """Let the service act on the receipt, if that is as the client expects it."""
        receipt = self.found(request, receipt_id)
        with if_match(request, receipt):
            return service(receipt=receipt, by=request_access(request).actor)
