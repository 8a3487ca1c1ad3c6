"""Members of a workspace: one of them always owns it."""

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.errors import ConflictError
from accounts.models import ApiKey, Invitation, Membership, User
from accounts.rights import Role
from accounts.services.workspaces import workspace_lock
from accounts.signals import access_changed_send


@transaction.atomic
def member_role_change(*, member: Membership, role: Role, by: Actor) -> Membership:
    """Give a member another role. Raises `ConflictError` when no owner would be left."""
    member = _locked(member)
    if member.role == role:
        return member
    _keep_an_owner(member)
    _set_role(member, role, by=by)
    return member


@transaction.atomic
def ownership_transfer(*, owner: Membership, to: Membership, by: Actor) -> Membership:
    """Make another member an owner, and the owner a typist; return the new owner's place."""
    owner, to = _locked(owner), _locked(to)
    if owner.role != Role.OWNER or owner == to:
        raise ConflictError("An owner can hand over to another member only.", code="no_transfer")
    if not to.user.is_active:
        raise ConflictError(
            "This account is closed. Hand over to somebody who can log in.", code="no_transfer"
        )
    if to.role != Role.OWNER:
        _set_role(to, Role.OWNER, by=by)
    _set_role(owner, Role.TYPIST, by=by)
    return to


@transaction.atomic
def member_remove(*, member: Membership, by: Actor) -> None:
    """Take a member out, with their API keys and invitations.

    Raises `ConflictError` when no owner would be left.
    """
    _part(_locked(member), action="member.removed", by=by)


@transaction.atomic
def member_leave(*, member: Membership) -> None:
    """Let a member go, with their API keys and invitations.

    Raises `ConflictError` when no owner would be left.
    """
    _part(_locked(member), action="member.left", by=Actor(member.user))


def _locked(member: Membership) -> Membership:
    """Two owners who leave at once must take turns, or each would see the other stay."""
    workspace_lock(member.workspace)
    found = Membership.objects.filter(pk=member.pk).select_related("user", "workspace").first()
    if found is None:
        raise ConflictError(f"{member.user} is no member any more.", code="no_member")
    return found


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(workspace=member.workspace, role=Role.OWNER, user__is_active=True)
    if member.role == Role.OWNER and not others.exclude(pk=member.pk).exists():
        raise ConflictError(
            f"{member.user} is the only owner of {member.workspace}. Make somebody else an owner first.",
            code="last_owner",
        )


def _set_role(member: Membership, role: Role, *, by: Actor) -> None:
    old, member.role = member.role, role
    member.save(update_fields=["role"])
    audit_record(
        workspace=member.workspace,
        by=by,
        action="member.role_changed",
        subject=member.user,
        changes={"role": (old, role)},
    )
    access_changed_send([member.user_id])


def _part(member: Membership, *, action: str, by: Actor) -> None:
    _keep_an_owner(member)
    user, workspace = member.user, member.workspace
    Invitation.objects.filter(workspace=workspace, invited_by=user).delete()
    User.objects.filter(pk=user.pk, current_workspace=workspace).update(current_workspace=None)
    member.delete()
    audit_record(
        workspace=workspace, by=by, action=action, subject=user, changes={"role": (member.role, None)}
    )
    access_changed_send([user.pk])


@receiver(post_delete, sender=Membership)
def _revoke_keys(instance: Membership, **_: object) -> None:
    """Take a member's keys along, also when the admin takes the member out."""
    keys = ApiKey.objects.filter(user=instance.user_id, workspace=instance.workspace_id, revoked_at=None)
    keys.update(revoked_at=timezone.now())
