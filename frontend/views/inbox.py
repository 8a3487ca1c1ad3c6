"""The inbox: its page, its rows, their states, and the upload."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from frontend import live
from frontend.inbox import Inbox, rows_by_id
from frontend.views.access import WorkspaceRequest, right_required
from frontend.views.problems import problem
from ocr.errors import InvalidFileError
from receipts import services
from receipts.errors import StorageError
from receipts.exports.models import Format, Layout
from receipts.filters import MAX_IDS
from receipts.selectors import receipt_state


@require_safe
@never_cache
@right_required(Right.READ)
def inbox(request: WorkspaceRequest) -> HttpResponse:
    """Show the inbox."""
    context = {
        "inbox": _inbox(request),
        "max_upload_mb": settings.MAX_UPLOAD_MB,
        "most_ids": MAX_IDS,
        "formats": Format.choices,
        "layouts": Layout.choices,
    }
    return render(request, "frontend/inbox.html", context)


@require_safe
@never_cache
@right_required(Right.READ)
def receipt_rows(request: WorkspaceRequest) -> HttpResponse:
    """Show a part of the inbox: the list after a filter changed, the following page, or rows by id."""
    view = _inbox(request)
    context = {"inbox": view, "is_fragment": True}
    if "ids" in request.GET:
        rows = rows_by_id(workspace=request.workspace, ids=_ids(request))
        return render(request, "frontend/inbox_rows.html", {**context, "rows": rows})
    if "before" in request.GET:
        return render(request, "frontend/inbox_rows.html", {**context, "rows": view.rows, "more": True})
    response = render(request, "frontend/inbox_list.html", context)
    response["HX-Replace-Url" if "q" in request.GET else "HX-Push-Url"] = reverse("inbox") + view.query
    return response


@require_safe
@never_cache
@right_required(Right.READ)
def receipt_states(request: WorkspaceRequest) -> HttpResponse:
    """Answer a page without a socket: a snapshot, and the states of the receipts it shows."""
    known = live.states(workspace=request.workspace, ids=_ids(request))
    return JsonResponse({"snapshot": live.snapshot(workspace=request.workspace), **known})


@require_POST
@csrf_exempt  # for `csrf_protect` below, which comes after the checks that need no body
@right_required(Right.WRITE)
@csrf_protect
def receipt_upload(request: WorkspaceRequest) -> HttpResponse:
    """Keep one file; the answer is the new receipt's state, or why the file was refused."""
    file = request.FILES.get("file")
    if file is None:
        return problem(400, "No file", "No file came with the request.")
    try:
        receipt = services.receipt_upload(
            workspace=request.workspace,
            by=request.access.actor,
            data=file.read(),
            filename=file.name or "",
            token=request.headers.get("X-Upload-Token", ""),
        )
    except InvalidFileError as error:
        return problem(422, "File refused", str(error), code=error.code)
    except StorageError as error:
        return problem(503, "Storage away", str(error), code="storage_away")
    return JsonResponse(receipt_state(receipt), status=201)


def _inbox(request: WorkspaceRequest) -> Inbox:
    return Inbox(workspace=request.workspace, given=request.GET.dict())


def _ids(request: HttpRequest) -> list[UUID]:
    texts = request.GET.get("ids", "").split(",")
    try:
        return live.ids_parse(text for text in texts if text)
    except ValueError:
        raise BadRequest("ids must be receipt ids, separated by commas.") from None
