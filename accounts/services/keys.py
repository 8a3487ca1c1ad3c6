"""API keys."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.access import Access, Actor
from accounts.audit import audit_record
from accounts.errors import ConflictError
from accounts.keys import key_create, key_hash, key_prefix
from accounts.models import ApiKey, Membership, User, Workspace
from accounts.rights import Right, Role
from accounts.services.workspaces import workspace_lock

MOST_KEYS = 100
"""Keys that a person may have in a workspace at a time."""

# A busy program would otherwise cause a write with each of its reads.
_USE_NOTED_EVERY = timedelta(minutes=1)


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
    Raises `ConflictError` for somebody who is no member, or has too many keys.
    """
    workspace = workspace_lock(workspace)
    if not Membership.objects.filter(user=user, workspace=workspace).exists():
        raise ConflictError(f"{user} is no member of {workspace}.", code="no_member")
    if ApiKey.objects.filter(user=user, workspace=workspace, revoked_at=None).count() >= MOST_KEYS:
        raise ConflictError(f"{user} has {MOST_KEYS} keys here already. Revoke one first.", code="too_many")
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


@transaction.atomic
def api_key_revoke(*, key: ApiKey, by: Actor) -> None:
    """Let a key open nothing any more; one that was revoked before stays so."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit_record(workspace=key.workspace, by=by, action="key.revoked", subject=key)


_VALID_KEY = """
SELECT key.id, key.name, key.scope, person.id, person.email, person.name, workspace.id, workspace.name,
       membership.role, key.last_used_at IS NULL OR key.last_used_at < %s
FROM accounts_apikey key
JOIN accounts_user person ON person.id = key.user_id
JOIN accounts_workspace workspace ON workspace.id = key.workspace_id
JOIN accounts_membership membership
    ON membership.user_id = key.user_id AND membership.workspace_id = key.workspace_id
WHERE key.key_hash = %s AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > %s)
    AND person.is_active
"""
"""Programs present their key with each request, and composing this query takes longer than answering it."""


def api_key_check(key: str) -> Access | None:
    """Return what a key opens if it is valid: not revoked or expired, of an active person who is a member.

    Person, workspace and key are loaded as far as requests need them, and further when asked.
    """
    now = timezone.now()
    moments = [connection.ops.adapt_datetimefield_value(when) for when in (now - _USE_NOTED_EVERY, now)]
    with connection.cursor() as cursor:
        cursor.execute(_VALID_KEY, [moments[0], key_hash(key), moments[1]])
        found = cursor.fetchone()
    if found is None:
        return None
    row = ApiKey.from_db("default", ("id", "name", "scope"), found[:3])
    user = User.from_db("default", ("id", "email", "name"), found[3:6])
    workspace_id = Workspace._meta.pk.to_python(found[6])
    workspace = Workspace.from_db("default", ("id", "name"), (workspace_id, found[7]))
    if found[9]:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return Access(user=user, workspace=workspace, role=Role(found[8]), key=row)
