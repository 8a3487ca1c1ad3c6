"""Calls for one file after the other: retried and hedged over the pool, inside the file's deadline."""

import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ocr.errors import PodError
from ocr.serving import payload
from ocr.serving.latency import HedgeBudget
from ocr.serving.line import WaitingLine
from ocr.serving.models import MODELS, REQUIRED, Request
from ocr.serving.pool import Pool, Turn
from ocr.serving.values import NOT_OF_THE_RELEASE, STABLE, Answer, Policy, Release
from ocr.types import Call

logger = logging.getLogger(__name__)

T = TypeVar("T")

_THREADS = 512
"""They wait for pods; each is a few kilobytes, and only as many exist as were ever needed at once."""


_OF_THE_RELEASE = ("model_missing", "request_refused", "pod_failed", "pod_answer_invalid")
"""What lies between these and `NOT_OF_THE_RELEASE`, an answer that never came, may be the pod's doing or the
release's: one that brings down its pod must not be sent to the next."""


NO_SUCH_MODEL = ("model_missing", "request_refused")
"""TensorFlow Serving refuses the label of a model that it does not have."""


class Client:
    """The way to the pods; one of a process, shared by its threads."""

    def __init__(
        self,
        pool: Pool,
        *,
        policy: Policy,
        record: Callable[[Call], None],
        releases: Callable[[], Sequence[Release]] = tuple,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.pool = pool
        self.policy = policy
        self.clock = clock
        self.budget = HedgeBudget(policy.hedge_share)
        self.line = WaitingLine(lambda: pool.open_count() * policy.calls_per_pod)
        # Two, so that requests that fill theirs never keep their own attempts from starting.
        self.requests = ThreadPoolExecutor(_THREADS, thread_name_prefix="request")
        self.attempts = ThreadPoolExecutor(_THREADS, thread_name_prefix="attempt")
        self.record = record
        self._releases = releases
        self._draw = draw

    def open_file(self) -> "FileCalls":
        """Begin with a file: the release of each model is chosen for it."""
        releases = self._releases()
        return FileCalls(self, {model: _choose(releases, model, self._draw()) for model in MODELS})


class FileCalls:
    """The calls for one file. Thread-safe.

    Its time runs from its first turn at the pods: that others were there before is no fault of its own.
    """

    def __init__(self, client: Client, releases: dict[str, str]) -> None:
        self.client = client
        self.made: list[Call] = []
        """Those that ended, in order of their ends."""
        self.rank = client.clock()
        """Its place among all files: those that were opened first go first."""
        self._releases = releases
        self._nets: dict[str, set[str | None]] = {model: set() for model in releases}
        self._until = math.inf

    def begin(self) -> None:
        """Note that pods have time for this file; its deadline starts at the first time."""
        if self._until == math.inf:
            self._until = self.client.clock() + self.client.policy.file_seconds

    @property
    def seconds_left(self) -> float:
        """Until the file's deadline; infinite before `begin`, 0 when it is over."""
        return max(0.0, self._until - self.client.clock())

    def release(self, model: str) -> str:
        """Return the part of the path that chooses the model's version."""
        return self._releases[model]

    def net(self, model: str) -> str:
        """Name the net that answered so far, such as `layout-1a2b3c4d`.

        Where pods told no name, it is called after its release; where they told several, or some told none,
        nothing is known of the whole file.
        """
        told = set(self._nets[model])
        if len(told) > 1:
            return f"{model}:mixed"
        return next(iter(told), None) or f"{model}:{self.release(model).partition('/')[2]}"

    def attempt(self, request: Request[T], turn: Turn, *, hedge: bool) -> T:
        """Call the pod of `turn` once. Raises `PodError`."""
        client, begun = self.client, self.client.clock()
        release, outcome = self.release(request.model), "ok"
        crossed: Answer | PodError | None = None
        try:
            seconds = min(client.policy.call_seconds, self.seconds_left)
            crossed = answer = turn.member.node.predict(
                request.model, release=release, body=request.body, seconds=seconds
            )
            said = payload.parse(answer.body)
            result = request.read(said)
        except PodError as error:
            outcome, crossed = error.code, crossed or error
            self._blame(turn, error, request.model, release)
            raise
        except BaseException:
            outcome = "bug"
            client.pool.dismissed(turn)
            raise
        else:
            self._nets[request.model].add(payload.net_in(said))
            client.pool.answered(turn)
            client.pool.latency.add(request.model, client.clock() - begun)
            return result
        finally:
            self._note(request, turn, release, outcome, client.clock() - begun, crossed, hedge=hedge)

    def _blame(self, turn: Turn, error: PodError, model: str, release: str) -> None:
        """Count the failure against the pod, or against the release on trial, which this file then leaves.

        Neither is to blame when the file's own time was over, nor a pod for the lack of a model that it need
        not have: of that a second refusal is enough.
        """
        on_trial = release != STABLE
        if on_trial and error.code not in NOT_OF_THE_RELEASE:
            logger.warning("Release %s of %s failed; the file goes on without it: %s", release, model, error)
            self._releases[model] = STABLE
            error.retryable = True
        if on_trial and error.code in _OF_THE_RELEASE:
            self.client.pool.dismissed(turn)
        elif model not in REQUIRED and error.code in NO_SUCH_MODEL:
            error.retryable = False
            self.client.pool.dismissed(turn)
        elif error.at_fault and self.seconds_left:
            self.client.pool.failed(turn, error)
        else:
            self.client.pool.dismissed(turn)

    def _note(
        self,
        request: Request[T],
        turn: Turn,
        release: str,
        outcome: str,
        seconds: float,
        crossed: Answer | PodError | None,
        *,
        hedge: bool,
    ) -> None:
        call = Call(
            pod=turn.member.address.url,
            site=turn.member.address.site,
            model=request.model,
            release=release,
            outcome=outcome,
            milliseconds=seconds * 1000,
            bytes_sent=crossed.bytes_sent if crossed else 0,
            bytes_received=crossed.bytes_received if crossed else 0,
            hedge=hedge,
        )
        self.made.append(call)
        try:
            self.client.record(call)
        except Exception:
            logger.exception("A call of a pod was not recorded")


def _choose(releases: Sequence[Release], model: str, draw: float) -> str:
    """Return the selector that `draw` (0..1) hits when the releases' shares lie side by side from 0."""
    for release in releases:
        if release.model == model:
            draw -= release.share
            if draw < 0:
                return release.selector
    return STABLE
