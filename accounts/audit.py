"""The audit trail: who did what, written in the transaction in which it is done."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from accounts.access import Actor
from accounts.models import AuditEntry, User, Workspace

SYSTEM = Actor(None)
"""The product itself."""


def audit_record(
    *,
    workspace: Workspace,
    by: Actor,
    action: str,
    subject: Model | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Note that `action`, like 'receipt.approved', was done to `subject`.

    `changes` has the old and the new value, in JSON types, by name.
    """
    AuditEntry.objects.create(
        workspace=workspace,
        user=by.user,
        user_name=str(by.user or "")[:254],
        key_name=by.key.name if by.key else "",
        action=action,
        subject_id="" if subject is None else str(subject.pk),
        subject_name="" if subject is None else str(subject)[:255],
        changes={name: list(pair) for name, pair in (changes or {}).items()},
    )


def audit_list(
    *, workspace: Workspace, action: str = "", user: int = 0, subject: object = ""
) -> QuerySet[AuditEntry]:
    """Return what was done in a workspace, newest first: all, or one action, by one person, to one thing."""
    asked = {"action": action, "user_id": user, "subject_id": str(subject)}
    given = {name: value for name, value in asked.items() if value}
    return AuditEntry.objects.filter(workspace=workspace, **given)


def audit_of(*, workspace: Workspace, subject_id: object) -> QuerySet[AuditEntry]:
    """Return what was done to one thing, newest first."""
    return audit_list(workspace=workspace, subject=subject_id)


def audit_actions(*, workspace: Workspace) -> list[str]:
    """Return the names of all actions that were done in a workspace, in order."""
    return list(
        audit_list(workspace=workspace).order_by("action").values_list("action", flat=True).distinct()
    )


def audit_people(*, workspace: Workspace) -> QuerySet[User]:
    """Return who did something in a workspace and is still known, by address."""
    entries = audit_list(workspace=workspace).order_by()
    return User.objects.filter(id__in=entries.values("user_id")).order_by("email")
