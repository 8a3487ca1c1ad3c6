"""Database access from threads that no request or task looks after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection


@contextmanager
def tended_connections() -> Iterator[None]:
    """Drop this thread's connections that broke or grew old, before and after.

    Inside a transaction nothing is dropped: that would end it.
    """
    if connection.in_atomic_block:
        yield
        return
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()
