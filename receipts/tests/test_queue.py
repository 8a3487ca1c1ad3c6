"""Messages to the workers, over a real broker and without one."""

import threading
import uuid

import pytest
from celery import current_app
from django.utils import timezone

from receipts import queue
from receipts.background import Background


@pytest.fixture
def empty_queue():
    with current_app.connection_for_write() as connection:
        connection.default_channel.queue_purge("receipts")


@pytest.fixture
def no_broker(monkeypatch):
    """The broker's address leads nowhere."""
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1")
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


def test_messages_wait_until_a_worker_takes_them(empty_queue):
    assert queue.messages_waiting() == 0
    assert queue.receipt_send(uuid.uuid4())
    assert queue.receipt_send(uuid.uuid4(), priority=queue.FIRST)
    assert queue.messages_waiting() == 2


def test_interrupted_receipts_go_before_new_ones(empty_queue):
    new, interrupted = uuid.uuid4(), uuid.uuid4()
    queue.receipt_send(new)
    queue.receipt_send(interrupted, priority=queue.FIRST)
    with current_app.connection_for_read() as connection:
        messages = connection.SimpleQueue("receipts")
        order = [messages.get(timeout=5).headers["argsrepr"] for _ in range(2)]
    assert [str(interrupted) in order[0], str(new) in order[1]] == [True, True]


def test_without_a_broker_nothing_is_raised_and_the_sweep_takes_over(no_broker, make_receipt, caplog):
    receipt = make_receipt()
    assert receipt.send_after > timezone.now()
    assert queue.receipt_send(receipt.id) is False
    assert "waits for the broker" in caplog.text
    receipt.refresh_from_db()
    assert receipt.send_after <= timezone.now()


def test_delays_grow():
    assert [queue.retry_delay(attempts).seconds for attempts in (1, 2, 3)] == [5, 15, 45]


def test_background_calls_survive_their_errors(caplog):
    background, answered = Background("test"), threading.Event()

    def fail():
        raise OSError("no luck")

    background.run(fail)
    background.run(answered.set)
    assert answered.wait(10)
    assert "no luck" in caplog.text
