"""A link in an e-mail lets one person join."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_list
from accounts.errors import ConflictError
from accounts.models import Invitation, Workspace
from accounts.rights import Role
from accounts.selectors import access_current, invitation_find, membership_get
from accounts.services import (
    invitation_accept,
    invitation_create,
    invitation_revoke,
    invitations,
    member_remove,
    member_role_change,
    workspace_delete,
)


@pytest.fixture
def invite(workspace, by_alice, django_capture_on_commit_callbacks):
    """Invite an address; return the secret of its link."""

    def invite(email="charlie@example.org", role=Role.ANALYST) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invitation_create(workspace=workspace, email=email, role=role, by=by_alice)
        return re.search(r"/invitations/(\S+)/", mail.outbox[-1].body)[1]

    return invite


def test_who_follows_the_link_joins_and_works_there(invite, charlie, workspace):
    token = invite("Charlie@Example.org")
    letter = mail.outbox[0]
    assert letter.to == ["charlie@example.org"]
    assert "alice@example.org invites you" in letter.body
    assert "as analyst" in letter.body
    assert token not in str(list(Invitation.objects.values()))
    invitation_accept(invitation=invitation_find(token=token), user=charlie)
    assert access_current(user=charlie).workspace == workspace
    assert access_current(user=charlie).role == Role.ANALYST
    assert invitation_find(token=token) is None
    actions = list(audit_list(workspace=workspace).values_list("action", flat=True))
    assert actions[:2] == ["member.joined", "invitation.created"]


def test_the_link_ends_after_a_week_by_a_new_one_or_when_it_is_revoked(invite, by_alice):
    late = invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_find(token=late) is None
    replaced, revoked = invite(), invite()
    assert invitation_find(token=replaced) is None
    found = invitation_find(token=revoked)
    assert found.expires_at - timezone.now() > timedelta(days=6, hours=23)
    invitation_revoke(invitation=found, by=by_alice)
    assert invitation_find(token=revoked) is None


def test_whom_it_was_not_meant_for_cannot_use_it(invite, charlie, workspace):
    found = invitation_find(token=invite("dora@example.org"))
    with pytest.raises(ConflictError, match="no address of yours"):
        invitation_accept(invitation=found, user=charlie)
    assert membership_get(user=charlie, workspace=workspace) is None
    charlie.emailaddress_set.create(email="Dora@example.org")
    invitation_accept(invitation=found, user=charlie)
    with pytest.raises(ConflictError, match="not valid any more"):
        invitation_accept(invitation=found, user=charlie)


def test_nobody_joins_a_workspace_that_was_deleted_in_this_moment(invite, charlie, workspace):
    invitation = invitation_find(token=invite())
    stale = Workspace.objects.get(id=workspace.id)
    workspace_delete(workspace=workspace, name=workspace.name)
    with pytest.raises(ConflictError, match="was deleted"):
        invitation_accept(invitation=invitation, user=charlie)
    with pytest.raises(ConflictError, match="was deleted"):
        invitation_create(workspace=stale, email="bob@example.org", role=Role.OWNER, by=Actor(charlie))


def test_invitations_of_an_owner_who_was_removed_lead_nowhere(invite, workspace, alice, bob):
    member_role_change(member=membership_get(user=bob, workspace=workspace), role=Role.OWNER, by=Actor(alice))
    token = invite()
    member_remove(member=membership_get(user=alice, workspace=workspace), by=Actor(bob))
    assert invitation_find(token=token) is None


def test_a_member_keeps_their_role(invite, charlie, workspace):
    token = invite(role=Role.OWNER)
    workspace.memberships.create(user=charlie, role=Role.ANALYST)
    invitation_accept(invitation=invitation_find(token=token), user=charlie)
    assert membership_get(user=charlie, workspace=workspace).role == Role.ANALYST
    with pytest.raises(ConflictError, match="a member already"):
        invite("CHARLIE@example.org")


def test_mail_is_not_sent_without_end_or_to_nonsense(invite, monkeypatch):
    with pytest.raises(ValidationError):
        invite("no address")
    monkeypatch.setattr(invitations, "MOST_OPEN", 2)
    invite("a@example.org")
    invite("b@example.org")
    invite("b@example.org")
    with pytest.raises(ConflictError, match="Revoke some first"):
        invite("c@example.org")
    monkeypatch.setattr(invitations, "MOST_A_DAY", 3)
    with pytest.raises(ConflictError, match="Go on tomorrow"):
        invite("a@example.org")
    assert len(mail.outbox) == 3
