"""GPUs are away: receipts wait for them, whatever they were doing, and nobody has to ask."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import SYSTEM
from ocr.engines.base import Engine
from ocr.errors import PodsAwayError
from receipts import pipeline, services
from receipts.models import Receipt
from receipts.selectors import receipt_state
from receipts.sweep import sweep
from receipts.tests.images import photo
from receipts.tests.readings import reading


class Gpus(Engine):
    """An engine whose pods come and go."""

    name = "serving"

    def __init__(self):
        self.here = False

    def ready(self):
        return self.here

    def nets(self):
        raise AssertionError("the tests read without nets")


@pytest.fixture
def gpus(monkeypatch):
    gpus = Gpus()
    monkeypatch.setattr(pipeline, "get_engine", lambda name: gpus)
    return gpus


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What is sent to workers; nothing goes to real ones here."""
    sent = []
    monkeypatch.setattr("receipts.sweep.receipt_send", lambda id, priority: sent.append(id) or True)
    monkeypatch.setattr("receipts.sweep.messages_waiting", lambda: 0)
    monkeypatch.setattr("receipts.events._background.run", lambda call: None)
    monkeypatch.setattr("receipts.queue._background.run", lambda call: None)
    return sent


@pytest.fixture
def uploaded(workspace, alice, files):
    return services.receipt_upload(workspace=workspace, by=Actor(alice), data=photo(), filename="lunch.jpg")


def process(receipt) -> Receipt:
    pipeline.receipt_process(receipt_id=receipt.id)
    receipt.refresh_from_db()
    return receipt


def test_alice_sees_that_her_receipt_waits_for_a_gpu(uploaded, gpus):
    receipt = process(uploaded)
    state = receipt_state(receipt)
    assert (state["status"], state["stage"], state["stage_text"]) == (
        "queued",
        "waiting_for_gpu",
        "Waiting for a GPU",
    )
    assert receipt.attempts == 0


def test_pages_are_told_once(uploaded, gpus):
    told = process(uploaded).revision
    assert process(uploaded).revision == told


def test_gpus_that_leave_in_the_middle_cost_no_attempt(uploaded, gpus, monkeypatch):
    def read(data, **kwargs):
        raise PodsAwayError

    gpus.here = True
    monkeypatch.setattr(pipeline, "read", read)
    for _ in range(5):
        receipt = process(uploaded)
    assert (receipt.status, receipt.stage, receipt.attempts) == ("queued", "waiting_for_gpu", 0)
    assert receipt.error == ""


def test_it_is_sent_again_and_read_when_a_gpu_is_back(uploaded, gpus, sent, monkeypatch):
    receipt = process(uploaded)
    sweep()
    assert sent == []
    Receipt.objects.update(send_after=timezone.now() - timedelta(seconds=1))
    sweep()
    assert sent == [receipt.id]
    gpus.here = True
    monkeypatch.setattr(pipeline, "read", lambda data, **kwargs: reading())
    receipt = process(receipt)
    assert (receipt.status, receipt.stage) == ("completed", "")


def test_a_receipt_that_was_canceled_meanwhile_does_not_wait(uploaded, gpus):
    services.receipt_cancel(receipt=uploaded, by=SYSTEM)
    assert process(uploaded).stage == ""
