"""What owners do with webhooks."""

import base64
import ipaddress
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Workspace
from accounts.services import workspace_lock
from receipts.errors import StateError
from receipts.webhooks.models import TEST_PING, Delivery, State, Webhook
from receipts.webhooks.publishing import event_write
from receipts.webhooks.switching import disable

MAX_WEBHOOKS = 20
"""Of a workspace; each of them costs a message with each event."""

_OLD_SECRET_HOLDS = timedelta(days=1)
"""How long messages are signed by the secret before as well, so that receivers can change in peace."""

_SECRET_BYTES = 32


@transaction.atomic
def webhook_create(
    *, workspace: Workspace, by: Actor, url: str, events: list[str], description: str = ""
) -> Webhook:
    """Have a program told of events; its `secret` is to be shown this once.

    Raises `ValidationError` for an address that cannot be used, and where there are too many already.
    """
    url_check(url)
    workspace_lock(workspace)
    if workspace.webhooks.count() >= MAX_WEBHOOKS:
        most = f"A workspace can have at most {MAX_WEBHOOKS} webhooks."
        raise StateError(f"{most} Delete one first.", code="too_many")
    webhook = Webhook.objects.create(
        workspace=workspace, url=url, events=events, description=description, secret=_secret_create()
    )
    audit_record(workspace=workspace, by=by, action="webhook.created", subject=webhook)
    return webhook


@transaction.atomic
def webhook_update(*, webhook: Webhook, by: Actor, **changes: Any) -> Webhook:
    """Change its `url`, `events`, `description` or whether it is `enabled`; turned on, it starts afresh.

    Raises `ValidationError` for an address that cannot be used.
    """
    webhook = Webhook.objects.select_for_update().get(id=webhook.id)
    old = {name: getattr(webhook, name) for name in changes}
    changes = {name: value for name, value in changes.items() if value != old[name]}
    if "url" in changes:
        url_check(changes["url"])
    if changes.pop("enabled", webhook.enabled) is not webhook.enabled:
        _switch(webhook, by)
    for name, value in changes.items():
        setattr(webhook, name, value)
    if changes:
        webhook.save(update_fields=list(changes))
        pairs = {name: (old[name], value) for name, value in changes.items()}
        workspace = webhook.workspace
        audit_record(workspace=workspace, by=by, action="webhook.changed", subject=webhook, changes=pairs)
    return webhook


@transaction.atomic
def webhook_rotate_secret(*, webhook: Webhook, by: Actor) -> Webhook:
    """Give it a new `secret`, to be shown this once; for a day messages are signed by both."""
    webhook = Webhook.objects.select_for_update().get(id=webhook.id)
    webhook.old_secret, webhook.old_secret_until = webhook.secret, timezone.now() + _OLD_SECRET_HOLDS
    webhook.secret = _secret_create()
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    audit_record(workspace=webhook.workspace, by=by, action="webhook.secret_rotated", subject=webhook)
    return webhook


@transaction.atomic
def webhook_delete(*, webhook: Webhook, by: Actor) -> None:
    """Delete a webhook and what was sent to it."""
    audit_record(workspace=webhook.workspace, by=by, action="webhook.deleted", subject=webhook)
    webhook.delete()


@transaction.atomic
def webhook_test(*, webhook: Webhook) -> Delivery:
    """Send a `test.ping` to this webhook alone; raise `StateError` while it is turned off."""
    _wake(webhook)
    [delivery] = event_write([webhook], workspace=webhook.workspace, event_type=TEST_PING, data={})
    return delivery


@transaction.atomic
def delivery_resend(*, delivery: Delivery) -> Delivery:
    """Send an event once more, under the id it had; raise `StateError` while its webhook is turned off."""
    _wake(delivery.webhook)
    delivery.state, delivery.attempts, delivery.next_attempt_at = State.PENDING, 0, timezone.now()
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    return delivery


def url_check(url: str) -> None:
    """Raise `ValidationError` unless something can be sent to the address."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isascii() or not url.isprintable() or " " in url or len(url) > 2000:
        raise ValidationError("Enter an address like https://example.com/hook.")
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_ALLOW_PRIVATE):
        raise ValidationError("The address must begin with https://.")
    if not settings.WEBHOOK_ALLOW_PRIVATE and _is_inside(str(parts.hostname)):
        raise ValidationError(
            "The address must be public. The operator of this installation can allow others."
        )
    if "@" in parts.netloc or parts.fragment:
        raise ValidationError("The address must have no user name, password or fragment.")


def _is_inside(host: str) -> bool:
    """Return whether a host is inside at first sight; names are looked up, and judged, at each connection."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _switch(webhook: Webhook, by: Actor) -> None:
    if webhook.enabled:
        disable(webhook, by=by)
        return
    afresh: dict[str, Any] = {
        "enabled": True,
        "disabled_reason": "",
        "failures": 0,
        "failing_since": None,
        "rests_until": None,
    }
    for name, value in afresh.items():
        setattr(webhook, name, value)
    webhook.save(update_fields=list(afresh))
    audit_record(workspace=webhook.workspace, by=by, action="webhook.enabled", subject=webhook)


def _wake(webhook: Webhook) -> None:
    """Let something be sent at once, for a person waits for it."""
    if not Webhook.objects.filter(id=webhook.id, enabled=True).update(rests_until=None):
        raise StateError("The webhook is turned off. Turn it on first.", code="wrong_state")


def _secret_create() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
