"""The files of a receipt, for members of its workspace only; and the icon, for everybody."""

from typing import Any
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.rights import Right
from frontend.views.access import WorkspaceRequest, right_required
from receipts.downloads import file_response
from receipts.models import Receipt
from receipts.selectors import receipts_list


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Lead to the icon; browsers ask here beside what is no page and names none, such as an original."""
    return redirect(static("frontend/img/icon-192.png"))


@require_safe
@right_required(Right.READ)
def receipt_thumbnail(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponseBase:
    """Send the small picture of the first page."""
    return _file(request, _receipt(request, receipt_id).thumbnail)


@require_safe
@right_required(Right.READ)
def receipt_image(request: WorkspaceRequest, receipt_id: UUID, number: int) -> HttpResponseBase:
    """Send a page, upright."""
    page = get_object_or_404(_receipt(request, receipt_id).pages.defer("lines"), number=number)
    return _file(request, page.image)


@require_safe
@right_required(Right.READ)
def receipt_original(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponseBase:
    """Send the file as it was uploaded; `?inline` shows it instead of saving it."""
    receipt = _receipt(request, receipt_id)
    return _file(
        request,
        receipt.file,
        content_type=receipt.content_type,
        filename=receipt.filename,
        as_attachment="inline" not in request.GET,
    )


def _receipt(request: WorkspaceRequest, receipt_id: UUID) -> Receipt:
    return get_object_or_404(receipts_list(workspace=request.workspace), id=receipt_id)


def _file(request: WorkspaceRequest, file: FieldFile, **options: Any) -> HttpResponseBase:
    """Send a file of the storage; 404 when it was not made yet or is gone."""
    try:
        return file_response(request, file, **options)
    except FileNotFoundError:
        raise Http404("There is no such file.") from None
