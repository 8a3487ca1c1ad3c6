"""Webhooks of a workspace: owners keep them, try them out, and see what was sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import Right
from frontend.views.access import WorkspaceRequest, right_required
from frontend.webhook_form import WebhookForm
from receipts.webhooks import services
from receipts.webhooks.models import Delivery, State, Webhook
from receipts.webhooks.selectors import deliveries_list, webhooks_list

_SHOWN = 50
"""Deliveries on the page; programs can list all."""

_SOON = timedelta(seconds=10)
"""How long before its next attempt a delivery is worth watching."""


@never_cache
@right_required(Right.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: WorkspaceRequest) -> HttpResponse:
    """Show webhooks and make one; its secret is in this one answer alone."""
    form = WebhookForm(request.POST or None)
    made = None
    if form.is_valid():
        try:
            made = services.webhook_create(
                workspace=request.workspace, by=request.access.actor, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = WebhookForm()
    found = webhooks_list(workspace=request.workspace)
    context = {"form": form, "webhooks": found, "with_secret": made}
    return render(request, "frontend/settings/webhooks.html", context)


@right_required(Right.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Show a webhook with what was sent to it, and change it."""
    found = _webhook(request, webhook_id)
    form = WebhookForm(request.POST) if request.method == "POST" else WebhookForm.of(found)
    if form.is_valid():
        services.webhook_update(webhook=found, by=request.access.actor, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("settings_webhook", found.id)
    return _page(request, found, form=form)


@right_required(Right.ADMIN)
@require_safe
def log(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Show what was sent, to a page that watches."""
    found = _webhook(request, webhook_id)
    return render(request, "frontend/settings/webhook_log.html", {"webhook": found, **_log(found)})


@right_required(Right.ADMIN)
@require_POST
def switch(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Turn a webhook on (`enabled`) or off."""
    enabled = "enabled" in request.POST
    found = _webhook(request, webhook_id)
    services.webhook_update(webhook=found, by=request.access.actor, enabled=enabled)
    messages.success(request, "It is turned on." if enabled else "It is turned off. Nothing is sent to it.")
    return redirect("settings_webhook", webhook_id)


@never_cache
@right_required(Right.ADMIN)
@require_POST
def rotate_secret(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Make a new secret; it is in this one answer alone."""
    found = _webhook(request, webhook_id)
    found = services.webhook_rotate_secret(webhook=found, by=request.access.actor)
    return _page(request, found, form=WebhookForm.of(found), with_secret=found)


@right_required(Right.ADMIN)
@require_POST
def test(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Send a message that only tries the receiver out."""
    found = _webhook(request, webhook_id)
    return _sent(request, found, lambda: services.webhook_test(webhook=found))


@right_required(Right.ADMIN)
@require_POST
def resend(request: WorkspaceRequest, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Send an event once more."""
    found = _webhook(request, webhook_id)
    delivery = get_object_or_404(deliveries_list(webhook=found), id=delivery_id)
    return _sent(request, found, lambda: services.delivery_resend(delivery=delivery))


@right_required(Right.ADMIN)
@require_POST
def delete(request: WorkspaceRequest, webhook_id: UUID) -> HttpResponse:
    """Delete a webhook and what was sent to it."""
    found = _webhook(request, webhook_id)
    services.webhook_delete(webhook=found, by=request.access.actor)
    messages.success(request, f"{found} is told of nothing any more.")
    return redirect("settings_webhooks")


def _webhook(request: WorkspaceRequest, webhook_id: UUID) -> Webhook:
    return get_object_or_404(webhooks_list(workspace=request.workspace), id=webhook_id)


def _page(request: WorkspaceRequest, webhook: Webhook, **context: Any) -> HttpResponse:
    context = {"webhook": webhook, **_log(webhook), **context}
    return render(request, "frontend/settings/webhook.html", context)


def _sent(request: WorkspaceRequest, webhook: Webhook, send: Callable[[], object]) -> HttpResponse:
    """Send, and show the page, which watches what comes of it."""
    try:
        send()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("settings_webhook", webhook.id)


def _log(webhook: Webhook) -> dict[str, Any]:
    deliveries = list(deliveries_list(webhook=webhook)[:_SHOWN])
    return {"deliveries": deliveries, "is_moving": any(map(_is_moving, deliveries))}


def _is_moving(delivery: Delivery) -> bool:
    at = delivery.next_attempt_at
    return delivery.state == State.PENDING and at is not None and at < timezone.now() + _SOON
