"""HTTP to a pod: real sockets on this machine, with a server that misbehaves as it is told.

Where a test says that an answer never comes, the call is given a fraction of a second for it.
"""

import gzip
import json
import shutil
import socket
import ssl
import struct
import subprocess
import threading

import pytest

from ocr.errors import PodError
from ocr.serving import transport as transport_module
from ocr.serving.tests.servers import OK, PATIENCE, Server, over_tls
from ocr.serving.transport import HttpTransport
from ocr.serving.values import PodAddress

SOON = 0.15
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BODY = gzip.compress(b'{"inputs": {}}')


@pytest.fixture
def server():
    server = Server()
    server.handlers.append(server.always)
    yield server
    server.close()


@pytest.fixture
def transport(server):
    transport = HttpTransport(
        PodAddress(url=f"http://127.0.0.1:{server.port}", site="here"), connect_seconds=2.0
    )
    yield transport
    transport.reset()
    server.wait_until_left()


def post(transport, *, seconds=PATIENCE, body=BODY):
    return transport.send("/v1/models/textrec:predict", body=body, seconds=seconds)


def get(transport):
    return transport.send("/v1/models/textrec", body=None, seconds=PATIENCE)


def error_of(transport, *, seconds=PATIENCE, body=BODY):
    with pytest.raises(PodError) as raised:
        post(transport, seconds=seconds, body=body)
    assert raised.value.retryable and raised.value.at_fault
    assert raised.value.gone == (raised.value.code == "pod_unreachable")
    assert not (raised.value.gone and raised.value.bytes_sent)
    return raised.value.code


def test_a_prediction_arrives_as_it_was_sent(transport, server):
    answer = post(transport)
    assert (answer.status, answer.body) == (200, b"{}")
    [(head, body)] = server.requests
    first, *headers = head.decode().split("\r\n")
    assert first == "POST /v1/models/textrec:predict HTTP/1.1"
    assert {"Content-Type: application/json", "Content-Encoding: gzip"} <= set(headers)
    assert json.loads(gzip.decompress(body)) == {"inputs": {}}


def test_bytes_are_counted_as_they_cross_the_wire(transport, server):
    answer = post(transport)
    [(head, body)] = server.requests
    assert answer.bytes_sent == len(head) + 4 + len(body)
    assert answer.bytes_received == len(OK)
    assert get(transport).bytes_sent == len(server.requests[1][0]) + 4


def test_a_question_has_no_body(transport, server):
    assert get(transport).body == b"{}"
    [(head, body)] = server.requests
    assert head.startswith(b"GET /v1/models/textrec HTTP/1.1\r\n") and body == b""


def test_a_path_before_the_models_is_kept(server):
    address = PodAddress(url=f"http://127.0.0.1:{server.port}/pods/7", site="here")
    get(HttpTransport(address, connect_seconds=2.0))
    assert server.requests[0][0].startswith(b"GET /pods/7/v1/models/textrec ")


def test_a_connection_is_kept(transport, server):
    for _ in range(5):
        post(transport)
    assert server.connections == 1


def test_a_chunked_answer_is_read_and_its_connection_kept(transport, server):
    chunked = CHUNKED + b"3\r\n{}\n\r\n0\r\n\r\n"
    server.handlers = [server.answering(chunked, chunked)]
    assert [post(transport).body for _ in range(2)] == [b"{}\n"] * 2
    assert server.connections == 1


def test_an_answer_may_end_with_its_connection(transport, server):
    server.handlers = [server.answering(b"HTTP/1.1 200 OK\r\n\r\n{}")]
    assert post(transport).body == b"{}"


def test_a_proxy_may_compress(transport, server):
    data = gzip.compress(b'{"outputs": 1}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(data)
    server.handlers = [server.answering(head + data)]
    answer = post(transport)
    assert answer.body == b'{"outputs": 1}'
    assert answer.bytes_received == len(head + data)


def test_what_a_failed_call_sent_and_received_is_counted(transport, server):
    cut_off = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"
    server.handlers = [server.answering(cut_off)]
    with pytest.raises(PodError) as raised:
        post(transport)
    [(head, body)] = server.requests
    assert raised.value.bytes_sent == len(head) + 4 + len(body)
    assert raised.value.bytes_received == len(cut_off)


@pytest.mark.parametrize("status", [200, 502])
def test_a_page_of_a_proxy_is_an_answer_too(transport, server, status):
    page = b"<html>Bad gateway</html>"
    head = b"HTTP/1.1 %d Something\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (
        status,
        len(page),
    )
    server.handlers = [server.answering(head + page)]
    answer = post(transport)
    assert (answer.status, answer.body) == (status, page)


