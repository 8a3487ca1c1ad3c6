"""The ways in which a stub pod fails when told to; every one has been seen of real servers and networks.

The mode `refuse` is not here: then nothing listens.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ocr.pods.contract import ContractError, Reply
from ocr.pods.http import head_of

SPOILED_OUTPUTS = ("nan", "wrong_shape", "missing_output")
"""Modes whose answers are well-formed, and wrong."""
SPOILED_MESSAGES = ("half_body", "cut_off", "endless_body", "drip")
"""Modes whose answers never come to a good end."""
REFUSALS = ("error500", "garbage", "html")
"""Modes that answer at once, without any work."""
MODES = ("normal", "refuse", "hang", "not_available", *REFUSALS, *SPOILED_OUTPUTS, *SPOILED_MESSAGES)

_CHUNK = b"40000\r\n" + b" " * 0x40000 + b"\r\n"
_CHUNK_REST, _DRIP_REST = 0.005, 0.1
"""Seconds between two chunks."""

Send = Callable[[bytes], Awaitable[None]]


def refusal(mode: str) -> Reply:
    """Return the answer of one of the REFUSALS. Raises `ContractError` for `error500`."""
    if mode == "error500":
        raise ContractError(500, "The GPU has fallen off the bus.")
    if mode == "garbage":
        return Reply(body=bytes(range(256)) * 8)
    return Reply(body=b"<html><body><h1>It works!</h1></body></html>", content_type="text/html")


def spoil_outputs(mode: str, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs as one of the SPOILED_OUTPUTS has them; unchanged in another mode."""
    if mode == "missing_output":
        return dict(list(outputs.items())[1:])
    if mode == "wrong_shape":
        return {name: value[:-1] if isinstance(value, list) else value for name, value in outputs.items()}
    if mode == "nan":
        return {name: _without_numbers(value) for name, value in outputs.items()}
    return dict(outputs)


async def send_spoiled(mode: str, reply: Reply, send: Send) -> None:
    """Send the answer as one of the SPOILED_MESSAGES does; returns when the connection has to be closed."""
    half = reply.body[: len(reply.body) // 2]
    if mode in ("half_body", "cut_off"):
        await send(head_of(reply.status, reply.content_type, len(reply.body)) + half)
        if mode == "half_body":
            await asyncio.Event().wait()
        return
    await send(head_of(reply.status, reply.content_type, None))
    chunk, rest = (_CHUNK, _CHUNK_REST) if mode == "endless_body" else (b"1\r\n \r\n", _DRIP_REST)
    while True:
        await send(chunk)
        await asyncio.sleep(rest)


def _without_numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_numbers(item) for item in value]
    return math.nan if isinstance(value, int | float) else value
