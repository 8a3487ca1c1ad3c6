"""What the pool of pods does with stub pods: keeps them busy, hedges a slow one, and outlives a lost site."""

import os
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

import numpy as np

from deploy import stack
from deploy.allocator import tame_allocator
from ocr.engines.serving import ServingEngine
from ocr.errors import OcrError
from ocr.pods.running import StubPod, stub_pods
from ocr.reader import read
from ocr.serving.client import Client
from ocr.serving.models import recognize_request
from ocr.serving.node import Node
from ocr.serving.pool import Pool
from ocr.serving.race import send
from ocr.serving.transport import HttpTransport
from ocr.serving.values import PodAddress, Policy
from ocr.tests.drawing import draw_receipt
from ocr.types import Call

PODS, SERVICE_SECONDS, RECEIPTS_AT_ONCE = 8, 0.1, 25
MIN_BUSY, MAX_MEMORY_MB = 0.98, 300

SLOW_FACTOR, CALLS_A_SECOND = 10.0, 48
MAX_P99_SECONDS, MAX_EXTRA_CALLS = 0.4, 0.05

OUTAGE_SECONDS, GRACE_SECONDS, RECOVERY_SECONDS, MIN_RATE = 30.0, 2.0, 5.0, 0.95
WARM_UP_SECONDS = 3.0


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--seconds", type=float, default=60.0, help="Length of the first part.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures of all three parts; return whether each is within its limits."""
    tame_allocator()
    reached = [
        _keep_busy(options["seconds"], stdout),
        _hedge_a_slow_pod(options["seconds"] / 2, stdout),
        _outlive_a_site(stdout),
    ]
    return all(reached)


def _keep_busy(seconds: float, stdout: TextIO) -> bool:
    """As many receipts in hand as allowed, one after the other."""
    with stub_pods(PODS, seconds=SERVICE_SECONDS) as pods, _readers(_sites(pods)) as readers:
        time.sleep(WARM_UP_SECONDS)
        since = time.monotonic()
        time.sleep(seconds)
        until = time.monotonic()
        busy = sum(pod.busy_seconds(since, until) for pod in pods) / (PODS * (until - since))
        rate = readers.read_between(since, until) / (until - since)
    memory = stack.peak_memory_mb(os.getpid())
    stdout.write(
        f"{PODS} pods x {SERVICE_SECONDS * 1000:.0f} ms, {RECEIPTS_AT_ONCE} receipts at once, "
        f"{seconds:.0f} s: {rate:.1f} receipts/s, {readers.failed} failed\n"
        f"  pods busy {busy:.1%} (at least {MIN_BUSY:.0%}); "
        f"memory {memory:.0f} MB at its peak (at most {MAX_MEMORY_MB} MB)\n"
    )
    return busy >= MIN_BUSY and memory <= MAX_MEMORY_MB and not readers.failed


def _hedge_a_slow_pod(seconds: float, stdout: TextIO) -> bool:
    """Calls come at a steady rate, whether or not earlier ones are answered."""
    calls: list[Call] = []
    with stub_pods(PODS, seconds=SERVICE_SECONDS) as pods:
        client = client_of(_sites(pods), calls.append)
        request = recognize_request([np.full((48, 320, 3), 200, np.uint8)])
        _steadily(lambda: send(request, client.open_file()), WARM_UP_SECONDS)
        pods[0].behave(slow=SLOW_FACTOR)
        calls.clear()
        durations = _steadily(lambda: send(request, client.open_file()), seconds)
        time.sleep(SLOW_FACTOR * SERVICE_SECONDS * 2)
    p50, p99 = np.percentile(durations, [50, 99])
    extra = len(calls) / len(durations) - 1
    stdout.write(
        f"one pod {SLOW_FACTOR:.0f} times slower, {CALLS_A_SECOND} calls/s, {seconds:.0f} s: "
        f"median {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms (at most {MAX_P99_SECONDS * 1000:.0f} ms), "
        f"{extra:.1%} extra calls (at most {MAX_EXTRA_CALLS:.0%})\n"
    )
    return float(p99) <= MAX_P99_SECONDS and extra <= MAX_EXTRA_CALLS


def _outlive_a_site(stdout: TextIO) -> bool:
    """One of two sites stops to answer, as behind a cut cable, and heals."""
    half = PODS // 2
    with stub_pods(PODS, seconds=SERVICE_SECONDS) as pods, _readers(_sites(pods, 2)) as readers:
        near, far = pods[::2], pods[1::2]
        time.sleep(WARM_UP_SECONDS + GRACE_SECONDS)
        lost_at, healed_at = _black_hole(far, OUTAGE_SECONDS)
        time.sleep(RECOVERY_SECONDS * 3)
        until = time.monotonic()
        full = half / SERVICE_SECONDS
        during = _rate(near, lost_at + GRACE_SECONDS, healed_at) / full
        after = _rate([*near, *far], healed_at + RECOVERY_SECONDS, until) / (2 * full)
    stdout.write(
        f"2 sites x {half} pods, one lost for {OUTAGE_SECONDS:.0f} s: {readers.done} receipts, "
        f"{readers.failed} failed\n"
        f"  from {GRACE_SECONDS:.0f} s after the loss {during:.1%} of what the other site can do, "
        f"from {RECOVERY_SECONDS:.0f} s after it healed {after:.1%} of both (at least {MIN_RATE:.0%})\n"
    )
    return not readers.failed and during >= MIN_RATE and after >= MIN_RATE


def _black_hole(pods: Sequence[StubPod], seconds: float) -> tuple[float, float]:
    """Let nothing come from the pods, neither answers nor errors; return begin and end."""
    lost_at = time.monotonic()
    for pod in pods:
        pod.behave(mode="hang")
    time.sleep(seconds)
    for pod in pods:
        pod.behave(mode="normal")
    return lost_at, time.monotonic()


def _rate(pods: Sequence[StubPod], since: float, until: float) -> float:
    """Calls that the pods began in a second."""
    begun = sum(int(pod.report(since=since, until=until)["calls_begun"]) for pod in pods)
    return begun / (until - since)


def _sites(pods: Sequence[StubPod], count: int = 1) -> dict[str, str]:
    """Return the site of each pod, by URL; pods take turns."""
    return {pod.url: f"site {number % count}" for number, pod in enumerate(pods)}


def client_of(sites: dict[str, str], record: Any = lambda _: None) -> Client:
    """Return a client of the pods, by URL, with the policy that an installation has by default."""
    policy = Policy()

    def connect(address: PodAddress) -> Node:
        return Node(address, HttpTransport(address, connect_seconds=policy.connect_seconds))

    addresses = [PodAddress(url=url, site=site) for url, site in sites.items()]
    pool = Pool(addresses=lambda: addresses, connect=connect)
    pool.start()
    return Client(pool, policy=policy, record=record)


@dataclass
class _Readers:
    """Threads that read one receipt after the other."""

    engine: ServingEngine
    failures: list[str]
    ends: list[float]
    stopping: threading.Event

    @property
    def failed(self) -> int:
        return len(self.failures)

    @property
    def done(self) -> int:
        return len(self.ends)

    def read_between(self, since: float, until: float) -> int:
        return sum(since <= end < until for end in self.ends)

    def work(self, data: bytes) -> None:
        while not self.stopping.is_set():
            try:
                read(data, engine=self.engine)
                self.ends.append(time.monotonic())
            except OcrError as error:
                self.failures.append(error.code)


@contextmanager
def _readers(sites: dict[str, str]) -> Iterator[_Readers]:
    readers = _Readers(ServingEngine(client_of(sites)), [], [], threading.Event())
    data = draw_receipt()
    with ThreadPoolExecutor(RECEIPTS_AT_ONCE) as threads:
        for _ in range(RECEIPTS_AT_ONCE):
            threads.submit(readers.work, data)
        try:
            yield readers
        finally:
            readers.stopping.set()


def _steadily(call: Any, seconds: float) -> list[float]:
    """Make calls at CALLS_A_SECOND; return how long each took from when it was due.

    Raises what one of them raises: calls that fail must not count as quick.
    """

    def timed(due: float) -> float:
        call()
        return time.monotonic() - due

    begun = time.monotonic()
    with ThreadPoolExecutor(CALLS_A_SECOND * 2) as threads:
        waiting = []
        for number in range(round(seconds * CALLS_A_SECOND)):
            due = begun + number / CALLS_A_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            waiting.append(threads.submit(timed, due))
        return [future.result() for future in waiting]
