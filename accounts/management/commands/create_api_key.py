"""`manage.py create_api_key EMAIL --name N [--workspace W] [--scope S] [--days D]`."""

from argparse import ArgumentParser
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.rights import Right
from accounts.selectors import access_current, memberships_of
from accounts.services import api_key_create

_MOST_DAYS = 3650


class Command(BaseCommand):
    """Prints the key alone, so that a script can keep it: `KEY=$(manage.py create_api_key …)`."""

    help = "Creates an API key for a person's workspace and prints it; it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--scope", choices=Right.values, default=Right.WRITE.value, help="what it may do (default: write)"
        )

        parser.add_argument(
            "--workspace", help="name or id, for a person in several (default: the one they work in)"
        )
        parser.add_argument("--days", type=int, help="how long it is valid (default: until it is revoked)")

    def handle(
        self, *, email: str, name: str, scope: str, workspace: str | None, days: int | None, **options: object
    ) -> None:
        """Create the key or say why not."""
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no person with the address {email}.")
        found = _named(user, workspace) if workspace else _current(user)
        key = api_key_create(
            user=user, workspace=found, name=name, scope=Right(scope), expires_at=_end(days)
        )[1]
        self.stdout.write(key)


def _current(user: User) -> Workspace:
    access = access_current(user=user)
    if access is None:
        raise CommandError(f"{user.email} belongs to no workspace, so a key could do nothing.")
    return access.workspace


def _named(user: User, name: str) -> Workspace:
    places = [place.workspace for place in memberships_of(user=user)]
    found = [workspace for workspace in places if name in (workspace.name, str(workspace.id))]
    if not found:
        raise CommandError(f"{user.email} belongs to no workspace {name!r}.")
    if len(found) > 1:
        ids = ", ".join(str(workspace.id) for workspace in found)
        raise CommandError(f"{user.email} belongs to several workspaces {name!r}. Name one by its id: {ids}.")
    return found[0]


def _end(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= _MOST_DAYS:
        raise CommandError(f"--days is a number from 1 to {_MOST_DAYS}.")
    return timezone.now() + timedelta(days=days)
