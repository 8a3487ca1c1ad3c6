"""Writes of people, workspaces and keys."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.access import Access, Actor
from accounts.audit import audit_record
from accounts.keys import key_create, key_hash, key_prefix
from accounts.models import ApiKey, Membership, User, Workspace
from accounts.rights import Right, Role

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


@transaction.atomic
def api_key_create(
    *,
    user: User,
    workspace: Workspace,
    name: str,
    scope: Right = Right.WRITE,
    expires_at: datetime | None = None,
    by: Actor | None = None,
) -> tuple[ApiKey, str]:
    """Create a key for programs; returns it with its text, which is not kept and cannot be shown again.

    Whatever its scope, it never opens more than its person's role does. `by` is the person if not given.
    """
    key = key_create()
    row = ApiKey.objects.create(
        user=user,
        workspace=workspace,
        name=name,
        scope=scope,
        expires_at=expires_at,
        prefix=key_prefix(key),
        key_hash=key_hash(key),
    )
    audit_record(workspace=workspace, by=by or Actor(user), action="key.created", subject=row)
    return row, key


def api_key_check(key: str) -> Access | None:
    """Return what a key opens if it is valid: not revoked or expired, of an active person who is a member."""
    role = Membership.objects.filter(user=OuterRef("user"), workspace=OuterRef("workspace")).values("role")
    row = (
        ApiKey.objects.filter(key_hash=key_hash(key), revoked_at=None, user__is_active=True)
        .exclude(expires_at__lte=timezone.now())
        .annotate(role=Subquery(role[:1]))
        .exclude(role=None)
        .select_related("user", "workspace")
        .first()
    )
    if row is None:
        return None
    _note_use(row)
    return Access(user=row.user, workspace=row.workspace, role=Role(row.role), key=row)


def _note_use(row: ApiKey) -> None:
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY)
    if row.last_used_at is None or row.last_used_at < now - _USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=row.pk).update(last_used_at=now)
