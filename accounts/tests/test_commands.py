"""Bootstrapping without a browser."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Membership, User
from accounts.services import api_key_check, workspace_create


def run(*words: str) -> str:
    """Run a management command and return what it prints."""
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_user_and_a_key_are_made_by_two_commands(db):
    said = run("create_user", "Dora@example.org", "--password", "swordfish-4", "--workspace", "Dora's")
    assert "can log in" in said
    key = run("create_api_key", "dora@example.org", "--name", "scanner")
    assert key.count("\n") == 1
    assert api_key_check(key.strip()).workspace.name == "Dora's"


def test_an_operator_is_made_by_an_option(db):
    run("create_user", "op@example.org", "--password", "swordfish-5", "--workspace", "Ops", "--operator")
    assert User.objects.get().is_superuser


def test_a_taken_address_is_said(alice):
    with pytest.raises(CommandError, match="already a person with the address"):
        run("create_user", "alice@example.org", "--password", "swordfish-6", "--workspace", "W")


def test_a_password_that_is_easily_guessed_is_refused(db):
    with pytest.raises(CommandError, match="too short"):
        run("create_user", "dora@example.org", "--password", "x", "--workspace", "W")
    assert not User.objects.exists()


def test_a_key_needs_a_person_with_a_workspace(alice):
    with pytest.raises(CommandError, match="no person with the address"):
        run("create_api_key", "nobody@example.org", "--name", "x")
    Membership.objects.all().delete()
    with pytest.raises(CommandError, match="belongs to no workspace"):
        run("create_api_key", "alice@example.org", "--name", "x")


def test_a_key_is_made_for_one_of_several_workspaces_and_for_a_time(bob, workspace):
    own = workspace_create(owner=bob, name="Bob's own")
    key = run("create_api_key", bob.email, "--name", "x", "--workspace", "Bob's own", "--days", "30")
    access = api_key_check(key.strip())
    assert access.workspace == own
    assert timedelta(days=29) < access.key.expires_at - timezone.now() < timedelta(days=31)
    key = run("create_api_key", bob.email, "--name", "x", "--workspace", str(workspace.id))
    assert api_key_check(key.strip()).workspace == workspace
    with pytest.raises(CommandError, match="belongs to no workspace"):
        run("create_api_key", bob.email, "--name", "x", "--workspace", "Charlie's shop")
    workspace_create(owner=bob, name="Bob's own")
    with pytest.raises(CommandError, match="Name one by its id"):
        run("create_api_key", bob.email, "--name", "x", "--workspace", "Bob's own")
    with pytest.raises(CommandError, match="from 1 to"):
        run("create_api_key", bob.email, "--name", "x", "--days", "0")
