"""From an event to its receiver, whatever the receiver does."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import AuditEntry
from receipts.errors import StateError
from receipts.webhooks import delivering, services, sweep
from receipts.webhooks.models import Event, EventType, State, Webhook
from receipts.webhooks.publishing import event_publish


@pytest.fixture(autouse=True)
def no_jitter(monkeypatch):
    monkeypatch.setattr(delivering.random, "random", lambda: 0.0)


@pytest.fixture
def happen(workspace, world):
    """Something happens, and the world's clock shows when."""

    def happen(name="x"):
        event_publish(workspace=workspace, event_type=EventType.RECEIPT_COMPLETED, data={"name": name})
        event = Event.objects.latest("created_at")
        world.now = max(world.now, event.created_at)
        return event.deliveries.get()

    return happen


def test_a_signed_message_arrives(webhook, receiver, world, happen):
    receiver.answers.append((200, {}, "thank you"))
    delivery = happen("tea")
    world.deliver(webhook)
    [message] = receiver.messages(webhook.secret)
    assert message == delivery.event.payload
    [(path, headers, _)] = receiver.got
    assert path == "/hook?of=shop"
    assert headers["webhook-id"] == f"msg_{delivery.event.id.hex}"
    assert headers["Content-Type"] == "application/json"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.status_code) == (State.DELIVERED, 1, 200)
    assert (delivery.error, delivery.answer) == ("", "thank you")
    world.deliver(webhook)
    assert len(receiver.got) == 1


def test_what_failed_is_sent_again_under_the_same_id(webhook, receiver, world, happen):
    receiver.answers.append((500, {}, "x" * 3000))
    delivery = happen()
    world.deliver(webhook)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (
        State.PENDING,
        "The receiver answered 500 instead of 2xx.",
    )
    assert len(delivery.answer) == 1024
    assert world.wait_for_next(delivery) == timedelta(seconds=5)
    world.deliver(webhook)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.status_code) == (State.DELIVERED, 2, 204)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.messages(webhook.secret)) == 2
    assert webhook.failing_since is None


