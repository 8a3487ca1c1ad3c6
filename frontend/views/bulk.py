"""What is done to the receipts that were chosen in the inbox."""

import logging
from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.rights import Right
from frontend.bulk import BulkForm, is_foreseen, told
from frontend.views.access import WorkspaceRequest, is_for_scripts, right_required
from frontend.views.problems import problem
from frontend.views.settings.exports import export_answer
from receipts.bulk import Outcome, receipts_act

logger = logging.getLogger(__name__)

_LEVELS = {"success": messages.SUCCESS, "warning": messages.WARNING, "error": messages.ERROR}


@right_required(Right.WRITE)
@require_POST
def receipts_bulk(request: WorkspaceRequest) -> HttpResponse:
    """Do one action to all chosen receipts; tell how it went, in the list where there are no scripts."""
    form = BulkForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _refused(
            request, " ".join(str(sentence) for each in form.errors.values() for sentence in each)
        )
    given = form.cleaned_data
    outcomes = receipts_act(
        workspace=request.workspace,
        by=request.access.actor,
        action=given["action"],
        ids=given["id"],
        **given["options"],
    )
    kind, sentence = told(given["action"], _logged(outcomes))
    if is_for_scripts(request):
        return JsonResponse({"kind": kind, "text": sentence})
    return _back(request, kind, sentence)


@right_required(Right.READ)
@require_POST
def receipts_export(request: WorkspaceRequest) -> HttpResponseBase:
    """Export the chosen receipts."""
    if "id" not in request.POST:
        return _back(request, "error", "Choose receipts first.")
    return export_answer(request, filters={"id": request.POST.getlist("id")})


def _logged(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Pass outcomes on, and log what nobody foresaw."""
    for outcome in outcomes:
        if outcome.error and not is_foreseen(outcome.error):
            logger.error("Receipt %s could not be changed", outcome.id, exc_info=outcome.error)
        yield outcome


def _refused(request: WorkspaceRequest, sentence: str) -> HttpResponse:
    return (
        problem(422, "Not done", sentence) if is_for_scripts(request) else _back(request, "error", sentence)
    )


def _back(request: WorkspaceRequest, kind: str, sentence: str) -> HttpResponse:
    """Go back to the list as it was, and tell there."""
    messages.add_message(request, _LEVELS[kind], sentence)
    query = request.POST.get("back", "")
    return redirect(reverse("inbox") + (query if query.startswith("?") else ""))
