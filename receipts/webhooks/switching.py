"""Turns webhooks off, whoever decides it."""

from functools import partial

from django.core.mail import send_mail
from django.db import transaction

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Membership
from accounts.rights import Role
from receipts.webhooks.models import State, Webhook

_TOO_LATE = "The webhook was turned off before this was sent."

_LETTER = """\
Tillroll sends nothing to this webhook of {workspace} any more:

{url}

{reason}

Once the receiver works again, turn the webhook on in the workspace's settings, and send again what failed.
"""


@transaction.atomic
def disable(webhook: Webhook, *, by: Actor, reason: str = "") -> None:
    """Turn a webhook off and give up what waits for it; with a `reason`, the owners are told by e-mail."""
    webhook.enabled, webhook.disabled_reason = False, reason
    webhook.save(update_fields=["enabled", "disabled_reason"])
    webhook.deliveries.filter(state=State.PENDING).update(
        state=State.FAILED, next_attempt_at=None, error=_TOO_LATE
    )
    changes = {"enabled": (True, False), **({"disabled_reason": ("", reason)} if reason else {})}
    audit_record(
        workspace=webhook.workspace, by=by, action="webhook.disabled", subject=webhook, changes=changes
    )
    if reason:
        transaction.on_commit(partial(_tell_owners, webhook), robust=True)


def _tell_owners(webhook: Webhook) -> None:
    owners = Membership.objects.filter(
        workspace=webhook.workspace_id, role=Role.OWNER, user__is_active=True
    ).values_list("user__email", flat=True)
    letter = _LETTER.format(workspace=webhook.workspace, url=webhook.url, reason=webhook.disabled_reason)
    for owner in owners:
        send_mail(f"A webhook of {webhook.workspace} was turned off", letter, None, [owner])
