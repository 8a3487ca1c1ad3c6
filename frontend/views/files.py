"""The files of a receipt, for members of its workspace only; and the icon, for everybody."""

import mimetypes
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.rights import Right
from frontend.views.access import WorkspaceRequest, right_required
from receipts.models import Receipt
from receipts.selectors import receipts_list

# A receipt that is read again gets new images, so browsers ask each hour whether there are.
_kept_by_browsers = cache_control(private=True, max_age=3600)


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Lead to the icon; browsers ask here beside what is no page and names none, such as an original."""
    return redirect(static("frontend/img/icon-192.png"))


@require_safe
@_kept_by_browsers
@right_required(Right.READ)
def receipt_thumbnail(request: WorkspaceRequest, receipt_id: UUID) -> FileResponse:
    """Send the small picture of the first page."""
    return _file(_receipt(request, receipt_id).thumbnail)


@require_safe
@_kept_by_browsers
@right_required(Right.READ)
def receipt_image(request: WorkspaceRequest, receipt_id: UUID, number: int) -> FileResponse:
    """Send a page, upright."""
    page = get_object_or_404(_receipt(request, receipt_id).pages.defer("lines"), number=number)
    return _file(page.image)


@require_safe
@_kept_by_browsers
@right_required(Right.READ)
def receipt_original(request: WorkspaceRequest, receipt_id: UUID) -> FileResponse:
    """Send the file as it was uploaded; `?inline` shows it instead of saving it."""
    receipt = _receipt(request, receipt_id)
    return _file(
        receipt.file,
        content_type=receipt.content_type,
        filename=receipt.filename,
        as_attachment="inline" not in request.GET,
    )


def _receipt(request: WorkspaceRequest, receipt_id: UUID) -> Receipt:
    return get_object_or_404(receipts_list(workspace=request.workspace), id=receipt_id)


def _file(
    file: FieldFile, *, content_type: str = "", filename: str = "", as_attachment: bool = False
) -> FileResponse:
    """Stream a file from the storage; 404 when it was not made yet or is gone."""
    if not file:
        raise Http404("There is no such file yet.")
    content_type = content_type or mimetypes.guess_type(file.name or "")[0] or "application/octet-stream"
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is gone.") from None
    return FileResponse(opened, as_attachment=as_attachment, filename=filename, content_type=content_type)
