"""The cast is the same as for receipts: Alice owns, Bob is a member, Charlie must not see."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from receipts.tests.conftest import (  # noqa: F401
    alice,
    bob,
    charlie,
    files,
    make_receipt,
    quick_passwords,
    workspace,
)


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A client that the person is logged in with."""

    def client(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client
