"""Members come and go, but an owner always stays."""

import threading

import pytest
from django.db import connections

from accounts.audit import audit_list
from accounts.errors import ConflictError
from accounts.models import Membership
from accounts.rights import Right, Role
from accounts.selectors import access_current, membership_get
from accounts.services import (
    api_key_check,
    api_key_create,
    member_leave,
    member_remove,
    member_role_change,
    ownership_transfer,
    workspace_create,
    workspace_switch,
)


def place(user, workspace) -> Membership:
    return membership_get(user=user, workspace=workspace)


def test_another_role_counts_at_once_and_is_remembered(bob, workspace, by_alice):
    member_role_change(member=place(bob, workspace), role=Role.ANALYST, by=by_alice)
    assert access_current(user=bob).right == Right.READ
    entry = audit_list(workspace=workspace).first()
    assert (entry.user_name, entry.action, entry.subject_name) == (
        "alice@example.org",
        "member.role_changed",
        "bob@example.org",
    )
    assert entry.changes == {"role": ["typist", "analyst"]}


def test_a_removed_members_keys_end_and_so_does_their_choice_of_the_workspace(bob, workspace, by_alice):
    own = workspace_create(owner=bob, name="Bob's own")
    workspace_switch(user=bob, workspace=workspace)
    _, key = api_key_create(user=bob, workspace=workspace, name="scanner")
    _, other_key = api_key_create(user=bob, workspace=own, name="own")
    member_remove(member=place(bob, workspace), by=by_alice)
    assert access_current(user=bob).workspace == own
    Membership.objects.create(user=bob, workspace=workspace)
    assert api_key_check(key) is None, "a key must not come back with its person"
    assert api_key_check(other_key)


def test_a_key_of_somebody_who_is_leaving_opens_nothing_later(bob, workspace, by_alice):
    member_remove(member=place(bob, workspace), by=by_alice)
    with pytest.raises(ConflictError, match="is no member of"):
        api_key_create(user=bob, workspace=workspace, name="asked for a moment ago")


def test_who_is_taken_out_in_the_admin_loses_their_keys_too(bob, workspace):
    _, key = api_key_create(user=bob, workspace=workspace, name="scanner")
    place(bob, workspace).delete()
    Membership.objects.create(user=bob, workspace=workspace)
    assert api_key_check(key) is None


@pytest.mark.parametrize(
    "act",
    [
        lambda owner, by: member_leave(member=owner),
        lambda owner, by: member_remove(member=owner, by=by),
        lambda owner, by: member_role_change(member=owner, role=Role.TYPIST, by=by),
    ],
)
def test_the_last_owner_cannot_go(alice, bob, workspace, by_alice, act):
    with pytest.raises(ConflictError, match="only owner") as refused:
        act(place(alice, workspace), by_alice)
    assert refused.value.code == "last_owner"
    member_role_change(member=place(bob, workspace), role=Role.OWNER, by=by_alice)
    act(place(alice, workspace), by_alice)
    assert access_current(user=bob).role == Role.OWNER


def test_an_owner_hands_over(alice, bob, workspace, by_alice):
    ownership_transfer(owner=place(alice, workspace), to=place(bob, workspace), by=by_alice)
    assert (place(alice, workspace).role, place(bob, workspace).role) == (Role.TYPIST, Role.OWNER)
    for owner, to in ((alice, bob), (bob, bob)):
        with pytest.raises(ConflictError):
            ownership_transfer(owner=place(owner, workspace), to=place(to, workspace), by=by_alice)


def test_who_is_gone_already_is_no_fault_of_the_server(bob, workspace, by_alice):
    member = place(bob, workspace)
    member_remove(member=member, by=by_alice)
    with pytest.raises(ConflictError, match="no member any more"):
        member_role_change(member=member, role=Role.OWNER, by=by_alice)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_must_stay(alice, bob, workspace, by_alice):
    member_role_change(member=place(bob, workspace), role=Role.OWNER, by=by_alice)
    start, refusals = threading.Barrier(2), []

    def leave(member):
        try:
            start.wait()
            member_leave(member=member)
        except ConflictError as error:
            refusals.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=leave, args=[place(user, workspace)]) for user in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == ["last_owner"]
    assert workspace.memberships.get().role == Role.OWNER
