"""`manage.py export_workspace FILE --workspace W`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import SYSTEM
from receipts.exports.management.workspaces import workspace_named
from receipts.exports.models import Format
from receipts.exports.services import export_to_file


class Command(BaseCommand):
    """The format is that of the file's name: `.zip` is a backup with all files."""

    help = "Writes all receipts of a workspace into a file: .zip (a backup), .json, .xlsx or .csv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, help="its id or name")

    def handle(self, *, file: Path, workspace: str, **options: object) -> None:
        """Write the file or say why not."""
        name = file.suffix.removeprefix(".").lower()
        if name not in Format.values:
            raise CommandError(f"'{file}' is of no known format. Name it .zip, .json, .xlsx or .csv.")
        count = export_to_file(
            workspace=workspace_named(workspace), by=SYSTEM, format=Format(name), path=file
        )
        self.stdout.write(f"{count:,} receipts were written to {file}.")
