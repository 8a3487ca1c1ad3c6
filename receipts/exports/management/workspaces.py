"""How commands are told which workspace is meant."""

from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import Workspace


def workspace_named(text: str) -> Workspace:
    """Return the workspace with this id or name; raise `CommandError` unless there is exactly one."""
    found = list(_with_id(text) or Workspace.objects.filter(name=text)[:2])
    if not found:
        raise CommandError(f"There is no workspace with the id or name '{text}'.")
    if len(found) > 1:
        raise CommandError(f"Several workspaces are called '{text}'. Give the id of one.")
    return found[0]


def _with_id(text: str) -> list[Workspace]:
    try:
        return list(Workspace.objects.filter(id=UUID(text)))
    except ValueError:
        return []