@pytest.mark.parametrize("location", [b"http://127.0.0.1:{port}/elsewhere", b"http://[::1", b"//"])
def test_a_redirect_is_not_followed(transport, server, location):
    location = location.replace(b"{port}", b"%d" % server.port)
    redirect = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    server.handlers = [server.answering(redirect)]
    assert post(transport).status == 302
    assert len(server.requests) == 1


def test_cookies_are_not_kept(transport, server):
    server.handlers = [server.answering(OK.replace(b"\r\n", b"\r\nSet-Cookie: pod=7\r\n", 1), OK)]
    post(transport)
    post(transport)
    assert b"Cookie" not in server.requests[1][0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        CHUNKED + b"5\r\n{}",
        CHUNKED + b"2\r\n{}\r\n",
        CHUNKED + b"2\r\n{}",
        CHUNKED,
        CHUNKED + b"many\r\n{}\r\n",
        CHUNKED + b"1" * 70_000,
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"Header: x\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}",
    ],
)
def test_a_damaged_answer_is_a_lost_connection(transport, server, answer):
    server.handlers = [server.answering(answer), server.always]
    assert error_of(transport) == "pod_connection_lost"
    server.threads[0].join(PATIENCE)
    assert post(transport).body == b"{}"


def test_a_reset_is_a_lost_connection(transport, server):
    def reset(connection):
        server.request(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    server.handlers = [reset, server.always]
    assert error_of(transport) == "pod_connection_lost"
    assert post(transport).status == 200


def test_a_kept_connection_that_the_pod_closed_is_replaced(transport, server):
    server.handlers = [server.answering(OK), server.always]
    post(transport)
    server.threads[0].join(PATIENCE)
    assert post(transport).status == 200
    assert server.connections == 2


def test_a_kept_connection_that_is_closed_on_the_next_request_is_a_lost_one(transport, server):
    def close_on_the_second(connection):
        server.request(connection)
        connection.sendall(OK)
        server.request(connection)

    server.handlers = [close_on_the_second, server.always]
    post(transport)
    assert error_of(transport) == "pod_connection_lost"
    assert post(transport).status == 200


def test_a_pod_that_is_not_there_is_gone():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        nobody = HttpTransport(PodAddress(url=url, site="here"), connect_seconds=2.0)
        assert error_of(nobody) == "pod_unreachable"


def test_a_pod_whose_name_is_unknown_is_gone(monkeypatch):
    def getaddrinfo(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    nobody = HttpTransport(PodAddress(url="http://oslo:8501", site="here"), connect_seconds=2.0)
    assert error_of(nobody) == "pod_unreachable"


def test_a_pod_that_does_not_take_connections_is_gone():
    with socket.create_server(("127.0.0.1", 0), backlog=1) as full:
        port = full.getsockname()[1]
        waiting = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        nobody = HttpTransport(PodAddress(url=f"http://127.0.0.1:{port}", site="here"), connect_seconds=SOON)
        assert error_of(nobody) == "pod_unreachable"
        for connection in waiting:
            connection.close()


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (CHUNKED, b"1\r\nx\r\n"),
        (CHUNKED, b"0"),
        (CHUNKED + b"0\r\n", b"Trailer: x\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_an_answer_that_drips_ends_at_the_deadline(transport, server, start, drop):
    server.handlers = [server.dripping(start, drop), server.always]
    assert error_of(transport, seconds=SOON) == "pod_timeout"
    assert post(transport).body == b"{}"


def test_an_answer_that_never_begins_ends_at_the_deadline(transport, server):
    def keep_silent(connection):
        server.request(connection)
        assert connection.recv(1) == b"", "The client closes the connection."

    server.handlers = [keep_silent, server.always]
    assert error_of(transport, seconds=SOON) == "pod_timeout"
    assert post(transport).body == b"{}"


def test_a_head_that_is_cut_off_has_nothing_to_read(transport, server):
    server.handlers = [server.answering(b"HTTP/1.1 200 OK\r\nContent-Le")]
    assert post(transport).body == b""


def test_a_request_that_nobody_reads_ends_at_the_deadline(transport, server):
    over = threading.Event()
    server.handlers = [lambda _: over.wait(PATIENCE)]
    assert error_of(transport, seconds=SOON, body=bytes(32_000_000)) == "pod_timeout"
    over.set()


def test_sending_may_take_longer_than_connecting(server):
    def read_late(connection):
        threading.Event().wait(2 * SOON)
        server.always(connection)

    server.handlers = [read_late]
    address = PodAddress(url=f"http://127.0.0.1:{server.port}", site="here")
    assert post(HttpTransport(address, connect_seconds=SOON), body=bytes(32_000_000)).status == 200


def test_a_kept_connection_has_all_the_time_of_its_next_call(transport, server):
    def late(connection):
        server.answering(OK)(connection)
        server.request(connection)
        threading.Event().wait(2 * SOON)
        connection.sendall(OK)

    server.handlers = [late]
    post(transport, seconds=SOON)
    assert post(transport, seconds=PATIENCE).status == 200


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_is_no_call(transport, server, seconds):
    assert error_of(transport, seconds=seconds) == "pod_timeout"
    assert server.connections == 0


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 5_000),
        (CHUNKED, b"1388\r\n" + b"x" * 5_000 + b"\r\n"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b"x" * 5_000),
    ],
)
def test_an_answer_that_does_not_end_is_cut(transport, server, monkeypatch, start, drop):
    monkeypatch.setattr(transport_module, "MAX_ANSWER_BYTES", 20_000)
    server.handlers = [server.dripping(start, drop), server.always]
    assert error_of(transport) == "pod_answer_invalid"
    assert post(transport).body == b"{}"


