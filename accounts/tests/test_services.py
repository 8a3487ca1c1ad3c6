"""People and their workspaces."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User, Workspace
from accounts.rights import Role
from accounts.selectors import access_current, membership_get
from accounts.services import user_create, workspace_create


def test_a_new_person_owns_a_workspace_and_can_log_in_at_once(client, alice):
    assert membership_get(user=alice, workspace=alice.workspaces.get()).role == Role.OWNER
    answer = client.post("/accounts/login/", {"login": "Alice@Example.org", "password": "swordfish-1"})
    assert answer.headers["Location"] == "/"


def test_an_operator_may_use_the_admin(db):
    assert user_create(email="op@example.org", password="x", workspace_name="Ops", operator=True).is_superuser
    assert not user_create(email="typist@example.org", password="x", workspace_name="T").is_staff


@pytest.mark.parametrize("email", ["ALICE@example.org", "no address"])
def test_a_taken_or_unusable_address_creates_nothing(alice, email):
    with pytest.raises(ValidationError):
        user_create(email=email, password="x", workspace_name="Second")
    assert User.objects.count() == Workspace.objects.count() == 1


def test_a_person_works_in_the_workspace_they_joined_first(bob, workspace):
    workspace_create(owner=bob, name="Bob's own")
    assert access_current(user=bob).workspace == workspace


def test_strangers_and_closed_accounts_belong_nowhere(bob, workspace, charlie):
    assert membership_get(user=charlie, workspace=workspace) is None
    bob.is_active = False
    bob.save()
    assert membership_get(user=bob, workspace=workspace) is None
