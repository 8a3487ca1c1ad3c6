"""What belongs to a receipt beside its fields: its files, its printed lines, its history."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.audit import audit_of
from api.authentication import request_access
from api.pagination import Pagination
from api.problems import problem
from api.receipts.base import ReceiptBase
from api.receipts.conditions import PreconditionFailed
from api.receipts.examples import HISTORY_EXAMPLE, LINES_EXAMPLE
from api.receipts.schema import FILE_HEADERS, IMAGE, ORIGINAL
from api.receipts.serializers import HistorySerializer, LineSerializer
from api.schema import problems
from receipts.downloads import file_response


class HistoryPagination(Pagination):
    """The newest entry first."""

    ordering = ("-id",)


class ReceiptDetails(ReceiptBase):
    """Files, lines and history of a receipt."""

    @extend_schema(parameters=FILE_HEADERS, responses=ORIGINAL)
    @action(detail=True)
    def original(self, request: Request, id: UUID) -> HttpResponseBase:
        """Download the file as it was uploaded."""
        receipt = self.found(request, id)
        return _file(
            request,
            receipt.file,
            content_type=receipt.content_type,
            filename=receipt.filename,
            as_attachment=True,
        )

    @extend_schema(parameters=FILE_HEADERS, responses=IMAGE)
    @action(detail=True)
    def thumbnail(self, request: Request, id: UUID) -> HttpResponseBase:
        """Download the small picture of the first page; 404 until the receipt is read."""
        return _file(request, self.found(request, id).thumbnail)

    @extend_schema(parameters=FILE_HEADERS, responses=IMAGE)
    @action(detail=True, url_path="pages/<int:number>/image")
    def image(self, request: Request, id: UUID, number: int) -> HttpResponseBase:
        """Download the upright image of a page; polygons of fields are shares of it."""
        page = self.found(request, id).pages.defer("lines").get(number=number)
        return _file(request, page.image, content_type="image/jpeg")

    @extend_schema(
        responses={200: LineSerializer(many=True), **problems(401, 403, 404)}, examples=[LINES_EXAMPLE]
    )
    @action(detail=True, pagination_class=None, filter_backends=())
    def lines(self, request: Request, id: UUID) -> Response:
        """List the printed lines of all pages, in the order in which they are read."""
        pages = self.found(request, id).pages.all()
        lines = [{**line, "page": page.number} for page in pages for line in page.lines]
        return Response(LineSerializer(lines, many=True).data)

    @extend_schema(
        responses={200: HistorySerializer(many=True), **problems(400, 401, 403, 404)},
        examples=[HISTORY_EXAMPLE],
    )
    @action(detail=True, pagination_class=HistoryPagination, filter_backends=())
    def history(self, request: Request, id: UUID) -> Response:
        """List who did what to the receipt, the newest first."""
        receipt = self.found(request, id)
        entries: Any = audit_of(workspace=request_access(request).workspace, subject_id=receipt.id)
        page: Any = self.paginate_queryset(entries)
        return self.get_paginated_response(HistorySerializer(page, many=True).data)


def _file(request: Request, file: FieldFile, **options: Any) -> HttpResponseBase:
    """Send a file; what has no body of its own is a problem document instead."""
    try:
        response = file_response(request, file, **options)
    except FileNotFoundError:
        raise NotFound("There is no such file: it was not made yet, or it is gone.") from None
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise PreconditionFailed("The file is another one by now. Ask for it without `If-Match`.")
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        headers = {"Content-Range": response.headers["Content-Range"]}
        sentence = "The file ends before this range. Its size is at the end of `Content-Range`."
        return problem(response.status_code, sentence, code="range_not_satisfiable", headers=headers)
    return response
