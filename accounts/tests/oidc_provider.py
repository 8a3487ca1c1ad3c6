"""An OpenID Connect provider on a port of this machine, which logs everybody in as the person it is told."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT_ID = "tillroll"
CLIENT_SECRET = "told-to-nobody-else"


@dataclass
class OidcProvider:
    """Answers discovery, authorisation, token and userinfo, as the specification has it.

    Tokens are fetched from it directly, so nobody asks for its keys (OpenID Connect Core, 3.1.3.7)."""

    person: dict[str, Any] = field(default_factory=dict)
    """Claims of whoever comes next: `sub`, `email`, `email_verified`, `name`; nobody refuses."""
    claims: dict[str, Any] = field(default_factory=dict)
    """What tokens say instead of this."""
    challenges: dict[str, str] = field(default_factory=dict)
    """Code challenge (S256) of each authorisation code that was given out and not yet used."""

    def __post_init__(self) -> None:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, parse_qs(body))

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Free the port: nobody answers any more."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, fields: dict[str, list[str]]) -> None:
        """Answer one request."""
        given = {name: values[0] for name, values in fields.items()}
        path = urlsplit(request.path).path
        if path == "/authorize":
            return self._authorize(request, given)
        documents = {"/.well-known/openid-configuration": self._discovery, "/userinfo": lambda: self.person}
        document = self._token(given) if path == "/token" else documents[path]()
        body = json.dumps(document).encode()
        request.send_response(200 if document else 400)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        return None

    def _discovery(self) -> dict[str, Any]:
        parts = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        jwks = {"jwks_uri": f"{self.issuer}/keys"}
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in parts.items()}
        methods = ["client_secret_post"]
        return {"issuer": self.issuer, **endpoints, **jwks, "token_endpoint_auth_methods_supported": methods}

    def _authorize(self, request: BaseHTTPRequestHandler, given: dict[str, str]) -> None:
        """Send the person back at once: with a code, or without when there is nobody."""
        answer = {"state": given["state"]}
        if self.person:
            answer["code"] = f"code-{time.monotonic_ns()}"
            self.challenges[answer["code"]] = given["code_challenge"]
        else:
            answer["error"] = "access_denied"
        request.send_response(302)
        request.send_header("Location", f"{given['redirect_uri']}?{urlencode(answer)}")
        request.end_headers()

    def _token(self, given: dict[str, str]) -> dict[str, Any]:
        """Exchange a code once, and only for the client and browser that it was given to."""
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_ours = (given["client_id"], given["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        if not is_ours or self.challenges.pop(given["code"], "") != challenge:
            return {}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": int(time.time()) + 60,
            **self.person,
            **self.claims,
        }
        return {"access_token": "access", "token_type": "Bearer", "id_token": jwt.encode(claims, "k" * 32)}
