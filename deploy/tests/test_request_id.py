"""One id leads from an answer to the log lines of all that the request brought about."""

import logging.config
import threading

import pytest
from celery import current_app
from celery.app.trace import trace_task
from django.conf import settings
from django.template.loader import get_template
from django_guid import clear_guid, get_guid, set_guid

from receipts.background import Background

PAGE = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_request():
    """Before and after, nothing is under way."""
    clear_guid()
    yield
    clear_guid()


def test_the_id_of_the_caller_is_kept(client, db):
    response = client.get(PAGE, headers={"X-Request-Id": "01J9-order.7:retry/2"})
    assert response.headers["X-Request-Id"] == "01J9-order.7:retry/2"


def test_lines_of_the_log_name_it_while_the_request_lasts(client, db, capfd):
    logging.config.dictConfig(settings.LOGGING)
    client.get("/nowhere/", headers={"X-Request-Id": "lost-1"})
    assert "WARNING django.request [lost-1]: Not Found: /nowhere/" in capfd.readouterr().err
    logging.getLogger("deploy").warning("Later")
    assert "WARNING deploy [-]: Later" in capfd.readouterr().err


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 129, "a\r\nERROR: forged", "é"])
def test_others_get_one_that_is_new_each_time(client, db, given):
    headers = {} if given is None else {"X-Request-Id": given}
    first, second = (client.get(PAGE, headers=headers).headers["X-Request-Id"] for _ in range(2))
    assert first != second
    assert {len(first), len(second)} == {32}


def test_the_page_of_our_faults_shows_it():
    set_guid("fault-1")
    assert "fault-1" in get_template("500.html").render({})


def test_tasks_run_under_the_id_of_the_request_that_sent_them():
    set_guid("upload-1")
    seen, ended = [], threading.Event()

    @current_app.task(name="tests.note_id")
    def note_id():
        seen.append(get_guid())

    def send():
        with current_app.connection_for_write() as connection:
            connection.default_channel.queue_purge("receipts")
        note_id.apply_async()
        ended.set()

    Background("test").run(send)
    assert ended.wait(10)
    clear_guid()
    with current_app.connection_for_read() as connection:
        message = connection.SimpleQueue("receipts").get(timeout=10)
        message.ack()
    trace_task(note_id, message.headers["id"], (), {}, request=message.headers, app=current_app)
    assert seen == ["upload-1"]
    assert get_guid() is None
