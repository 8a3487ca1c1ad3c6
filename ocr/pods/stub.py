"""Stub pods: they answer as pods with a GPU would, by canned texts, for load tests and tests of failure only.

One process plays several pods, each on a port of its own and with one GPU: calls wait for it in their order,
and hold it for as long as set. Faults are switched through one more port, for the whole process, because a
pod that refuses connections could not be told to come back:

    GET  /pods                         {"pods": [9001, ...], "cpu_seconds": 1.2}
    GET  /pods/9001?since=S&until=U    behaviour, calls and busy time in that window of `time.monotonic()`
    POST /pods/9001 {"mode": "hang"}   changes the named parts of `ocr.pods.stub_pod.Behaviour`

Run: `python -m ocr.pods.stub --ports 9001,9002 --control 9000`. Port 0 is any free one; the first line
that is printed names them all.
"""

import argparse
import asyncio
import json
import math
import select
import selectors
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ocr.pods import lifeline
from ocr.pods.contract import Json, Reply
from ocr.pods.http import Request, json_reply, message_of, read_request
from ocr.pods.stub_pod import HOST, StubPod


class Control:
    """The port through which the pods of this process are watched and changed."""

    def __init__(self, pods: Mapping[int, StubPod]) -> None:
        self._pods = pods

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with suppress(OSError, EOFError, ValueError):
            while request := await read_request(reader):
                writer.write(message_of(await self._reply(request)))
                await writer.drain()
        writer.transport.abort()

    async def _reply(self, request: Request) -> Reply:
        path, query = urlsplit(request.target).path, parse_qs(urlsplit(request.target).query)
        if path == "/pods":
            return json_reply({"pods": list(self._pods), "cpu_seconds": time.process_time()})
        pod = self._pods.get(int(port)) if (port := path.removeprefix("/pods/")).isdecimal() else None
        if pod is None:
            return json_reply({"error": f"There is no {path}; GET /pods lists what is."}, status=404)
        try:
            if request.method == "POST":
                await pod.change(json.loads(request.body))
            since, until = (float(query.get(name, [default])[0]) for name, default in _window().items())
        except (ValueError, TypeError, AttributeError) as error:
            return json_reply({"error": str(error)}, status=400)
        return json_reply(pod.report(since, until))


class PreciseSelector(selectors.DefaultSelector):
    """Waits for as long as asked: epoll rounds up to milliseconds, and a GPU's call takes only a hundred."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, within `timeout` seconds."""
        if timeout is not None and timeout > 0 and hasattr(self, "fileno"):
            select.select([self.fileno()], [], [], timeout)
            timeout = 0
        return super().select(timeout)


async def run(ports: list[int], control_port: int, changes: Mapping[str, Any]) -> None:
    """Play pods on these ports until the process is ended; print where they are."""
    pods = {pod.port: pod for pod in map(StubPod, ports)}
    for pod in pods.values():
        await pod.listen()
        await pod.change(changes)
    control = await asyncio.start_server(Control(pods).serve, HOST, control_port)
    where: Json = {"control": control.sockets[0].getsockname()[1], "pods": list(pods)}
    sys.stdout.write(json.dumps(where) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m ocr.pods.stub", description=_title(__doc__))
    parser.add_argument("--ports", default="9001", help="One for each pod, separated by commas.")
    parser.add_argument("--control", type=int, default=9000, help="Port that watches and changes the pods.")
    parser.add_argument("--behave", default="{}", metavar="JSON", help="What the control would be told.")
    parser.add_argument(lifeline.OPTION, action="store_true", help=lifeline.HELP)
    options = parser.parse_args()
    if options.lifeline:
        lifeline.hold()
    ports = [int(port) for port in options.ports.split(",")]
    with (
        suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(PreciseSelector())) as runner,
    ):
        runner.run(run(ports, options.control, json.loads(options.behave)))


def _title(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def _window() -> dict[str, float]:
    return {"since": -math.inf, "until": time.monotonic()}


if __name__ == "__main__":
    main()
