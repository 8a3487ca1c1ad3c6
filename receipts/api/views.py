"""The API of receipts. Each method is one call to a service or selector."""

import re
from typing import Any, cast
from uuid import UUID

from django.http import FileResponse
from django_filters.rest_framework import ChoiceFilter, DjangoFilterBackend, FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.authentication import request_workspace
from accounts.models import User
from receipts import selectors, services
from receipts.api.prefer import preferred_wait, wait_until_finished
from receipts.api.schema import FINISHED, IDEMPOTENCY_KEY, IMAGE, ORIGINAL, PREFER, problems
from receipts.api.serializers import ReceiptSerializer, UploadSerializer
from receipts.models import UNFINISHED, Receipt, Status

_RETRY_AFTER = "2"
"""Seconds after which it is worth asking again: what most photos take."""


class ReceiptFilter(FilterSet):
    """Filters of the list."""

    status = ChoiceFilter(choices=Status.choices)

    class Meta:
        model = Receipt
        fields = ("status",)


class ReceiptPagination(CursorPagination):
    """Newest first; pages stay in step while new receipts come in."""

    page_size = 50
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = ("-created_at", "-id")
    invalid_cursor_message = "This cursor leads nowhere. Start the list again without it."

    def get_page_size(self, request: Request) -> int | None:
        """Return the rows of a page; a limit that is no number is refused, a large one is cut."""
        limit = request.query_params.get("limit", "1")
        if not re.fullmatch(r"0*[1-9][0-9]{0,8}", limit):
            raise ValidationError({"limit": "Write a whole number from 1 to 100."})
        return super().get_page_size(request)


class ReceiptViewSet(GenericViewSet[Receipt]):
    """Receipts of the key's workspace."""

    queryset = Receipt.objects.none()
    serializer_class = ReceiptSerializer  # type: ignore[assignment]  # shows a ReceiptDetail
    pagination_class = ReceiptPagination
    filter_backends = (DjangoFilterBackend,)
    filterset_class = ReceiptFilter
    parser_classes = (MultiPartParser,)
    lookup_field = "id"
    lookup_value_converter = "uuid"

    def list(self, request: Request) -> Response:
        """List receipts, newest first."""
        receipts = selectors.receipts_list(workspace=request_workspace(request))
        page = self.paginate_queryset(selectors.receipts_with_readings(self.filter_queryset(receipts)))
        details = [selectors.receipt_detail(receipt) for receipt in page or ()]
        return self.get_paginated_response(self.get_serializer(details, many=True).data)

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
        receipt = services.receipt_upload(
            workspace=request_workspace(request),
            user=cast(User, request.user),
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
        services.receipt_delete(receipt=_receipt(request, id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, parameters=[PREFER], responses={**FINISHED, **problems(404, 409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, id: UUID) -> Response:
        """Read a finished receipt again; what people corrected stays."""
        return self._answer(request, services.receipt_retry(receipt=_receipt(request, id)))

    @extend_schema(request=None, responses={202: ReceiptSerializer(many=True), **problems(404, 409)})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, id: UUID) -> Response:
        """Make a receipt of each that lies in the photo; asked again, the same ones are returned."""
        parts = services.receipt_split(receipt=_receipt(request, id))
        details = [selectors.receipt_detail(part) for part in parts]
        data = self.get_serializer(details, many=True).data
        return Response(data, status=status.HTTP_202_ACCEPTED, headers={"Retry-After": _RETRY_AFTER})

    @extend_schema(request=None, parameters=[PREFER], responses={**FINISHED, **problems(404, 409)})
    @action(detail=True, methods=["post"], url_path="keep-as-one")
    def keep_as_one(self, request: Request, id: UUID) -> Response:
        """Read a photo that seemed to hold several receipts again, as one."""
        return self._answer(request, services.receipt_keep_as_one(receipt=_receipt(request, id)))

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


class NothingView(APIView):
    """Answers addresses that the API does not have, in the API's own way."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuse every method alike."""
        raise NotFound("There is nothing at this address.")


def _receipt(request: Request, receipt_id: UUID) -> Receipt:
    return selectors.receipt_get(workspace=request_workspace(request), receipt_id=receipt_id)


def _hints(receipt: Receipt) -> dict[str, str]:
    return {"Retry-After": _RETRY_AFTER} if receipt.status in UNFINISHED else {}


def _file(file: Any, **options: Any) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), **options)
    except FileNotFoundError:
        raise NotFound("The stored file is not there any more.") from None
    response["Cache-Control"] = "private, max-age=3600"
    return response