def test_one_that_never_works_rests_longer_and_longer_and_is_given_up(webhook, receiver, world, happen):
    receiver.answers.extend([503] * 10)
    delivery = happen()
    waits = []
    while delivery.state == State.PENDING:
        world.deliver(webhook)
        delivery.refresh_from_db()
        if delivery.state == State.PENDING:
            waits.append(world.wait_for_next(delivery).total_seconds())
    assert waits == [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert (delivery.state, delivery.attempts) == (State.FAILED, 10)
    assert webhook.enabled


def test_a_receiver_that_asks_for_rest_gets_it_within_bounds(webhook, receiver, world, happen):
    receiver.answers.extend([(429, {"Retry-After": "120"}, ""), (503, {"Retry-After": "99999999"}, "")])
    delivery = happen()
    world.deliver(webhook)
    assert world.wait_for_next(delivery) == timedelta(seconds=120)
    world.deliver(webhook)
    assert world.wait_for_next(delivery) == timedelta(hours=1)


def test_a_rest_until_a_day_that_cannot_be_is_none(webhook, receiver, world, happen):
    receiver.answers.append((503, {"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, ""))
    delivery = happen()
    world.deliver(webhook)
    assert world.wait_for_next(delivery) == timedelta(seconds=5)


def test_a_receiver_that_takes_its_time_has_a_turn_like_all_others(webhook, receiver, world, happen):
    def answer_late(request):
        world.pass_by(seconds=8)
        request.send_response(204)
        request.end_headers()

    for _ in range(5):
        happen()
    receiver.answers.extend([answer_late] * 5)
    world.deliver(webhook)
    assert len(receiver.got) == 3


def test_a_dead_receiver_is_asked_by_one_message_and_gets_all_once_it_lives(webhook, receiver, world, happen):
    receiver.answers.extend([500, 500])
    for number in range(5):
        happen(str(number))
    world.deliver(webhook)
    world.deliver(webhook)
    assert len(receiver.got) == 1
    world.pass_by(seconds=5)
    world.deliver(webhook)
    assert len(receiver.got) == 2
    world.pass_by(minutes=5)
    world.deliver(webhook)
    assert not webhook.deliveries.exclude(state=State.DELIVERED).exists()
    assert len(receiver.got) == 7


def test_two_threads_never_send_to_one_receiver_at_once(webhook, receiver, world, happen, monkeypatch):
    sent = delivering.message_send

    def send(**given):
        world.deliver(Webhook.objects.get(id=webhook.id))  # what another thread would do meanwhile
        return sent(**given)

    monkeypatch.setattr(delivering, "message_send", send)
    happen()
    world.deliver(webhook)
    assert len(receiver.got) == 1


def test_what_a_dead_worker_was_sending_is_sent_again(webhook, receiver, world, happen, monkeypatch):
    class WorkerDiedError(BaseException):
        pass

    def die(**_):
        raise WorkerDiedError

    delivery = happen()
    with monkeypatch.context() as patch, pytest.raises(WorkerDiedError):
        patch.setattr(delivering, "message_send", die)
        world.deliver(webhook)
    assert delivering.webhooks_due(now=world.now) == []
    world.pass_by(minutes=3)
    assert delivering.webhooks_due(now=world.now) == [webhook.id]
    world.deliver(webhook)
    delivery.refresh_from_db()
    assert delivery.state == State.DELIVERED


def test_a_receiver_that_is_gone_is_left_alone_and_its_owners_are_told(
    webhook, receiver, world, happen, bob, django_capture_on_commit_callbacks
):
    receiver.answers.append(410)
    gone, waiting = happen(), happen()
    with django_capture_on_commit_callbacks(execute=True):
        world.deliver(webhook)
    assert (webhook.enabled, webhook.disabled_reason) == (False, "The receiver answered 410: it is gone.")
    for delivery in (gone, waiting):
        delivery.refresh_from_db()
        assert delivery.state == State.FAILED
    assert waiting.error == "The webhook was turned off before this was sent."
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"]
    assert webhook.url in letter.body
    entry = AuditEntry.objects.get(action="webhook.disabled")
    assert (entry.user, entry.changes["enabled"]) == (None, [True, False])


def test_five_days_of_nothing_but_failure_turn_it_off(webhook, receiver, world, happen):
    receiver.answers.extend([500] * 3)
    happen()
    world.deliver(webhook)
    world.pass_by(days=4, hours=23)
    world.deliver(webhook)
    assert webhook.enabled
    world.pass_by(days=2)
    world.deliver(webhook)
    assert not webhook.enabled
    assert webhook.disabled_reason.startswith("For 5 days nothing could be delivered.")


def test_turned_on_it_starts_afresh_and_what_failed_can_be_sent_again(
    webhook, receiver, world, happen, by_alice
):
    receiver.answers.append(410)
    delivery = happen()
    world.deliver(webhook)
    with pytest.raises(StateError, match="turned off"):
        services.delivery_resend(delivery=delivery)
    services.webhook_update(webhook=webhook, by=by_alice, enabled=True)
    delivery.refresh_from_db()
    services.delivery_resend(delivery=delivery)
    world.now = delivery.next_attempt_at
    world.deliver(webhook)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 1)
    assert (webhook.enabled, webhook.disabled_reason) == (True, "")


def test_after_a_rotation_both_secrets_verify_for_a_day(webhook, receiver, world, happen, by_alice):
    old = webhook.secret
    new = services.webhook_rotate_secret(webhook=webhook, by=by_alice).secret
    assert new != old
    happen()
    world.deliver(webhook)
    assert receiver.messages(old) == receiver.messages(new)
    world.pass_by(days=2)
    happen()
    world.deliver(webhook)
    signatures = [headers["webhook-signature"].split() for _, headers, _ in receiver.got]
    assert [len(each) for each in signatures] == [2, 1]


def test_a_test_is_sent_at_once_to_this_webhook_alone(webhook, receiver, world, workspace, by_alice):
    other = services.webhook_create(workspace=workspace, by=by_alice, url=receiver.url, events=[])
    delivery = services.webhook_test(webhook=webhook)
    world.now = delivery.created_at
    world.deliver(webhook)
    assert [message["type"] for message in receiver.messages(webhook.secret)] == ["test.ping"]
    assert not other.deliveries.exists()


def test_the_sweep_has_due_messages_sent_and_forgets_after_a_month(
    webhook, receiver, happen, world, monkeypatch
):
    monkeypatch.setattr(sweep._senders, "run", lambda call: call())
    old, new = happen("old"), happen("new")
    Event.objects.filter(id=old.event_id).update(created_at=world.now - timedelta(days=31))
    sweep.sweep()
    assert len(receiver.got) == 2
    assert list(webhook.deliveries.all()) == [new]
