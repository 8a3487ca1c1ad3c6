"""Stand-ins for pods as processes of this machine, for tests, benchmarks and development only."""

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from ocr.pods import lifeline
from ocr.pods.contract import Json
from ocr.pods.stub_pod import HOST

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds for pods to answer: TensorFlow takes its time on a busy machine."""
STOP_SECONDS = 5.0

_session = requests.Session()
_session.trust_env = False  # a proxy of the environment is not for this machine


@dataclass(frozen=True, kw_only=True)
class StubPod:
    """A stub pod that runs in another process."""

    url: str
    """Such as `http://127.0.0.1:9001`."""
    control: str
    """Where it is watched and changed."""
    process: subprocess.Popen[bytes] = field(repr=False)
    """That plays it, and others."""

    def __str__(self) -> str:
        return f"{self.url}  (control: {self.control})"

    @property
    def running(self) -> bool:
        """Whether its process is there; a pod that refuses connections runs too."""
        return self.process.poll() is None

    def behave(self, **changes: Any) -> Json:
        """Change parts of its `Behaviour`, such as `mode="hang"` or `slow=10.0`; return its report."""
        return _json(_session.post(self.control, json=changes, timeout=10))

    def report(self, *, since: float | None = None, until: float | None = None) -> Json:
        """Return its behaviour, `calls` (all that the GPU has taken), and what it did in a window.

        The window is of `time.monotonic()`, and has `busy_seconds`, `intervals` and `calls_begun`.
        """
        return _json(_session.get(self.control, params={"since": since, "until": until}, timeout=10))

    def busy_seconds(self, since: float, until: float) -> float:
        """Return for how long its GPU was held in a window of `time.monotonic()`."""
        return float(self.report(since=since, until=until)["busy_seconds"])


class DevelopmentPod:
    """A development pod in a process of its own, which can be killed and started again on the same port."""

    def __init__(self, models: Path, *, port: int = 0, threads: int = 1) -> None:
        self._options = [str(models.absolute()), "--threads", str(threads)]
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port

    def __str__(self) -> str:
        return self.url

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:8501`."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Begin to start; `wait` returns when it answers."""
        self._process = _started("ocr.pods.development", *self._options, "--port", str(self.port))

    def wait(self) -> None:
        """Return when it answers. Raises `RuntimeError` when it ends instead, and `TimeoutError`."""
        assert self._process is not None  # noqa: S101  a mistake of the caller
        self.port = _announced(self._process)["pods"][0]

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End it, for sure; unless it has been."""
        if self._process:
            _stop(self._process)
        self._process = None


@contextmanager
def stub_pods(
    count: int = 1, *, ports: Sequence[int] = (), control_port: int = 0, **behaviour: Any
) -> Iterator[list[StubPod]]:
    """Run stub pods, all in one process, on free ports unless told which; stop it at the end.

    `behaviour` is what they begin with: parts of `ocr.pods.stub_pod.Behaviour`. Raises `RuntimeError` when
    they do not start.
    """
    listed = ",".join(map(str, ports or [0] * count))
    options = ["--ports", listed, "--control", str(control_port), "--behave", json.dumps(behaviour)]
    process = _started("ocr.pods.stub", *options)
    try:
        where = _announced(process)
        at = f"http://{HOST}:{where['control']}/pods"
        yield [
            StubPod(url=f"http://{HOST}:{port}", control=f"{at}/{port}", process=process)
            for port in where["pods"]
        ]
    finally:
        _stop(process)


@contextmanager
def development_pods(
    models: Path, count: int = 1, *, ports: Sequence[int] = (), threads: int = 1
) -> Iterator[list[DevelopmentPod]]:
    """Run development pods with a folder's models, each in a process; stop them at the end.

    They get free ports unless told which. Raises `RuntimeError` when one does not start, and `TimeoutError`.
    """
    pods = [DevelopmentPod(models, port=port, threads=threads) for port in ports or [0] * count]
    with ExitStack() as stack:
        for pod in pods:
            stack.callback(pod.stop)
            pod.start()
        for pod in pods:
            pod.wait()
        yield pods


def _started(module: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a stand-in that ends with this process; Ctrl-C reaches this process alone."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *options, lifeline.OPTION],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def _announced(process: subprocess.Popen[bytes]) -> Json:
    """Wait for the line that says which ports it listens on."""
    assert process.stdout is not None  # noqa: S101  it is piped
    if not select.select([process.stdout], [], [], PATIENCE)[0]:
        raise TimeoutError(f"A pod did not start within {PATIENCE:.0f} s.")
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("A pod ended before it answered; what it printed says why.")
    where: Json = json.loads(line)
    return where


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _json(response: requests.Response) -> Json:
    response.raise_for_status()
    document: Json = response.json()
    return document
