"""The processes of an installation on one machine."""

import errno
import socket
import sys

from django.conf import settings

from deploy.supervisor import Supervisor
from deploy.valkey import valkey_command

_LAST_PRIVILEGED_PORT = 1023


class AddressUnusableError(Exception):
    """The web server could not listen at its address."""


def check_address(host: str, port: int) -> None:
    """Raise `AddressUnusableError` when the web server could not listen there."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressUnusableError(_why_unusable(host, port, error)) from error


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
    broker = {"Valkey": valkey_command(settings.VALKEY_SOCKET)} if settings.EMBEDDED_VALKEY else {}
    return Supervisor().run(broker, {"web server": web_command(), "worker": worker_command()})


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def _why_unusable(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"HOST={host} is no address of this machine. "
            "Leave it out, or take 0.0.0.0 for all of its addresses."
        )
    if error.errno == errno.EACCES and port <= _LAST_PRIVILEGED_PORT:
        return f"Port {port} is kept for the system. Choose one from 1024 on: make run PORT=8000"
    return (
        f"Port {port} on {host} cannot be used ({error.strerror}). "
        f"Stop the program that uses it, or choose another one: make run PORT={port + 1}"
    )
