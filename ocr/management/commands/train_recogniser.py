from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines.tuning import WEIGHTS
from ocr.errors import OcrError
from ocr.management.tensorflow import with_tensorflow


class Command(BaseCommand):
    help = "Fine-tunes the recogniser on the lines of labelled receipts (images/ID.*, labels.jsonl)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path)
        parser.add_argument("--output", type=Path, default=WEIGHTS, help="The file of changes to write.")
        parser.add_argument(
            "--cache", type=Path, default=Path("var/training"), help="Keeps what OCR has read and cut out."
        )
        parser.add_argument("--epochs", type=int, default=1)
        parser.add_argument("--drawn", type=int, default=130, help="Lines to draw of each language.")
        parser.add_argument("--split", default="train", help="Learn from this split only.")

    def handle(self, *args: Any, folders: list[Path], output: Path, cache: Path, **options: Any) -> None:
        try:
            with_tensorflow("ocr.training.text.training", "Training").train(
                folders,
                output,
                cache=cache,
                split=options["split"],
                epochs=options["epochs"],
                drawn=options["drawn"],
                loaded=lambda count: self.stdout.write(f"Learning from {count} lines …"),
                report=lambda step, steps, loss: self.stdout.write(f"step {step} of {steps} loss {loss:.3f}"),
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        except OcrError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{output}, {output.stat().st_size / 1e6:.1f} MB")
