"""Processes that need each other end in order, and say who ended first."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy import stack

RUN = """
import json, sys
from deploy import supervisor
supervisor._PATIENCE = 600  # nothing here is ended by the clock
sys.exit(supervisor.Supervisor().run(*json.loads(sys.argv[1])))
"""

Stages = list[dict[str, list[str]]]


def shell(name: str, *, at_end: str = "") -> list[str]:
    """Return a process that says when it runs and when it ends."""
    return [
        "sh",
        "-c",
        f"trap '{at_end} echo {name} ends; exit 0' TERM; echo {name} runs; while :; do sleep 0.05; done",
    ]


@contextmanager
def supervised(stages: Stages) -> Iterator[subprocess.Popen[str]]:
    """Run stages in a supervisor of their own, until every process said that it runs."""
    command = [sys.executable, "-c", RUN, json.dumps(stages)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=stack.ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        for _ in (name for stage in stages for name in stage):
            assert "runs" in process.stdout.readline()
        yield process


def test_what_others_need_ends_last():
    with supervised(
        [{"broker": shell("broker")}, {"worker": shell("worker", at_end="sleep 0.5;")}]
    ) as process:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]
    assert said.splitlines() == ["Stopping …", "worker ends", "broker ends"]
    assert process.returncode == 0


def test_a_second_signal_ends_at_once_what_does_not_listen():
    with supervised([{"worker": shell("worker", at_end="sleep 600;")}]) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]
    assert "worker ends" not in said


def test_a_process_that_ends_by_itself_ends_all_and_is_named():
    stages = [{"broker": shell("broker")}, {"worker": ["sh", "-c", "echo worker runs; exit 7"]}]
    with supervised(stages) as process:
        said = process.communicate(timeout=30)[0]
    assert "The worker ended with status 7, so all is stopped." in said
    assert "broker ends" in said
    assert process.returncode == 1
