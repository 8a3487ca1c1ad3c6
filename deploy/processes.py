"""The processes of an installation on one machine, run under honcho."""

import os
import shlex
import socket
import sys

from django.conf import settings
from honcho.manager import Manager

from deploy.valkey import valkey_command


class PortTakenError(Exception):
    """Another program listens on the port already."""


def check_port(host: str, port: int) -> None:
    """Raise `PortTakenError` when the web server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Stop the program that uses it, or choose another one: make run PORT={port + 1}"
            ) from error


def web_command() -> list[str]:
    """Return the command line of the web server."""
    return [
        *_module("granian"),
        *("--interface", "asginl", "--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_WORKERS), "--workers-kill-timeout", "2", "--log-level", "warning"),
        "deploy.asgi:application",
    ]


def worker_command() -> list[str]:
    """Return the command line of a worker; the thread pool and its size come from the settings."""
    return [*_module("celery"), "-q", "-A", "deploy", "worker", "--loglevel", "WARNING", "--without-mingle"]


def run_all() -> int:
    """Run every process until one ends or a signal arrives; return the exit status."""
    manager = Manager()
    commands = {"web": web_command(), "worker": worker_command()}
    if settings.EMBEDDED_VALKEY:
        commands["valkey"] = valkey_command(settings.VALKEY_SOCKET)
    for name, command in commands.items():
        manager.add_process(name, shlex.join(command), env={**os.environ, "PYTHONUNBUFFERED": "1"})
    manager.loop()
    return int(manager.returncode or 0)


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]
