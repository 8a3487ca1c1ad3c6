"""The API of receipts. Each method is one call to a service or selector."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from api.authentication import request_access
from api.pagination import Pagination
from api.receipts.listing import (
    ORDERINGS,
    ReceiptFilterBackend,
    ReceiptSummarySerializer,
    ordering_of,
    summaries,
    summary_rows,
)
from api.receipts.prefer import preferred_wait, wait_until_finished
from api.receipts.schema import FINISHED, IDEMPOTENCY_KEY, IMAGE, ORIGINAL, PREFER
from api.receipts.serializers import ReceiptSerializer, UploadSerializer
from api.schema import problems
from receipts import selectors, services
from receipts.filters import ReceiptFilter
from receipts.models import UNFINISHED, Receipt

_RETRY_AFTER = "2"
"""Seconds after which it is worth asking again: what most photos take."""


class ReceiptViewSet(GenericViewSet[Receipt]):
    """Receipts of the key's workspace."""

    queryset = Receipt.objects.none()
    serializer_class = ReceiptSerializer  # type: ignore[assignment]  # shows a ReceiptDetail
    pagination_class = Pagination
    filter_backends = (ReceiptFilterBackend,)
    filterset_class = ReceiptFilter
    parser_classes = (MultiPartParser,)
    lookup_field = "id"
    lookup_value_converter = "uuid"

    @extend_schema(
        parameters=[OpenApiParameter("ordering", str, enum=ORDERINGS, default="-created_at")],
        responses={200: ReceiptSummarySerializer(many=True), **problems(400)},
    )
    def list(self, request: Request) -> Response:
        """List receipts, newest first."""
        receipts = selectors.receipts_list(workspace=request_access(request).workspace)
        self.ordering = ordering_of(request)
        rows = self.paginate_queryset(summary_rows(self.filter_queryset(receipts), self.ordering))
        return self.get_paginated_response(summaries(rows or ()))

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        parameters=[IDEMPOTENCY_KEY, PREFER],
        responses={**FINISHED, **problems(400, 401, 403, 413, 415, 422)},
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
        return self._answer(request, receipt)

    @extend_schema(parameters=[PREFER], responses={200: ReceiptSerializer, **problems(404)})
    def retrieve(self, request: Request, id: UUID) -> Response:
        """Show a receipt; with `Prefer: wait=N`, once it is finished."""
        receipt = _receipt(request, id)
        if seconds := preferred_wait(request):
            receipt = wait_until_finished(receipt, seconds)
        return Response(self._document(receipt), headers=_hints(receipt))

    @extend_schema(responses={204: None, **problems(404)})
    def destroy(self, request: Request, id: UUID) -> Response:
        """Delete a receipt with its files."""
        services.receipt_delete(receipt=_receipt(request, id), by=request_access(request).actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, parameters=[PREFER], responses={**FINISHED, **problems(404, 409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, id: UUID) -> Response:
        """Read a finished receipt again; what people corrected stays."""
        return self._answer(
            request, services.receipt_retry(receipt=_receipt(request, id), by=request_access(request).actor)
        )

    @extend_schema(request=None, responses={202: ReceiptSerializer(many=True), **problems(404, 409)})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, id: UUID) -> Response:
        """Make a receipt of each that lies in the photo; asked again, the same ones are returned."""
        parts = services.receipt_split(receipt=_receipt(request, id), by=request_access(request).actor)
        details = [selectors.receipt_detail(part) for part in parts]
        data = self.get_serializer(details, many=True).data
        return Response(data, status=status.HTTP_202_ACCEPTED, headers={"Retry-After": _RETRY_AFTER})

    @extend_schema(request=None, parameters=[PREFER], responses={**FINISHED, **problems(404, 409)})
    @action(detail=True, methods=["post"], url_path="keep-as-one")
    def keep_as_one(self, request: Request, id: UUID) -> Response:
        """Read a photo that seemed to hold several receipts again, as one."""
        return self._answer(
            request,
            services.receipt_keep_as_one(receipt=_receipt(request, id), by=request_access(request).actor),
        )

    @extend_schema(responses=ORIGINAL)
    @action(detail=True)
    def original(self, request: Request, id: UUID) -> FileResponse:
        """Download the file as it was uploaded."""
        receipt = _receipt(request, id)
        return _file(receipt.file, as_attachment=True, filename=receipt.filename)

    @extend_schema(responses=IMAGE)
    @action(detail=True, url_path="pages/<int:number>/image")
    def image(self, request: Request, id: UUID, number: int) -> FileResponse:
        """Download the upright image of a page; polygons of fields are shares of it."""
        return _file(_receipt(request, id).pages.get(number=number).image, content_type="image/jpeg")

    def _document(self, receipt: Receipt) -> dict[str, Any]:
        return dict(self.get_serializer(selectors.receipt_detail(receipt)).data)

    def _answer(self, request: Request, receipt: Receipt) -> Response:
        """200 with the finished receipt when the client waits long enough for it, else 202."""
        headers = {"Location": reverse("api:receipt-detail", kwargs={"id": receipt.id}, request=request)}
        if seconds := preferred_wait(request):
            receipt = wait_until_finished(receipt, seconds)
            headers["Preference-Applied"] = f"wait={seconds}"
        code = status.HTTP_202_ACCEPTED if receipt.status in UNFINISHED else status.HTTP_200_OK
        return Response(self._document(receipt), status=code, headers={**headers, **_hints(receipt)})


def _receipt(request: Request, receipt_id: UUID) -> Receipt:
    return selectors.receipt_get(workspace=request_access(request).workspace, receipt_id=receipt_id)


def _hints(receipt: Receipt) -> dict[str, str]:
    return {"Retry-After": _RETRY_AFTER} if receipt.status in UNFINISHED else {}


def _file(file: Any, **options: Any) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), **options)
    except FileNotFoundError:
        raise NotFound("The stored file is not there any more.") from None
    response["Cache-Control"] = "private, max-age=3600"
    return response
