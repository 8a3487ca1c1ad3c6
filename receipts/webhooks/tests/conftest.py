"""A receiver on this machine, a webhook that leads to it, and a clock that tests set."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from receipts.webhooks.delivering import webhook_deliver
from receipts.webhooks.models import Delivery, Webhook
from receipts.webhooks.services import webhook_create
from receipts.webhooks.tests.receiver import Receiver


@pytest.fixture
def inside(settings):
    """An installation whose receivers may be anywhere."""
    settings.WEBHOOK_ALLOW_PRIVATE = True


@pytest.fixture
def receiver(inside):
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def webhook(workspace, by_alice, receiver) -> Webhook:
    return webhook_create(workspace=workspace, by=by_alice, url=receiver.url, events=[])


class World:
    """Time as the deliveries see it, and what the sweep would do."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()

    def pass_by(self, **time: float) -> None:
        """Let time go on."""
        self.now += timedelta(**time)

    def deliver(self, webhook: Webhook) -> None:
        """Send what is due."""
        webhook_deliver(webhook_id=webhook.id, clock=lambda: self.now)
        webhook.refresh_from_db()

    def wait_for_next(self, delivery: Delivery) -> timedelta:
        """Let time go on to the next attempt; return how long that took."""
        delivery.refresh_from_db()
        waited = delivery.next_attempt_at - self.now
        self.now = delivery.next_attempt_at
        return waited


@pytest.fixture
def world() -> World:
    return World()
