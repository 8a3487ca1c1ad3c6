"""Workspaces: made, chosen, changed and closed."""

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import audit_list
from accounts.errors import ConflictError
from accounts.models import Language
from accounts.selectors import access_current
from accounts.services import (
    api_key_check,
    api_key_create,
    workspace_create,
    workspace_delete,
    workspace_switch,
    workspace_update,
    workspaces,
)


def test_a_person_works_in_the_workspace_they_chose(bob, workspace):
    own = workspace_create(owner=bob, name="Bob's own")
    assert access_current(user=bob).workspace == workspace
    workspace_switch(user=bob, workspace=own)
    assert access_current(user=bob).workspace == own


def test_what_changed_is_remembered_and_what_did_not_is_not(workspace, by_alice):
    workspace_update(workspace=workspace, by=by_alice, name="Alice & sons", vietnamese=Language.AUTO)
    workspace_update(workspace=workspace, by=by_alice, name="Alice & sons")
    entries = audit_list(workspace=workspace).filter(action="workspace.changed")
    assert [entry.changes for entry in entries] == [{"name": ["Alice's shop", "Alice & sons"]}]


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_share(workspace, by_alice, confidence):
    with pytest.raises(ValidationError, match="from 0 to 1"):
        workspace_update(workspace=workspace, by=by_alice, auto_complete_confidence=confidence)


def test_a_deleted_workspace_is_closed_at_once(alice, bob, workspace):
    _, key = api_key_create(user=bob, workspace=workspace, name="scanner")
    with pytest.raises(ValidationError, match="Type the name"):
        workspace_delete(workspace=workspace, name="alice's shop")
    assert api_key_check(key)
    workspace_delete(workspace=workspace, name="Alice's shop")
    assert api_key_check(key) is access_current(user=alice) is access_current(user=bob) is None


def test_nobody_owns_workspaces_without_end(alice, monkeypatch):
    monkeypatch.setattr(workspaces, "MOST_OWNED", 2)
    workspace_create(owner=alice, name="Second")
    with pytest.raises(ConflictError, match="Delete one first"):
        workspace_create(owner=alice, name="Third")
