"""Ends a process with the one that started it, however that one ended.

The parent holds the other end of the child's standard input; when it dies, that is closed.
"""

import os
import sys
import threading

OPTION = "--lifeline"
HELP = "End when standard input is closed."


def hold() -> None:
    """Let this process end as soon as its standard input is closed."""
    threading.Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)
