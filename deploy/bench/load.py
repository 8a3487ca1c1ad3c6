"""A program that asks one address from many connections at once, and needs little of the processor for it."""

import selectors
import socket
import time


class _Connection:
    """Asks again as soon as it is answered."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.answered = 0
        self.failures: list[str] = []
        """Status lines of the answers that were no success."""
        self._request = request
        self._received = b""
        self.socket.sendall(request)

    def receive(self) -> None:
        """Take what has come; count a whole answer and ask again."""
        self._received += self.socket.recv(1 << 18)
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return
        self.answered += 1
        status = head.partition(b"\r\n")[0].decode()
        if status != "HTTP/1.1 200 OK":
            self.failures.append(f"{status}: {body[:200].decode(errors='replace')}")
        self._received = b""
        self.socket.sendall(self._request)


def requests_a_second(
    port: int, address: str, key: str, *, connections: int, seconds: float
) -> tuple[float, list[str]]:
    """Return how many answers a second came, and the beginnings of those that were no success."""
    lines = [f"GET {address} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}", "Accept: */*"]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    asking = [_Connection(port, request) for _ in range(connections)]
    _run(asking, seconds=min(2.0, seconds))  # each worker loads what it needs
    before = sum(each.answered for each in asking)
    begun = time.monotonic()
    _run(asking, seconds=seconds)
    rate = (sum(each.answered for each in asking) - before) / (time.monotonic() - begun)
    for each in asking:
        each.socket.close()
    return rate, [failure for each in asking for failure in each.failures]


def _run(asking: list[_Connection], *, seconds: float) -> None:
    with selectors.DefaultSelector() as selector:
        for each in asking:
            selector.register(each.socket, selectors.EVENT_READ, each)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for key, _ in selector.select(timeout=1):
                key.data.receive()


def _length(head: bytes) -> int:
    """Return the length of the body that a head announces."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("The web server announced no Content-Length.")
