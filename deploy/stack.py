"""Starts the real parts (Valkey, web server, worker) for tests and benchmarks, each on data of its own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from deploy.valkey import valkey_command

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds to wait for a part to come up on a busy machine."""

SETTINGS = frozenset(
    re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "deploy" / "settings.py").read_text())
)
"""The names of all environment variables that settings come from."""


def environment(data_dir: Path, **extra: str) -> dict[str, str]:
    """Return the environment of an installation in `data_dir`, without the settings of this process.

    Its API may be asked as often as one likes, unless `extra` says otherwise.
    """
    outer = {
        name: value
        for name, value in os.environ.items()
        if name not in SETTINGS and not name.startswith("COV_")
    }
    return {**outer, "DATA_DIR": str(data_dir), "API_RATE": "0", "PYTHONUNBUFFERED": "1", **extra}


def start(command: list[str], env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process whose output goes to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=output, stderr=subprocess.STDOUT)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that `start` began; kill it when it does not listen."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
    """Return as soon as `condition` holds; raise `TimeoutError` naming `what` when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds} s")
        time.sleep(0.05)


_COMMANDS = """
import contextlib, io, json, sys
import django
from django.core.management import call_command
django.setup()
printed = []
for words in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        call_command(*words)
    printed.append(output.getvalue())
print(json.dumps(printed))
"""


def manage(env: Mapping[str, str], *commands: Sequence[str]) -> list[str]:
    """Run management commands in one process, whose start takes long, and return what each printed."""
    process = [sys.executable, "-c", _COMMANDS, json.dumps(commands)]
    env = {**env, "DJANGO_SETTINGS_MODULE": "deploy.settings"}
    done = subprocess.run(process, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    printed: list[str] = json.loads(done.stdout)
    return printed


def start_valkey(data_dir: Path) -> subprocess.Popen[bytes]:
    """Start a Valkey on `data_dir/valkey.sock`, the address that settings derive from DATA_DIR."""
    path = data_dir / "valkey.sock"
    process = start(valkey_command(path), os.environ, data_dir / "valkey.log")
    wait_until(path.exists, "Valkey's start")
    return process


def start_worker(env: Mapping[str, str], *, name: str = "worker") -> subprocess.Popen[bytes]:
    """Start a Celery worker; its log is `DATA_DIR/<name>.log`."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "deploy",
        "worker",
        "-n",
        f"{name}@%h",
        "--loglevel",
        "INFO",
    ]
    return start(command, env, Path(env["DATA_DIR"]) / f"{name}.log")


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_web(env: Mapping[str, str], port: int) -> subprocess.Popen[bytes]:
    """Start the web server and wait for its first answer; its log is `DATA_DIR/web.log`."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--port",
        str(port),
        "deploy.asgi:application",
    ]
    process = start(command, env, Path(env["DATA_DIR"]) / "web.log")
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/accounts/login/"), "the web server's first answer")
    return process


def answers(url: str) -> bool:
    """Return whether an HTTP server answers at `url`, whatever it says."""
    try:
        requests.get(url, timeout=5)
    except requests.RequestException:
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A running installation with one user."""

    api: str
    """Address of the receipts."""
    key: str
    """Of the API."""
    worker: subprocess.Popen[bytes]


@contextmanager
def installation(data_dir: Path, **settings: str) -> Iterator[Installation]:
    """Run Valkey, web server and one worker with these settings; stop them at the end."""
    port = free_port()
    env = environment(data_dir, PORT=str(port), **settings)
    with ExitStack() as running:
        running.callback(stop, start_valkey(data_dir))
        email = "bench@tillroll.example"
        *_, key = manage(
            env,
            ("migrate", "--verbosity", "0"),
            ("create_user", email, "--password", "only for an hour", "--workspace", "Bench"),
            ("create_api_key", email, "--name", "bench"),
        )
        running.callback(stop, start_web(env, port))
        worker = start_worker(env)
        running.callback(stop, worker)
        yield Installation(api=f"http://127.0.0.1:{port}/api/v1/receipts/", key=key.strip(), worker=worker)


def peak_memory_mb(pid: int) -> float:
    """Return a process's largest resident size so far, from Linux' /proc/PID/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
