import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines import get_engine
from ocr.errors import OcrError
from ocr.reader import read
from ocr.schema import reading_to_json
from ocr.vietnamese.rereading import Language


class Command(BaseCommand):
    help = "Reads one photo or PDF and prints its fields as JSON; needs no server."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--lines", action="store_true", help="Print the text lines too.")
        parser.add_argument(
            "--language",
            type=Language,
            choices=list(Language),
            default=Language.AUTO,
            help="Look for Vietnamese letters where the receipt is Vietnamese (auto), always (vi), or never.",
        )

    def handle(self, *args: Any, file: Path, lines: bool, language: Language, **options: Any) -> None:
        try:
            reading = read(file.read_bytes(), engine=get_engine(settings.OCR_ENGINE), language=language)
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
        except OcrError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(reading_to_json(reading, lines=lines), indent=2, ensure_ascii=False))
