"""Pods that follow a script, and a clock that is moved by hand: no network and no waiting."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from types import SimpleNamespace

from ocr.errors import PodError
from ocr.serving.client import Client
from ocr.serving.models import MODELS, TEXT_RECOGNITION, Request
from ocr.serving.pool import Pool, Turn
from ocr.serving.values import Answer, PodAddress, Policy
from ocr.types import Call

MODEL = TEXT_RECOGNITION
PATIENCE = 10.0
"""Real seconds after which a test that waits for another thread has failed."""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._reads = 0
        self._read = threading.Condition()

    def __call__(self) -> float:
        with self._read:
            self._reads += 1
            self._read.notify_all()
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds

    def wait_for_reads(self, count: int) -> None:
        """Wait until other threads have looked at the clock so many times again."""
        with self._read:
            until = self._reads + count
            assert self._read.wait_for(lambda: self._reads >= until, PATIENCE)


class Held:
    """An outcome that is kept back until the test lets it go."""

    def __init__(self, outcome: object = "late") -> None:
        self.begun = threading.Event()
        self._outcome = outcome
        self._released = threading.Event()

    def __call__(self) -> object:
        self.begun.set()
        assert self._released.wait(PATIENCE)
        return self._outcome

    def let_go(self) -> None:
        self._released.set()

    def __enter__(self) -> "Held":
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()


class FakePod:
    """Takes the part of a `Node`: answers with its own name, or with what its script says next."""

    def __init__(self, name: str, *script: object, site: str = "office", always: object = None) -> None:
        self.address = PodAddress(url=f"http://{name}:8501", site=site)
        self.name = name
        self.asked: list[SimpleNamespace] = []
        self.probed = 0
        self.serving: object = True
        self.models: tuple[str, ...] = MODELS
        self._script: Iterator[object] = iter(script)
        self._always = always

    def predict(self, model: str, *, release: str, body: bytes, seconds: float) -> Answer:
        self.asked.append(SimpleNamespace(model=model, release=release, body=body, seconds=seconds))
        outcome = next(self._script, self._always)
        while callable(outcome):
            outcome = outcome()
        if isinstance(outcome, BaseException):
            raise outcome
        said = json.dumps({"outputs": {"said": outcome or self.name}}).encode()
        return Answer(status=200, body=said, bytes_sent=len(body), bytes_received=len(said))

    def is_serving(self, models: Sequence[str]) -> bool:
        self.probed += 1
        if isinstance(self.serving, BaseException):
            raise self.serving
        serving = bool(self.serving() if callable(self.serving) else self.serving)
        return serving and set(models) <= set(self.models)


class AtOnce:
    """An executor that does what is submitted before it returns."""

    def submit(self, work: Callable[..., object], *args: object) -> Future[object]:
        future: Future[object] = Future()
        try:
            future.set_result(work(*args))
        except Exception as error:
            future.set_exception(error)
        return future


class Office:
    """Pods, their pool and its client, on one clock."""

    def __init__(self, *pods: FakePod, releases: tuple = (), draw: float = 0.0, **policy: float) -> None:
        self.clock = Clock()
        self.pods = {pod.address.url: pod for pod in pods}
        self.addresses = [pod.address for pod in pods]
        self.recorded: list[Call] = []
        self.pool = Pool(addresses=lambda: self.addresses, connect=self._connect, clock=self.clock)
        self.pool._probes = AtOnce()
        self.pool.refresh()
        self.client = Client(
            self.pool,
            policy=Policy(**policy),
            record=self.recorded.append,
            releases=lambda: releases,
            clock=self.clock,
            draw=lambda: draw,
        )

    def _connect(self, address: PodAddress) -> FakePod:
        return self.pods[address.url]

    def teach(self, seconds: float) -> None:
        """Let the pool know how long calls take."""
        for _ in range(20):
            self.pool.latency.add(MODEL, seconds)

    def afford(self, hedges: int) -> None:
        for _ in range(round(hedges / self.client.policy.hedge_share)):
            self.client.budget.earn()

    def take(self, model: str = MODEL, **options: object) -> Turn:
        return self.pool.take(model, **options)

    def tick(self, after: float = 0.0) -> None:
        self.clock.advance(after)
        self.pool.tick()

    def eject(self, pod: FakePod) -> None:
        while True:
            turn = self.take(avoid=self.others(pod))
            self.pool.failed(turn, refused())
            if self.pool.gave_up(turn):
                return

    def others(self, pod: FakePod) -> list:
        return [member for member in self.pool._members.values() if member.node is not pod]


def request(body: bytes = b"line") -> Request[str]:
    return Request(model=MODEL, body=body, read=lambda answer: answer["outputs"]["said"])


def refused() -> PodError:
    return PodError("It cannot be reached.", code="pod_unreachable")


def broken() -> PodError:
    return PodError("The connection broke.", code="pod_connection_lost")


def failing() -> PodError:
    return PodError("It answered: out of memory", code="pod_failed")


def busy() -> PodError:
    return PodError("It answered: queue full", code="pod_busy", at_fault=False)


def refusing() -> PodError:
    return PodError("It answered: bad crop", code="request_refused", retryable=False)


def names_of(calls: list[Call]) -> list[tuple[str, str]]:
    """Return host and outcome of each call."""
    return [(call.pod.removeprefix("http://").removesuffix(":8501"), call.outcome) for call in calls]
