"""Programs that use the API."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.rights import Right
from accounts.selectors import access_current
from accounts.services import api_key_create


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """An API client that presents a key of the person."""

    def client(user: User, scope: Right = Right.ADMIN) -> APIClient:
        workspace = access_current(user=user).workspace
        _, key = api_key_create(user=user, workspace=workspace, name="test", scope=scope)
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return client

    return client
