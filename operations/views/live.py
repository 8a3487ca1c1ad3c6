"""The page of what happens at this moment, and what operators do about it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from accounts.models import User
from ocr.cluster.models import Pod, PodState
from ocr.cluster.pods import pod_set_state
from operations.figures.live import live_figures, releases_at_work
from operations.views.page import OperatorMixin, OperatorPage
from receipts.backlog import receipts_failed
from receipts.models import Receipt
from receipts.services import failed_retry

_NOW = {
    PodState.ACTIVE: "gets calls again.",
    PodState.DRAINING: "finishes what it has and gets nothing new.",
    PodState.OFF: "gets no calls.",
}


class LivePage(OperatorPage):
    """Pods, workers, the queue and what failed; a socket keeps it up to date."""

    title = "Live"
    template_name = "operations/live.html"

    def figures(self) -> Mapping[str, Any]:
        """Return the figures."""
        figures = live_figures()
        return {"figures": figures, "tables": figures.tables, "releases": releases_at_work()}


class PodStateChange(OperatorMixin, View):
    """Drains, resumes or switches off a pod, notes who did it, and shows the page again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pod: int) -> HttpResponse:
        """Do it, or say why not."""
        found = get_object_or_404(Pod, pk=pod)
        state = request.POST.get("state", "")
        if state not in PodState.values:
            messages.error(request, "Choose what the pod gets to do: drain, resume or switch off.")
            return redirect("operations:live")
        with transaction.atomic():
            pod_set_state(pod=found, state=PodState(state))
            _log(request, [found], f"It {_NOW[PodState(state)]}")
        messages.success(request, f"{found} {_NOW[PodState(state)]} Workers follow within 5 seconds.")
        return redirect("operations:live")


class FailedRetry(OperatorMixin, View):
    """Has failed receipts read again: all, or those that failed with one error."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send as many as one click may, and say how many are left."""
        error = request.POST.get("error", "").replace("\0", "")
        sent = failed_retry(error=error)
        _log_retry(request, len(sent), error)
        left = receipts_failed().filter(error=error) if error else receipts_failed()
        messages.success(request, _retried(len(sent), left.count()))
        return redirect("operations:live")


def _log(request: HttpRequest, subjects: Sequence[Model], done: str) -> None:
    """Note in the admin's log who did it."""
    for subject in subjects:
        LogEntry.objects.log_actions(
            cast(User, request.user).pk, [subject], CHANGE, change_message=done, single_object=True
        )


def _log_retry(request: HttpRequest, count: int, error: str) -> None:
    """Note how many there were, and nothing of what they are: that is none of the operator's business."""
    LogEntry.objects.create(
        user=cast(User, request.user),
        content_type=ContentType.objects.get_for_model(Receipt),
        object_repr=f"Failed receipts: {count:,}",
        action_flag=CHANGE,
        change_message=f"Read again. {error}".strip(),
    )


def _retried(sent: int, left: int) -> str:
    done = f"{sent:,} failed receipt{'' if sent == 1 else 's'} will be read again."
    return f"{done} {left:,} are left; press again for the next ones." if sent and left else done
