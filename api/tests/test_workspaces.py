"""Programs that manage a workspace: itself, its members, invitations and keys, and the trail of it all."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import ApiKey, Invitation
from accounts.rights import Right, Role
from accounts.selectors import membership_get
from accounts.services import api_key_check, api_key_create
from api.tests.test_receipts import assert_problem

WORKSPACE, MEMBERS, INVITATIONS, KEYS, AUDIT = (
    f"/api/v1/{name}/" for name in ("workspace", "members", "invitations", "keys", "audit")
)


def place(user, workspace) -> str:
    return f"{MEMBERS}{membership_get(user=user, workspace=workspace).id}/"


def test_the_workspace_is_shown_changed_and_deleted_by_its_name(api, alice, bob, workspace):
    client = api(alice)
    assert api(bob).get(WORKSPACE).json()["name"] == "Alice's shop"
    changed = client.patch(WORKSPACE, {"auto_complete_confidence": 0.95})
    assert (changed.status_code, changed.json()["auto_complete_confidence"]) == (200, 0.95)
    assert_problem(client.delete(WORKSPACE, QUERY_STRING="name=Bob"), 400, "invalid")
    assert client.delete(WORKSPACE, QUERY_STRING="name=Alice%27s shop").status_code == 204
    assert_problem(client.get(WORKSPACE), 401, "authentication_failed")
    workspace.refresh_from_db()
    assert workspace.deleted_at


@pytest.mark.parametrize(
    "body",
    [
        {"auto_complete_confidence": 1.5},
        {"auto_complete_confidence": "nan"},
        {"vietnamese": "sometimes"},
        {"name": ""},
        {"name": "\x00"},
        {"name": "x" * 101},
        {"name": ["x"]},
        [],
        "x",
    ],
)
def test_nonsense_does_not_change_the_workspace(api, alice, workspace, body):
    assert_problem(api(alice).patch(WORKSPACE, body), 400, "invalid")
    before = workspace.name
    workspace.refresh_from_db()
    assert workspace.name == before


def test_members_are_seen_by_all_and_managed_by_owners(api, alice, bob, anna, workspace):
    seen = api(anna).get(MEMBERS).json()["results"]
    assert [(member["email"], member["role"]) for member in seen] == [
        ("anna@example.org", "analyst"),
        ("bob@example.org", "typist"),
        ("alice@example.org", "owner"),
    ]
    client = api(alice)
    changed = client.patch(place(bob, workspace), {"role": "analyst"}).json()
    assert (changed["user"], changed["role"]) == (bob.id, "analyst")
    assert client.get(place(bob, workspace)).json() == changed
    assert_problem(client.patch(place(bob, workspace), {"role": "queen"}), 400, "invalid")
    assert_problem(client.patch(place(alice, workspace), {"role": "typist"}), 409, "last_owner")
    assert_problem(client.delete(place(alice, workspace)), 409, "last_owner")
    assert client.delete(place(anna, workspace)).status_code == 204
    assert_problem(client.get(f"{MEMBERS}{2**70}/"), 404, "not_found")


def test_an_owner_hands_over(api, alice, bob, workspace):
    client, to_bob = api(alice), place(bob, workspace) + "transfer-ownership/"
    assert client.post(to_bob).json()["role"] == "owner"
    assert membership_get(user=alice, workspace=workspace).role == Role.TYPIST
    assert_problem(client.post(to_bob), 403, "permission_denied")


def test_an_invitation_is_sent_shown_and_revoked(api, alice, django_capture_on_commit_callbacks):
    client = api(alice)
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(INVITATIONS, {"email": "Dora@example.org", "role": "analyst"})
    assert (made.status_code, made.json()["email"]) == (201, "dora@example.org")
    assert mail.outbox[0].to == ["dora@example.org"]
    assert client.get(made.headers["Location"]).json() == made.json()
    assert client.get(INVITATIONS).json()["results"] == [made.json()]
    assert_problem(client.post(INVITATIONS, {"email": "alice@example.org"}), 409, "member_already")
    assert_problem(client.post(INVITATIONS, {"email": "no address"}), 400, "invalid")
    assert client.delete(made.headers["Location"]).status_code == 204
    assert not Invitation.objects.exists()


def test_a_key_is_made_by_administrators_and_told_once(api, alice, bob, workspace):
    client = api(alice)
    body = {"name": "scanner", "scope": "read", "expires_at": timezone.now() + timedelta(days=1)}
    made = client.post(KEYS, body)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    text = made.json()["key"]
    access = api_key_check(text)
    assert (access.user, access.right, access.workspace) == (alice, Right.READ, workspace)
    assert "key" not in client.get(made.headers["Location"]).json()
    assert_problem(client.post(KEYS, {**body, "expires_at": timezone.now()}), 400, "invalid")
    for who in (api(alice, Right.WRITE), api(bob)):
        assert_problem(who.post(KEYS, body), 403, "permission_denied")
    assert client.delete(made.headers["Location"]).status_code == 204
    assert api_key_check(text) is None
    assert_problem(client.get(made.headers["Location"]), 404, "not_found")


def test_who_does_not_administer_sees_their_own_keys_alone(api, alice, bob, workspace):
    api_key_create(user=alice, workspace=workspace, name="hers")
    assert [key["name"] for key in api(bob).get(KEYS).json()["results"]] == ["test"]
    assert {key["user"] for key in api(alice).get(KEYS).json()["results"]} == {alice.id, bob.id}


def test_the_trail_tells_who_did_what(api, alice, bob, workspace):
    client = api(alice)
    client.patch(place(bob, workspace), {"role": "analyst"})
    entry = client.get(AUDIT, {"action": "member.role_changed"}).json()["results"][0]
    assert entry["changes"] == {"role": ["typist", "analyst"]}
    assert (entry["user"], entry["key_name"], entry["subject_id"]) == (alice.id, "test", str(bob.id))
    pages = client.get(AUDIT, {"user": alice.id, "limit": 1}).json()
    older = client.get(pages["next"]).json()["results"]
    assert pages["results"][0]["id"] > older[0]["id"]
    assert client.get(AUDIT, {"user": bob.id}).json()["results"] == []
    for nonsense in ({"user": "x"}, {"user": 2**70}, {"action": "\x00"}):
        assert_problem(client.get(AUDIT, nonsense), 400, "invalid")
    assert_problem(api(alice, Right.WRITE).get(AUDIT), 403, "permission_denied")


def test_charlie_reaches_nothing_of_alices(api, charlie, bob, workspace, by_alice):
    key, _ = api_key_create(user=bob, workspace=workspace, name="scanner")
    invitation = Invitation.objects.create(
        workspace=workspace, email="d@example.org", token_hash="x", expires_at=timezone.now()
    )
    client = api(charlie)
    for address in (place(bob, workspace), f"{KEYS}{key.id}/", f"{INVITATIONS}{invitation.id}/"):
        assert_problem(client.get(address), 404, "not_found")
        assert_problem(client.delete(address), 404, "not_found")
    assert client.get(AUDIT, {"user": bob.id}).json()["results"] == []
    assert ApiKey.objects.get(id=key.id).revoked_at is None
