"""Writes of people, workspaces and keys."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.keys import key_create, key_hash, key_prefix
from accounts.models import ApiKey, Membership, Role, User, Workspace

# A busy program would otherwise cause a write with each of its reads.
_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def user_create(*, email: str, password: str, workspace_name: str, operator: bool = False) -> User:
    """Create a person who can log in at once, with a workspace of their own.

    An operator may also use the admin. Raises ValidationError for an address that is unusable or taken.
    """
    validate_email(email)
    if User.objects.filter(email=email.lower()).exists():
        raise ValidationError(f"There is already a person with the address {email.lower()}.")
    create = User.objects.create_superuser if operator else User.objects.create_user
    user = create(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    workspace_create(owner=user, name=workspace_name)
    return user


@transaction.atomic
def workspace_create(*, owner: User, name: str) -> Workspace:
    """Create a workspace with its owner as the only member."""
    workspace = Workspace.objects.create(name=name)
    Membership.objects.create(user=owner, workspace=workspace, role=Role.OWNER)
    return workspace


def api_key_create(*, user: User, workspace: Workspace, name: str) -> tuple[ApiKey, str]:
    """Create a key for programs; returns it with its text, which is not kept and cannot be shown again."""
    key = key_create()
    row = ApiKey.objects.create(
        user=user, workspace=workspace, name=name, prefix=key_prefix(key), key_hash=key_hash(key)
    )
    return row, key


def api_key_check(key: str) -> ApiKey | None:
    """Return the key if it is valid: not revoked, of an active person who still is a member."""
    row = (
        ApiKey.objects.filter(key_hash=key_hash(key), revoked_at=None, user__is_active=True)
        .filter(workspace__memberships__user=F("user"))
        .select_related("user", "workspace")
        .first()
    )
    if row:
        _note_use(row)
    return row


def _note_use(row: ApiKey) -> None:
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY)
    if row.last_used_at is None or row.last_used_at < now - _USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=row.pk).update(last_used_at=now)
