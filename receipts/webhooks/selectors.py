"""Reads of webhooks."""

from django.db.models import QuerySet

from accounts.models import Workspace
from receipts.webhooks.models import Delivery, Webhook


def webhooks_list(*, workspace: Workspace) -> QuerySet[Webhook]:
    """Return the webhooks of a workspace, newest first."""
    return Webhook.objects.filter(workspace=workspace)


def deliveries_list(*, webhook: Webhook) -> QuerySet[Delivery]:
    """Return what was sent to a webhook or will be, newest first; 30 days of it are kept."""
    return webhook.deliveries.select_related("event", "webhook")
