"""Delivers what is due, tries again what failed, and turns off webhooks that nobody answers."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from accounts.audit import SYSTEM
from receipts.webhooks.models import Delivery, State, Webhook
from receipts.webhooks.sending import Attempt, message_send
from receipts.webhooks.switching import disable

Clock = Callable[[], datetime]

_DELAYS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Between the attempts of one delivery, as the specification recommends: over three days in all."""

_JITTER = 0.1
"""Share by which delays are made longer at random, so that what failed together is not sent together."""

_RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 80, 300))
"""How long a receiver is left alone after it failed once, twice … in a row: one of thousands of messages that
wait for a dead receiver is enough to find out whether it is alive."""

_LONGEST_REST = timedelta(hours=1)
"""However long the receiver asks for."""

_GIVE_UP_AFTER = timedelta(days=5)

_BUSY = timedelta(minutes=2)
"""How long a claim holds: longer than any attempt, in case its worker dies."""

_TURN, _TURN_LASTS = 50, timedelta(seconds=20)
"""Messages sent to one receiver, and how long they are sent, before it is another's turn: receivers that
answer late must not hold up all others."""


def webhook_deliver(*, webhook_id: UUID, clock: Clock = timezone.now) -> None:
    """Send what is due to a webhook, one after another until one fails; nothing while another thread does."""
    ends = clock() + _TURN_LASTS
    for _ in range(_TURN):
        if not _deliver_next(webhook_id, clock) or clock() >= ends:
            return


def webhooks_due(*, now: datetime) -> list[UUID]:
    """Return the webhooks to which something is to be sent, those first for which it waits longest."""
    due = Delivery.objects.filter(state=State.PENDING, next_attempt_at__lte=now, webhook__in=_ready(now))
    by_webhook = due.order_by().values("webhook").annotate(first=Min("next_attempt_at"))
    return list(by_webhook.order_by("first").values_list("webhook", flat=True))


def _ready(now: datetime) -> QuerySet[Webhook]:
    idle = Q(busy_until=None) | Q(busy_until__lt=now)
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    return Webhook.objects.filter(idle, rested, enabled=True)


def _deliver_next(webhook_id: UUID, clock: Clock) -> bool:
    """Send what is due first; return whether that went well."""
    now = clock()
    claim = now + _BUSY
    if not _ready(now).filter(id=webhook_id).update(busy_until=claim):
        return False
    due = Delivery.objects.filter(webhook=webhook_id, state=State.PENDING, next_attempt_at__lte=now)
    delivery = due.select_related("webhook", "event").order_by("next_attempt_at", "id").first()
    if delivery is None:
        Webhook.objects.filter(id=webhook_id, busy_until=claim).update(busy_until=None)
        return False
    attempt = message_send(webhook=delivery.webhook, event=delivery.event, now=now)
    _note(delivery, attempt, clock())
    return not attempt.error


@transaction.atomic
def _note(delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    webhook = Webhook.objects.select_for_update().filter(id=delivery.webhook_id).first()
    if webhook is None:
        return
    rest = _rest(webhook.failures, attempt)
    _note_delivery(delivery, attempt, now, rest)
    _note_webhook(webhook, attempt, now, rest)
    if webhook.enabled and (reason := _reason_to_disable(webhook, attempt, now)):
        disable(webhook, by=SYSTEM, reason=reason)


def _note_delivery(delivery: Delivery, attempt: Attempt, now: datetime, rest: timedelta) -> None:
    changes: dict[str, Any] = {"state": State.DELIVERED, "next_attempt_at": None}
    if attempt.error:
        may_retry = delivery.attempts < len(_DELAYS) and not attempt.is_gone
        delay = max(_delay(delivery.attempts), rest) if may_retry else None
        changes = {
            "state": State.PENDING if delay else State.FAILED,
            "next_attempt_at": now + delay if delay else None,
        }
    still_pending = Delivery.objects.filter(id=delivery.id, state=State.PENDING, attempts=delivery.attempts)
    still_pending.update(
        attempts=delivery.attempts + 1,
        attempted_at=now,
        status_code=attempt.status_code,
        error=attempt.error,
        milliseconds=attempt.milliseconds,
        answer=attempt.answer,
        **changes,
    )


def _note_webhook(webhook: Webhook, attempt: Attempt, now: datetime, rest: timedelta) -> None:
    webhook.busy_until = None
    webhook.failures = webhook.failures + 1 if attempt.error else 0
    webhook.failing_since = (webhook.failing_since or now) if attempt.error else None
    webhook.rests_until = now + rest if attempt.error else None
    webhook.save(update_fields=["busy_until", "failures", "failing_since", "rests_until"])


def _reason_to_disable(webhook: Webhook, attempt: Attempt, now: datetime) -> str:
    if attempt.is_gone:
        return attempt.error
    if webhook.failing_since and now - webhook.failing_since >= _GIVE_UP_AFTER:
        return f"For {_GIVE_UP_AFTER.days} days nothing could be delivered. {attempt.error}"
    return ""


def _rest(failures_before: int, attempt: Attempt) -> timedelta:
    rest = _RESTS[min(failures_before, len(_RESTS) - 1)]
    return min(max(rest, timedelta(seconds=attempt.retry_after)), _LONGEST_REST)


def _delay(attempts_before: int) -> timedelta:
    return _DELAYS[attempts_before] * (1 + _JITTER * random.random())  # noqa: S311  # no secret
