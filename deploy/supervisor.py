"""Runs processes that need each other, until the first of them ends or a person ends them all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from types import FrameType

_PATIENCE = 3.0
"""Seconds for a process to end by itself: most readings. What a killed worker had in hand is read again."""

_RELAY = 0.5
"""Seconds. Whatever stands between (make, timeout) passes a signal on to us, which had it already; the second
one that a person means comes later."""

_LOOK_EVERY = 0.05

Processes = dict[str, subprocess.Popen[bytes]]


class Supervisor:
    """Starts processes stage by stage; a stage needs those before it, and ends before them."""

    def __init__(self) -> None:
        self._stages: list[Processes] = []
        self._signals: list[float] = []

    def run(self, *stages: Mapping[str, list[str]]) -> int:
        """Run commands by name; return 0 when a signal ended them, 1 when one of them ended by itself.

        A second signal kills them at once.
        """
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._hear)
        try:
            for stage in stages:
                self._stages.append({name: _start(command) for name, command in stage.items()})
            while not self._signals and not (ended := self._first_ended()):
                time.sleep(_LOOK_EVERY)
            sys.stderr.write("Stopping …\n" if self._signals else f"{ended}\n")
        finally:
            for processes in reversed(self._stages):
                self._end(processes)
        return 0 if self._signals else 1

    def _hear(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        now = time.monotonic()
        if not self._signals or now - self._signals[-1] > _RELAY:
            self._signals.append(now)

    def _first_ended(self) -> str:
        """Return a sentence about the first process that ended by itself; empty while all run."""
        for name, process in (pair for stage in self._stages for pair in stage.items()):
            if process.poll() is not None:
                return (
                    f"The {name} {_end_of(process)}, so all is stopped. Its last lines say why; start again."
                )
        return ""

    def _end(self, processes: Processes) -> None:
        for process in processes.values():
            process.terminate()
        deadline = time.monotonic() + _PATIENCE
        while any(process.poll() is None for process in processes.values()):
            if time.monotonic() > deadline or len(self._signals) > 1:
                break
            time.sleep(_LOOK_EVERY)
        for process in processes.values():
            # The group, because the web server's own children outlive it when it is killed.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start in a session of its own, where Ctrl-C does not reach: the supervisor alone says who ends when."""
    return subprocess.Popen(command, env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True)


def _end_of(process: subprocess.Popen[bytes]) -> str:
    if process.returncode < 0:
        return f"was killed by {signal.Signals(-process.returncode).name}"
    return f"ended with status {process.returncode}"
