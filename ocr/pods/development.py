"""The development pod: real SavedModels behind TensorFlow Serving's REST contract.

For development and tests only. It stands in where TensorFlow Serving itself is not at hand: one call at a
time, as on one GPU, and without batching, reloading or gRPC. The folder is the one that TensorFlow Serving is
given: `NAME/VERSION/` with the models, and `models.config`, of which only labels are taken.

Run: `python -m ocr.pods.development var/models --port 8501`.
"""

import argparse
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ocr.pods import contract, lifeline
from ocr.pods.contract import ContractError, Reply, ServedModel
from ocr.pods.saved_models import Models, ModelsError, SavedModel, load_models

HOST = "127.0.0.1"


class Pod:
    """Answers requests by models that are loaded."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._served = {
            name: ServedModel(versions=dict.fromkeys(model.versions, contract.AVAILABLE), labels=model.labels)
            for name, model in models.items()
        }

    def reply(self, method: str, target: str, *, body: bytes, encoding: str | None) -> Reply:
        """Return the answer to one request."""
        try:
            route = contract.parse_route(method, target)
            if route.verb == "state":
                return contract.state_reply(route, self._served)
            version = contract.find_version(route, self._served)
            model = self._models[route.model].versions[version]
            if route.verb == "metadata":
                return contract.metadata_reply(route.model, version, model.signatures_as_json())
            return _predicted(model, body, encoding)
        except ContractError as error:
            return contract.error_reply(error)


def _predicted(model: SavedModel, body: bytes, encoding: str | None) -> Reply:
    asked = contract.parse_predict(body, encoding=encoding)
    tensors = asked.tensors(model.input_names(asked.signature))
    return contract.predict_reply(model.predict(asked.signature, tensors), rows=asked.rows)


class Handler(BaseHTTPRequestHandler):
    """One kept-alive connection; `pod` is set by `serve`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    pod: Pod

    def do_GET(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        encoding = self.headers.get("Content-Encoding")
        reply = self.pod.reply(self.command, self.path, body=body, encoding=encoding)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_POST = do_GET  # noqa: N815  the name is the base class's

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the caller sees every error."""


class Server(ThreadingHTTPServer):
    """A thread for each connection."""

    daemon_threads = True
    request_queue_size = 128


def serve(models: Models, port: int) -> None:
    """Answer on the port until the process is ended; print the port first (0 is any free one)."""
    handler = type("BoundHandler", (Handler,), {"pod": Pod(models)})
    with Server((HOST, port), handler) as server:
        sys.stdout.write(json.dumps({"pods": [server.server_port]}) + "\n")
        sys.stdout.flush()
        server.serve_forever()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m ocr.pods.development", description=_title(__doc__))
    parser.add_argument("folder", type=Path, help="Holds NAME/VERSION/ of every model.")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--threads", type=int, default=1, help="That TensorFlow computes with.")
    parser.add_argument(lifeline.OPTION, action="store_true", help=lifeline.HELP)
    options = parser.parse_args()
    if options.lifeline:
        lifeline.hold()
    try:
        serve(load_models(options.folder, threads=options.threads), options.port)
    except (ModelsError, OSError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        pass


def _title(text: str | None) -> str:
    return (text or "").partition("\n")[0]


if __name__ == "__main__":
    main()
