"""A program that is told: a real HTTP server, which answers as a test says and keeps what it got."""

import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier


class Receiver:
    """Answers with `answers`, one after another, and with 204 once they are used up."""

    def __init__(self) -> None:
        self.answers: deque[Any] = deque()
        """Status codes; or `(code, headers, body)`; or what writes to the socket itself."""
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        """Path, headers and body of each request."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                answer = receiver.answers.popleft() if receiver.answers else 204
                if callable(answer):
                    answer(self)
                    return
                code, headers, text = answer if isinstance(answer, tuple) else (answer, {}, "")
                self.send_response(code)
                for name, value in {"Content-Length": str(len(text)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args: Any) -> None:
                """Keep the tests' output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook?of=shop"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def messages(self, secret: str) -> list[dict[str, Any]]:
        """Return what it got; raise for a message that is not signed by the secret."""
        return [Verifier(secret).verify(body, headers) for _, headers, body in self.got]

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
