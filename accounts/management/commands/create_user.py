"""`manage.py create_user EMAIL --password P --workspace NAME [--operator]`."""

from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import user_create


class Command(BaseCommand):
    """Bootstraps an installation without a browser."""

    help = "Creates a person who can log in at once, with a workspace of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("email")
        parser.add_argument("--password", required=True)
        parser.add_argument("--workspace", required=True, metavar="NAME", help="name of the new workspace")
        parser.add_argument("--operator", action="store_true", help="the person may also use the admin")

    def handle(self, *, email: str, password: str, workspace: str, operator: bool, **_: object) -> None:
        """Create the person or say why not."""
        try:
            validate_password(password, User(email=email))
            user_create(email=email, password=password, workspace_name=workspace, operator=operator)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{email} can log in now; the workspace {workspace!r} is theirs.")
