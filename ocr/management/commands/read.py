import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines import get_engine
from ocr.errors import OcrError
from ocr.reader import read
from ocr.schema import reading_to_json


class Command(BaseCommand):
    help = "Reads one photo or PDF and prints its fields as JSON; needs no server."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--lines", action="store_true", help="Print the text lines too.")

    def handle(self, *args: Any, file: Path, lines: bool, **options: Any) -> None:
        try:
            reading = read(file.read_bytes(), engine=get_engine(settings.OCR_ENGINE))
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
        except OcrError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(reading_to_json(reading, lines=lines), indent=2, ensure_ascii=False))
