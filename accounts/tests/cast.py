"""The cast: Alice owns a workspace, Bob types and Anna analyses there; Charlie, of another, must not see."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.access import Actor
from accounts.models import Membership, User, Workspace
from accounts.rights import Role
from accounts.services import user_create


@pytest.fixture
def quick_passwords(settings) -> None:
    """Hashing slowly is for real people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db: None, quick_passwords: None) -> User:
    return user_create(email="alice@example.org", password="swordfish-1", workspace_name="Alice's shop")


@pytest.fixture
def workspace(alice: User) -> Workspace:
    return alice.workspaces.get()


def _member(email: str, password: str, workspace: Workspace, role: Role) -> User:
    user = User.objects.create_user(email, password)
    Membership.objects.create(user=user, workspace=workspace, role=role)
    return user


@pytest.fixture
def bob(workspace: Workspace) -> User:
    return _member("bob@example.org", "swordfish-2", workspace, Role.TYPIST)


@pytest.fixture
def anna(workspace: Workspace) -> User:
    return _member("anna@example.org", "swordfish-4", workspace, Role.ANALYST)


@pytest.fixture
def charlie(db: None, quick_passwords: None) -> User:
    return user_create(email="charlie@example.org", password="swordfish-3", workspace_name="Charlie's shop")


@pytest.fixture
def by_alice(alice: User) -> Actor:
    """Alice, as the one who does something."""
    return Actor(alice)


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """A client that the person is logged in with."""

    def client(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client
