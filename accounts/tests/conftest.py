"""The cast: Alice owns a workspace, Bob is its member, Charlie owns another."""

from typing import Any

import pytest

from accounts.models import Membership, User, Workspace
from accounts.services import user_create


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing slowly is for real people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db: None) -> User:
    return user_create(email="alice@example.org", password="swordfish-1", workspace_name="Alice's shop")


@pytest.fixture
def workspace(alice: User) -> Workspace:
    return alice.workspaces.get()


@pytest.fixture
def bob(workspace: Workspace) -> User:
    bob = User.objects.create_user("bob@example.org", "swordfish-2")
    Membership.objects.create(user=bob, workspace=workspace)
    return bob


@pytest.fixture
def charlie(db: None) -> User:
    return user_create(email="charlie@example.org", password="swordfish-3", workspace_name="Charlie's shop")
