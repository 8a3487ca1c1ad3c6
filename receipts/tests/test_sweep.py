"""The sweep puts right what crashes of workers and broker left behind."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from receipts import sweep
from receipts.models import Receipt, Status
from receipts.queue import FIRST

LONG_AGO = timezone.now() - timedelta(hours=1)
LATER = timezone.now() + timedelta(hours=1)


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    """A broker that holds what was sent."""

    class Broker:
        messages: list = []
        is_away = False

        def send(self, receipt_id, *, priority):
            assert priority == FIRST
            if not self.is_away:
                self.messages.append(receipt_id)
            return not self.is_away

        def count(self):
            if self.is_away:
                raise OperationalError("connection refused")
            return len(self.messages)

    broker = Broker()
    broker.messages = []
    monkeypatch.setattr(sweep, "receipt_send", broker.send)
    monkeypatch.setattr(sweep, "messages_waiting", broker.count)
    return broker


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            sweep.sweep()

    return run


@pytest.fixture
def abandoned(make_receipt):
    """A receipt whose worker died."""

    def make(**changes):
        given = {"status": "processing", "stage": "recognizing", "progress": 40, "attempts": 1}
        return make_receipt(**{**given, "lease": uuid.uuid4(), "lease_expires_at": LONG_AGO, **changes})

    return make


def test_an_abandoned_receipt_is_queued_and_sent_once(abandoned, run, broker):
    receipt = abandoned()
    run()
    run()
    receipt.refresh_from_db()
    assert (receipt.status, receipt.stage, receipt.progress, receipt.lease) == ("queued", "", 0, None)
    assert receipt.attempts == 1
    assert broker.messages == [receipt.id]


def test_a_receipt_that_is_being_read_is_left_alone(abandoned, run, broker):
    receipt = abandoned(lease_expires_at=LATER)
    run()
    receipt.refresh_from_db()
    assert (receipt.status, broker.messages) == ("processing", [])


def test_a_receipt_that_kills_its_workers_fails_in_the_end(abandoned, run, broker):
    receipt = abandoned(attempts=3)
    run()
    receipt.refresh_from_db()
    assert (receipt.status, broker.messages) == ("failed", [])
    assert receipt.error.endswith(".")
    assert receipt.finished_at


def test_abandoned_receipts_come_back_even_while_the_broker_is_away(abandoned, run, broker):
    receipt = abandoned()
    broker.is_away = True
    run()
    receipt.refresh_from_db()
    assert receipt.status == "queued"


def test_a_lost_message_is_sent_again_but_not_in_a_flood(make_receipt, run, broker):
    receipt = make_receipt(send_after=LONG_AGO)
    run()
    broker.messages.clear()
    run()
    assert broker.messages == []
    Receipt.objects.update(send_after=LONG_AGO)
    run()
    assert broker.messages == [receipt.id]


def test_what_the_broker_refused_is_sent_by_the_next_sweep(make_receipt, run, broker):
    receipt = make_receipt()
    Receipt.objects.update(send_after=Now())
    run()
    assert broker.messages == [receipt.id]


def test_a_fresh_receipt_is_not_sent_twice(make_receipt, run, broker):
    make_receipt()
    run()
    assert broker.messages == []


def test_a_backlog_is_no_loss(make_receipt, run, broker):
    receipts = [make_receipt(send_after=LONG_AGO) for _ in range(5)]
    broker.messages = [receipt.id for receipt in receipts]
    run()
    assert len(broker.messages) == 5


def test_of_a_backlog_as_many_are_sent_as_were_lost_the_oldest_first(make_receipt, run, broker):
    receipts = [make_receipt(send_after=LONG_AGO) for _ in range(5)]
    broker.messages = [receipt.id for receipt in receipts[2:]]
    run()
    assert sorted(broker.messages[3:]) == sorted(receipt.id for receipt in receipts[:2])


def test_one_sweep_sends_a_bounded_number(make_receipt, run, broker, monkeypatch):
    monkeypatch.setattr(sweep, "_MOST_AT_ONCE", 3)
    for _ in range(5):
        make_receipt(send_after=LONG_AGO)
    run()
    assert len(broker.messages) == 3


def test_while_the_broker_is_away_nothing_is_marked_as_sent(make_receipt, run, broker):
    receipt = make_receipt(send_after=LONG_AGO)
    broker.is_away = True
    run()
    broker.is_away = False
    run()
    assert broker.messages == [receipt.id]


def test_finished_receipts_are_left_alone(make_receipt, run, broker):
    for status in (Status.COMPLETED, Status.NEEDS_REVIEW, Status.FAILED, Status.CANCELED):
        make_receipt(status=status, send_after=LONG_AGO, lease_expires_at=LONG_AGO)
    run()
    assert broker.messages == []
    assert not Receipt.objects.filter(status="queued").exists()
