"""The page of one receipt, and what people do on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor
from accounts.rights import Right
from frontend.piles import next_to_review
from frontend.receipt_page import ReceiptPage
from frontend.views.access import WorkspaceRequest, right_required
from frontend.views.problems import problem
from receipts import services
from receipts.errors import StorageError
from receipts.models import Field, Receipt
from receipts.selectors import receipt_elsewhere, receipt_get


@right_required(Right.READ)
@require_safe
def receipt(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Show the image beside its fields; offer to switch where it is in another workspace of the person."""
    try:
        found = _receipt(request, receipt_id)
    except Http404:
        workspace = receipt_elsewhere(access=request.access, receipt_id=receipt_id)
        if workspace is None:
            raise
        return render(request, "frontend/other_workspace.html", {"workspace": workspace}, status=404)
    return _render(request, "page", found)


@right_required(Right.WRITE)
@require_POST
def receipt_field(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Save one value, or confirm the one that is there (`confirm`).

    Answers with its cell and with the parts of the page that follow from it.
    """
    found = _receipt(request, receipt_id)
    try:
        field = _confirmed(request, found) if "confirm" in request.POST else _corrected(request, found)
    except ValidationError as error:
        return _not_saved(error)
    return _render(request, "saved_cell", _receipt(request, receipt_id), field=field)


@right_required(Right.WRITE)
@require_POST
def receipt_row_add(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Add an empty row to a table; answer with it."""
    found, section = _receipt(request, receipt_id), _posted(request, "section")
    try:
        number = services.row_add(receipt=found, by=request.access.actor, section=section)
    except ValidationError as error:
        return _not_saved(error)
    return _render(request, "saved_row", _receipt(request, receipt_id), section=section, number=number)


@right_required(Right.WRITE)
@require_POST
def receipt_row_delete(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Take a row away; answer with the parts of the page that follow from it."""
    found, section = _receipt(request, receipt_id), _posted(request, "section")
    try:
        services.row_delete(receipt=found, by=request.access.actor, section=section, row=_row(request))
    except ValidationError as error:
        return _not_saved(error)
    return _render(request, "parts", _receipt(request, receipt_id))


@right_required(Right.WRITE)
@require_POST
def receipt_approve(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Complete the receipt and go on to the next one that waits for review."""
    found = _receipt(request, receipt_id)
    try:
        services.receipt_approve(receipt=found, by=request.access.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("receipt", receipt_id)
    if following := next_to_review(found):
        return redirect("receipt", following.id)
    messages.success(request, "Approved. Nothing is left to review.")
    return redirect("inbox")


@right_required(Right.WRITE)
@require_POST
def receipt_split(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Make a receipt of each that lies in the photo, and go to the first; its list follows by itself."""
    return _moved(request, receipt_id, _split)


@right_required(Right.WRITE)
@require_POST
def receipt_keep_as_one(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Read the photo again, as one receipt."""
    return _moved(request, receipt_id, services.receipt_keep_as_one)


@right_required(Right.WRITE)
@require_POST
def receipt_not_a_duplicate(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Say that it is another receipt than the one it was taken for."""
    return _moved(request, receipt_id, services.receipt_not_a_duplicate)


@right_required(Right.WRITE)
@require_POST
def receipt_retry(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Read the receipt again."""
    return _moved(request, receipt_id, services.receipt_retry)


@right_required(Right.WRITE)
@require_POST
def receipt_cancel(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Stop reading the receipt."""
    return _moved(request, receipt_id, services.receipt_cancel)


@right_required(Right.WRITE)
@require_POST
def receipt_delete(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Delete the receipt with its files and go back to the inbox."""
    found = _receipt(request, receipt_id)
    services.receipt_delete(receipt=found, by=request.access.actor)
    messages.success(request, f"Deleted {found.filename}.")
    return redirect("inbox")


def _receipt(request: WorkspaceRequest, receipt_id: UUID) -> Receipt:
    """Return a receipt of the person's workspace; anybody else's does not exist."""
    try:
        return receipt_get(workspace=request.workspace, receipt_id=receipt_id)
    except Receipt.DoesNotExist:
        raise Http404("There is no such receipt.") from None


def _render(request: WorkspaceRequest, template: str, found: Receipt, **context: Any) -> HttpResponse:
    page = ReceiptPage(found)
    if "field" in context:
        context["cell"] = page.cell(context["field"])
    if "number" in context:
        context["row"] = page.row(context["section"], context["number"])
    context |= {"page": page, "receipt": found, "may_write": request.access.may(Right.WRITE)}
    return render(request, f"frontend/receipt/{template}.html", context)


def _moved(request: WorkspaceRequest, receipt_id: UUID, move: Callable[..., Receipt]) -> HttpResponse:
    """Move the receipt on; answer a list with nothing, as it follows by itself, and others with the page."""
    in_list, moved = bool(request.headers.get("HX-Request")), _receipt(request, receipt_id)
    try:
        moved = move(receipt=moved, by=request.access.actor)
    except (ValidationError, StorageError) as error:
        sentence = error.messages[0] if isinstance(error, ValidationError) else str(error)
        if in_list:
            return problem(409, "Not possible", sentence)
        messages.error(request, sentence)
    return HttpResponse(status=204) if in_list else redirect("receipt", moved.id)


def _split(receipt: Receipt, by: Actor) -> Receipt:
    """Return the first of the receipts."""
    return services.receipt_split(receipt=receipt, by=by)[0]


def _corrected(request: WorkspaceRequest, found: Receipt) -> Field:
    return services.field_correct(**_place(request, found), value=_posted(request, "value"))


def _confirmed(request: WorkspaceRequest, found: Receipt) -> Field:
    return services.field_confirm(**_place(request, found))


def _place(request: WorkspaceRequest, found: Receipt) -> dict[str, Any]:
    """Return whose and which field is meant."""
    return {
        "receipt": found,
        "by": request.access.actor,
        "section": _posted(request, "section"),
        "row": _row(request),
        "name": _posted(request, "name"),
    }


def _posted(request: WorkspaceRequest, name: str) -> str:
    return request.POST.get(name, "")


def _row(request: WorkspaceRequest) -> int:
    """Return the row's number; one that cannot be a row is as good as a row that is not there."""
    row = _posted(request, "row")
    return int(row) if row.isdecimal() and len(row) < 6 else -1


def _not_saved(error: ValidationError) -> HttpResponse:
    """Say why nothing was saved; the page shows it beside what was typed."""
    return problem(422, "Not saved", " ".join(error.messages))
