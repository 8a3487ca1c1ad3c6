import os
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.errors import OcrError
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
    versions: dict[str, int] = _exporter().export_models(folder, base_path=base_path)
    return versions


def _promote(folder: Path, base_path: str) -> dict[str, int]:
    return promote(folder, base_path=base_path)


def _exporter() -> Any:
    """TensorFlow takes seconds and half a gigabyte, and few installations have it: loaded here alone."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        return import_module("ocr.training.export")
    except ModuleNotFoundError as error:
        raise CommandError(
            f"Exporting needs TensorFlow and ONNX, but there is no {error.name}. Run `make export` first."
        ) from error
