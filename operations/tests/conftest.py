"""An operator, and their browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def operator(db: None, quick_passwords: None) -> User:
    return User.objects.create_superuser("olga@example.org", "swordfish-9")


@pytest.fixture
def operator_browser(operator: User, browser: Callable[[User], Client]) -> Client:
    return browser(operator)
