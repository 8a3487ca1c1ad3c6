"""A worker whose broker was away for long is back at work soon after it."""

import pytest
from celery.worker.consumer import Consumer

from deploy.celery import app
from deploy.consumer import QuickConsumer


class BrokerBackError(Exception):
    """The broker is back."""


def test_pauses_between_attempts_to_connect_stay_short(tmp_path, monkeypatch):
    pauses = []

    def note(self, conn):
        def errback(error, pause):
            pauses.append(pause)
            if len(pauses) == 30:
                raise BrokerBackError

        conn.ensure_connection(errback, None)

    monkeypatch.setattr(Consumer, "ensure_connected", note)
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda seconds: None)
    away = app.connection_for_read(f"redis+socket://{tmp_path}/nowhere.sock")
    with pytest.raises(BrokerBackError):
        QuickConsumer.ensure_connected(object.__new__(QuickConsumer), away)
    assert max(pauses) == 4


def test_workers_use_it():
    assert app.conf.worker_consumer == "deploy.consumer:QuickConsumer"
