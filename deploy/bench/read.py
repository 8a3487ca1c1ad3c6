"""Seconds per image of the bare OCR nets and of the whole reader, and the reader's peak memory."""

import gc
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, TextIO
from unittest.mock import patch

from deploy import stack
from deploy.bench.photos import as_photo
from ocr.engines.base import Engine
from ocr.engines.embedded import EmbeddedEngine, Net, Tensor
from ocr.reader import read
from ocr.tests.drawing import draw_receipt

LIMIT_SHARE = 0.05
LIMIT_MB = 1100
AT_ONCE = 2

Runs = list[tuple[Net, Tensor]]
Pair = tuple[float, float]
"""Seconds of the nets and of the reader, measured one after the other."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("images", nargs="*", type=Path, help="Receipts; a drawn one when none is given.")
    parser.add_argument(
        "--rounds", type=int, default=5, help="How often each image is read; the median counts."
    )


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print both times per image and the peak memory; return whether both are within their limits."""
    files = {path.name: path.read_bytes() for path in options["images"]} or {"drawn receipt": draw_receipt()}
    engine = EmbeddedEngine()
    peak = _peak_mb(engine, [as_photo(data) for data in files.values()])
    within = _compare(engine, files, options["rounds"], stdout)
    stdout.write(
        f"peak memory, {AT_ONCE} photos of 12 megapixels at once: {peak:.0f} MB (limit {LIMIT_MB} MB)\n"
    )
    return within and peak <= LIMIT_MB


def _compare(engine: Engine, files: dict[str, bytes], rounds: int, stdout: TextIO) -> bool:
    """Print the seconds of nets and reader for each image, and what the reader adds to all of them."""
    pairs: list[Pair] = []
    for name, data in files.items():
        measured = _measure(engine, data, rounds)
        stdout.write(f"{name}: {_summary(measured)}\n")
        pairs += measured
    stdout.write(f"{len(files)} images, {rounds} rounds: {_summary(pairs)} (limit {LIMIT_SHARE:.0%})\n")
    return _added_share(pairs) <= LIMIT_SHARE


def _summary(pairs: list[Pair]) -> str:
    nets, reader = (median(seconds) for seconds in zip(*pairs, strict=True))
    return f"nets {nets:.3f} s, reader {reader:.3f} s, the reader adds {_added_share(pairs):.1%}"


def _added_share(pairs: list[Pair]) -> float:
    """Median over neighbours in time, so that a machine that gets slower or faster tells on neither."""
    return median(reader / nets for nets, reader in pairs) - 1


def _measure(engine: Engine, data: bytes, rounds: int) -> list[Pair]:
    """Seconds of the nets alone, on the very inputs of the reader, and of the reader, in turns."""
    with _recorded() as runs:
        read(data, engine=engine)
    return [
        (
            _timed(lambda: _replay(runs)),
            _timed(lambda: read(data, engine=engine)),
        )
        for _ in range(rounds)
    ]


def _replay(runs: Runs) -> None:
    for net, tensor in runs:
        net.run(tensor)


@contextmanager
def _recorded() -> Iterator[Runs]:
    """Every run of a net and its input, as long as the context lasts."""
    runs: Runs = []
    original = Net.start

    def recording_start(net: Net, tensor: Tensor) -> Callable[[], Tensor]:
        runs.append((net, tensor))
        return original(net, tensor)

    with patch.object(Net, "start", recording_start):
        yield runs


def _timed(call: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _peak_mb(engine: Engine, photos: list[bytes]) -> float:
    """Largest resident size of this process so far, after reading the photos by two threads."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda photo: read(photo, engine=engine), photos * AT_ONCE))
    return stack.peak_memory_mb(os.getpid())
