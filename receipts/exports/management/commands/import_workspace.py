"""`manage.py import_workspace FILE --workspace W`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.audit import SYSTEM
from receipts.errors import StorageError
from receipts.exports.management.workspaces import workspace_named
from receipts.exports.restoring import backup_restore


class Command(BaseCommand):
    """Does at once what an import does in the background."""

    help = "Restores a backup, a .zip or .json file that was exported, into an empty workspace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="its id or name")

    def handle(self, *, file: Path, workspace: str, **options: object) -> None:
        """Restore the file or say why not."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            count = backup_restore(
                path=file, workspace=workspace_named(workspace), by=SYSTEM, filename=file.name
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except StorageError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} receipts were restored.")