def test_an_answer_that_unpacks_without_end_is_cut(transport, server, monkeypatch):
    monkeypatch.setattr(transport_module, "MAX_ANSWER_BYTES", 100_000)
    data = gzip.compress(bytes(20_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(data)
    server.handlers = [server.answering(head + data)]
    assert error_of(transport) == "pod_answer_invalid"


def test_a_reset_drops_kept_connections(transport, server):
    post(transport)
    transport.reset()
    server.wait_until_left()
    assert post(transport).status == 200
    assert server.connections == 2


def test_calls_under_way_survive_a_reset(transport, server):
    asked, go_on = threading.Event(), threading.Event()

    def wait(connection):
        server.request(connection)
        asked.set()
        assert go_on.wait(PATIENCE)
        connection.sendall(OK)

    server.handlers = [wait]
    answers = []
    caller = threading.Thread(target=lambda: answers.append(post(transport)))
    caller.start()
    assert asked.wait(PATIENCE)
    transport.reset()
    go_on.set()
    caller.join(PATIENCE)
    assert [answer.status for answer in answers] == [200]
    server.wait_until_left()


def test_threads_share_the_connections(transport, server):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.extend(post(transport) for _ in range(10))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == 80
    assert {(answer.status, answer.bytes_received) for answer in answers} == {(200, len(OK))}
    assert server.connections <= 8


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate for 127.0.0.1 that this process trusts."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=pod -days 1"
    )
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_a_pod_may_speak_tls(server, certificate):
    drip = server.dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x")
    server.handlers = [over_tls(certificate, handler) for handler in (server.always, drip)]
    address = PodAddress(url=f"https://127.0.0.1:{server.port}", site="here")
    transport = HttpTransport(address, connect_seconds=2.0)
    answer = post(transport)
    [(head, body)] = server.requests
    assert (answer.status, answer.bytes_received) == (200, len(OK))
    assert answer.bytes_sent == len(head) + 4 + len(body)
    transport.reset()
    assert error_of(transport, seconds=3 * SOON) == "pod_timeout"
    server.wait_until_left()


def test_a_pod_that_nobody_vouches_for_gets_nothing(server, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    server.handlers = [over_tls(certificate, server.always)]
    address = PodAddress(url=f"https://127.0.0.1:{server.port}", site="here")
    assert error_of(HttpTransport(address, connect_seconds=2.0)) == "pod_connection_lost"
    assert server.requests == []
