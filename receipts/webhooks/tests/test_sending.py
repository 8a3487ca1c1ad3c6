"""Receivers that misbehave, and addresses that nobody outside may make the product connect to."""

import socket
import threading

import pytest
from django.utils import timezone
from urllib3.util import connection

from receipts.webhooks import sending
from receipts.webhooks.models import Event, Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOT_PUBLIC = "The receiver's address is not public. The operator of this installation can allow that."


def send(url: str) -> sending.Attempt:
    webhook = Webhook(url=url, secret=SECRET)
    event = Event(type="test.ping", payload={"type": "test.ping", "data": {}})
    return sending.message_send(webhook=webhook, event=event, now=timezone.now())


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(sending, "_SECONDS", 0.3)


def test_redirects_are_not_followed(receiver):
    receiver.answers.append((307, {"Location": receiver.url}, ""))
    attempt = send(receiver.url)
    assert attempt.status_code == 307
    assert "Redirects are not followed" in attempt.error
    assert len(receiver.got) == 1


def test_one_that_never_answers_is_given_up(inside, impatient):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        attempt = send(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert (attempt.status_code, attempt.error) == (None, "The receiver did not answer within 0 seconds.")


def test_one_that_drips_is_given_up_all_the_same(receiver, impatient):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not cut_off.wait(0.05):
            handler.wfile.write(b"x")

    cut_off = threading.Event()
    receiver.answers.append(drip)
    attempt = send(receiver.url)
    cut_off.set()
    assert (attempt.status_code, attempt.error) == (None, "The receiver did not answer within 0 seconds.")


def test_an_answer_without_end_counts_by_its_status(receiver, impatient):
    receiver.answers.append((200, {"Content-Length": "999999"}, "x" * 100))
    attempt = send(receiver.url)
    assert (attempt.status_code, attempt.error) == (200, "")


def test_one_that_is_not_there_is_said_so(inside):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    assert send(url).error == "The receiver could not be reached, or broke the connection off."


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[::ffff:10.1.2.3]",
        "[::127.0.0.1]",
        "[64:ff9b::10.1.2.3]",
        "[2002:a01:203::1]",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_addresses_inside_are_refused(host, scheme, monkeypatch):
    def dial(*_, **__):
        raise AssertionError("It connected.")

    monkeypatch.setattr(connection, "create_connection", dial)
    assert send(f"{scheme}://{host}/").error == NOT_PUBLIC


def test_a_name_that_changes_its_mind_is_held_to_the_address_that_was_judged(monkeypatch):
    answers = iter(["8.8.8.8", "127.0.0.1", "127.0.0.1"])
    resolve, dialled = socket.getaddrinfo, []

    def rebind(host, port, *rest, **options):
        if host != "rebound.example":
            return resolve(host, port, *rest, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port or 443))]

    def dial(address, *_, **__):
        dialled.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    monkeypatch.setattr(connection, "create_connection", dial)
    send("https://rebound.example/hook")
    assert dialled == [("8.8.8.8", 443)]
    assert send("https://rebound.example/hook").error == NOT_PUBLIC
    assert len(dialled) == 1


def test_a_proxy_of_the_environment_is_no_way_around(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert send("https://10.1.2.3/").error == NOT_PUBLIC
    assert not sending._session("https://10.1.2.3/").trust_env
