"""A request does not fail because the database's server ended an idle connection."""

from collections.abc import Iterator

import pytest
from django.db import ConnectionHandler

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


def test_a_connection_that_the_server_ended_is_made_anew(connections):
    used, other = connections["default"], connections["other"]
    before = asked(used, "SELECT pg_backend_pid()")
    asked(other, f"SELECT pg_terminate_backend({before}, 5000)")
    used.close_if_unusable_or_obsolete()  # as Django does before each request
    assert asked(used, "SELECT pg_backend_pid()") != before


def test_a_connection_that_is_there_is_kept_and_not_asked(connections):
    used = connections["default"]
    before = asked(used, "SELECT pg_backend_pid()")
    used.is_usable = lambda: pytest.fail("The server was asked.")
    used.close_if_unusable_or_obsolete()
    assert asked(used, "SELECT pg_backend_pid()") == before
