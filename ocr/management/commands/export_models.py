from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.errors import OcrError
from ocr.management.tensorflow import with_tensorflow
from ocr.training.publishing import promote


class Command(BaseCommand):
    help = "Writes the nets as the next version of SavedModels, with the configuration of TensorFlow Serving."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--promote", action="store_true", help="Write no new version: label the newest stable."
        )
        parser.add_argument("--base-path", default="/models", help="Where the pods see the folder.")

    def handle(self, *args: Any, folder: Path, base_path: str, **options: Any) -> None:
        publish = _promote if options["promote"] else _export
        try:
            versions = publish(folder, base_path)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from error
        except OcrError as error:
            raise CommandError(str(error)) from error
        for name, version in versions.items():
            self.stdout.write(str(folder / name / str(version)))


def _export(folder: Path, base_path: str) -> dict[str, int]:
    exporter = with_tensorflow("ocr.training.export", "Exporting")
    versions: dict[str, int] = exporter.export_models(folder, base_path=base_path)
    return versions


def _promote(folder: Path, base_path: str) -> dict[str, int]:
    return promote(folder, base_path=base_path)
