"""One stub pod: a port, a GPU that calls wait for, and how it behaves. Run by `ocr.pods.stub`."""

import asyncio
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from ocr.pods import canned, contract, faults
from ocr.pods.contract import DEFAULT_SIGNATURE, ContractError, Json, Reply, Route, ServedModel
from ocr.pods.gpu import Gpu
from ocr.pods.http import MAX_HEAD_BYTES, Request, message_of, read_request

HOST = "127.0.0.1"
BACKLOG = 1024
VERSION = 1
LABELS = {"stable": VERSION, "canary": VERSION}


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """How a pod acts from now on; calls that already wait keep their time."""

    mode: str = "normal"
    """One of `faults.MODES`. `refuse` and `hang` hold for every request; `not_available` for states and
    predictions; the others for predictions alone, so that a probe finds such a pod healthy."""
    detect_seconds: float = 0.05
    """For which a textdet call holds the GPU."""
    crop_seconds: float = 0.005
    """For which each crop of a textrec call holds the GPU."""
    tag_seconds: float = 0.01
    """For which a layout call holds the GPU."""
    seconds: float | None = None
    """For which any call holds the GPU, instead of the three above."""
    slow: float = 1.0
    """Factor on all of these."""

    def changed(self, changes: Mapping[str, Any]) -> "Behaviour":
        """Return the behaviour with some parts changed. Raises `ValueError` for what does not exist."""
        unknown = changes.keys() - {part.name for part in fields(self)}
        if unknown:
            raise ValueError(f"A pod's behaviour has no {', '.join(sorted(unknown))}.")
        if changes.get("mode", self.mode) not in faults.MODES:
            raise ValueError(f"There is no mode {changes['mode']!r}, but {', '.join(faults.MODES)}.")
        return replace(self, **changes)

    def service_seconds(self, model: str, value: Any) -> float:
        """Return for how long a call with this input holds the GPU: a list of crops, words, or one image."""
        own = self.tag_seconds if model == "layout" else self.detect_seconds
        own = self.crop_seconds * len(value) if isinstance(value, list) else own
        return self.slow * (own if self.seconds is None else self.seconds)


class StubPod:
    """Lives in one event loop; its GPU's clock is `time.monotonic`, which processes share."""

    def __init__(self, port: int) -> None:
        self.behaviour = Behaviour()
        self.gpu = Gpu()
        self._socket = _bound(port)
        self.port = int(self._socket.getsockname()[1])
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Take connections, unless it does already."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._serve, sock=self._socket, backlog=BACKLOG, limit=MAX_HEAD_BYTES
            )

    async def change(self, changes: Mapping[str, Any]) -> None:
        """Change the behaviour. Raises `ValueError`."""
        before = self.behaviour.mode
        self.behaviour = self.behaviour.changed(changes)
        if self.behaviour.mode == "refuse":
            self._die()
        elif before == "refuse":
            await self.listen()
        if before == "hang" != self.behaviour.mode:
            self._drop_connections()

    def report(self, since: float, until: float) -> Json:
        """Return the behaviour, and what the GPU did in the window."""
        intervals = self.gpu.intervals(since, until)
        return {
            **asdict(self.behaviour),
            "port": self.port,
            "calls": self.gpu.calls,
            "calls_begun": self.gpu.calls_begun(since, until),
            "busy_seconds": sum(end - start for start, end in intervals),
            "intervals": intervals,
        }

    def _die(self) -> None:
        """Refuse connections as a killed process does. The port stays bound, so nobody else can get it."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self._socket = _bound(self.port)
        self.gpu.stop(time.monotonic())
        self._drop_connections()

    def _drop_connections(self) -> None:
        for connection in self._connections:
            connection.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._converse(reader, writer))
        self._connections.add(task)
        with suppress(OSError, EOFError, ValueError, asyncio.CancelledError):
            await task
        self._connections.discard(task)
        writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        while request := await read_request(reader):
            mode = self.behaviour.mode
            if mode == "hang":
                await reader.read()
                return
            reply = await self._reply(request, mode)
            if mode in faults.SPOILED_MESSAGES and request.method == "POST":
                await faults.send_spoiled(mode, reply, send)
                return
            await send(message_of(reply))

    async def _reply(self, request: Request, mode: str) -> Reply:
        try:
            route = contract.parse_route(request.method, request.target)
            served = _LOADING if mode == "not_available" else _SERVED
            if route.verb == "state":
                return contract.state_reply(route, served)
            version = contract.find_version(route, served)
            if route.verb == "metadata":
                return contract.metadata_reply(route.model, version, _signatures(route.model))
            if mode in faults.REFUSALS:
                return faults.refusal(mode)
            return await self._predict(route, request, mode)
        except ContractError as error:
            return contract.error_reply(error)

    async def _predict(self, route: Route, request: Request, mode: str) -> Reply:
        """Answer when the GPU is done; what costs time of this process is done before that, not after."""
        asked = contract.parse_predict(request.body, encoding=request.encoding)
        model = canned.MODELS[route.model]
        name = _input_name(model, asked.signature)
        value = asked.tensors([name])[name]
        done = self.gpu.take(time.monotonic(), self.behaviour.service_seconds(route.model, value))
        try:
            outputs = model.answer(value)
        except (OSError, TypeError, ValueError) as error:
            raise ContractError(400, f"The input {name} cannot be used: {error}") from error
        reply = contract.predict_reply(faults.spoil_outputs(mode, outputs), rows=asked.rows)
        await asyncio.sleep(done - time.monotonic())
        return reply


def _bound(port: int) -> socket.socket:
    """A socket that has the port and does not listen: connections to it are refused."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind((HOST, port))
    return taken


def _input_name(model: canned.CannedModel, signature: str) -> str:
    if signature not in (DEFAULT_SIGNATURE, model.signature):
        raise ContractError(400, f'Serving signature name: "{signature}" not found in signature def')
    return model.input[0]


def _signatures(name: str) -> Json:
    """The model's SignatureDef by name, in protocol buffers' JSON."""
    model = canned.MODELS[name]
    signature = {
        "inputs": {model.input[0]: _tensor_info(*model.input)},
        "outputs": {output: _tensor_info(output, kind) for output, kind in model.outputs.items()},
        "method_name": "tensorflow/serving/predict",
        "defaults": {},
    }
    return {DEFAULT_SIGNATURE: signature, model.signature: signature}


def _tensor_info(name: str, kind: canned.TensorKind) -> Json:
    dtype, shape = kind
    dimensions = [{"size": str(size), "name": ""} for size in shape]
    return {
        "dtype": dtype,
        "tensor_shape": {"dim": dimensions, "unknown_rank": False},
        "name": f"{name}:0",
    }


_SERVED = {name: ServedModel(versions={VERSION: contract.AVAILABLE}, labels=LABELS) for name in canned.MODELS}
_LOADING = {name: ServedModel(versions={VERSION: "LOADING"}, labels=LABELS) for name in canned.MODELS}
