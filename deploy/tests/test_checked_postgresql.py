"""A request does not fail because the database's server ended an idle connection."""

from collections.abc import Iterator

import pytest
from django.db import ConnectionHandler

from deploy.checked_postgresql.base import _TRUSTED
from deploy.postgresql import postgresql
from deploy.settings import _postgresql
from deploy.tests import requirements


@pytest.fixture(scope="module")
def settings_of_database() -> Iterator[dict[str, object]]:
    """A server's."""
    with postgresql(requirements.postgresql_bin()) as url:
        yield _postgresql(url)


@pytest.fixture
def connections(settings_of_database, django_db_blocker) -> Iterator[ConnectionHandler]:
    """Two connections to the server."""
    handler = ConnectionHandler({"default": settings_of_database, "other": settings_of_database})
    with django_db_blocker.unblock():
        yield handler
        handler.close_all()


def asked(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def begin_request(connection):
    """Do what Django does before each request; return which of the server's processes is there for it."""
    connection.close_if_unusable_or_obsolete()
    return asked(connection, "SELECT pg_backend_pid()")


@pytest.fixture
def used(connections):
    """A connection that was used a moment ago."""
    for _ in range(2):
        begin_request(connections["default"])
    return connections["default"]


def test_a_connection_that_the_server_ended_is_made_anew(used, connections):
    before = begin_request(used)
    asked(connections["other"], f"SELECT pg_terminate_backend({before}, 5000)")
    assert begin_request(used) != before


def test_a_connection_that_is_there_is_kept_and_not_asked(used):
    before = begin_request(used)
    used.is_usable = lambda: pytest.fail("The server was asked.")
    assert begin_request(used) == before


def test_a_server_that_was_not_asked_for_long_is_asked(used):
    before = begin_request(used)
    used.is_usable = lambda: False
    used._used_at -= _TRUSTED
    assert begin_request(used) != before
