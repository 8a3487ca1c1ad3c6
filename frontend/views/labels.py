"""What people sort one receipt by: its category, its tags, its note; each is saved by itself."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.rights import Right
from frontend.receipt_page import ReceiptPage
from frontend.views.access import WorkspaceRequest, right_required
from frontend.views.problems import problem
from receipts import services
from receipts.labels import categories_list
from receipts.models import Category, Receipt
from receipts.selectors import receipts_list


@right_required(Right.WRITE)
@require_POST
def receipt_category(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Give the receipt the posted category, or none; answer with its labels."""
    return _saved(request, receipt_id, _categorize, "saved_labels")


@right_required(Right.WRITE)
@require_POST
def receipt_tags(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Add one tag or, with `remove`, take one away; answer with the labels."""
    return _saved(request, receipt_id, _tag, "saved_labels")


@right_required(Right.WRITE)
@require_POST
def receipt_note(request: WorkspaceRequest, receipt_id: UUID) -> HttpResponse:
    """Save the note; answer with its cell."""
    return _saved(request, receipt_id, _note, "saved_note")


def _saved(
    request: WorkspaceRequest,
    receipt_id: UUID,
    save: Callable[[WorkspaceRequest, Receipt], Receipt],
    template: str,
) -> HttpResponse:
    found = get_object_or_404(receipts_list(workspace=request.workspace), id=receipt_id)
    try:
        found = save(request, found)
    except ValidationError as error:
        return problem(422, "Not saved", " ".join(error.messages))
    if not request.headers.get("HX-Request") and not request.headers.get("X-Requested-With"):
        return redirect("receipt", found.id)
    context = {"page": ReceiptPage(found), "receipt": found, "may_write": True, "is_fragment": True}
    return render(request, f"frontend/receipt/{template}.html", context)


def _categorize(request: WorkspaceRequest, receipt: Receipt) -> Receipt:
    by, category = request.access.actor, _category(request)
    return services.receipt_categorize(receipt=receipt, by=by, category=category)


def _category(request: WorkspaceRequest) -> Category | None:
    posted = request.POST.get("category", "")
    if not posted:
        return None
    known = {str(category.id): category for category in categories_list(workspace=request.workspace)}
    if posted not in known:
        raise ValidationError("This category is not there any more. Load the page again.")
    return known[posted]


def _tag(request: WorkspaceRequest, receipt: Receipt) -> Receipt:
    by = request.access.actor
    if "remove" in request.POST:
        return services.receipt_tags_remove(receipt=receipt, by=by, names=[request.POST["remove"]])
    names = [name for name in request.POST.get("add", "").split(",") if name.strip()]
    return services.receipt_tags_add(receipt=receipt, by=by, names=names)


def _note(request: WorkspaceRequest, receipt: Receipt) -> Receipt:
    note = request.POST.get("value", "")
    return services.receipt_note(receipt=receipt, by=request.access.actor, note=note)
