"""A server that misbehaves as it is told, on a real socket of this machine."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

PATIENCE = 10.0
"""Real seconds after which a test that waits for another thread has failed."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

Handler = Callable[[socket.socket], None]


class Server:
    """Plays a pod: each connection is left to the next handler, the last one stays."""

    def __init__(self, *handlers: Handler) -> None:
        self.handlers = list(handlers)
        self.requests: list[tuple[bytes, bytes]] = []
        self.connections = 0
        self.threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(PATIENCE)
            handler = self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0]
            thread = threading.Thread(target=self._serve, args=(handler, connection), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, handler: Handler, connection: socket.socket) -> None:
        with connection, suppress(ConnectionError, ssl.SSLError):  # the client has gone, as it should
            handler(connection)

    def request(self, connection: socket.socket) -> bytes:
        """Return the head of the next request, empty when the client has closed the connection."""
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(65_536)
            if not more:
                return b""
            received += more
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0
        )
        whole = bytearray(body)
        while len(whole) < length:
            whole += connection.recv(1_000_000)
        self.requests.append((head, bytes(whole)))
        return head

    def answering(self, *answers: bytes) -> Handler:
        """Return a handler that gives these answers, and then closes the connection."""

        def handle(connection: socket.socket) -> None:
            for answer in answers:
                if not self.request(connection):
                    return
                connection.sendall(answer)

        return handle

    def always(self, connection: socket.socket) -> None:
        """Answer every request."""
        while self.request(connection):
            connection.sendall(OK)

    def dripping(self, start: bytes, drop: bytes) -> Handler:
        """Return a handler that never ends its answer."""

        def handle(connection: socket.socket) -> None:
            self.request(connection)
            connection.sendall(start)
            while True:
                connection.sendall(drop)
                pause.wait(0.005)

        pause = threading.Event()
        return handle

    def close(self) -> None:
        self._listener.close()

    def wait_until_left(self) -> None:
        """Wait until the client has closed all its connections."""
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "The client has left a connection open."


def over_tls(context, handler):
    def handle(connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            handler(secured)

    return handle
