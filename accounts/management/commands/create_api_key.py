"""`manage.py create_api_key EMAIL --name N`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.rights import Right
from accounts.selectors import access_current
from accounts.services import api_key_create


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

    def handle(self, *, email: str, name: str, scope: str, **options: object) -> None:
        """Create the key or say why not."""
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no person with the address {email}.")
        access = access_current(user=user)
        if access is None:
            raise CommandError(f"{email} belongs to no workspace, so a key could do nothing.")
        key = api_key_create(user=user, workspace=access.workspace, name=name, scope=Right(scope))[1]
        self.stdout.write(key)
