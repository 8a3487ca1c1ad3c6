from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines.layout import WEIGHTS
from ocr.management.tensorflow import with_tensorflow


class Command(BaseCommand):
    help = "Trains the layout tagger on folders of labelled receipts (images/ID.*, labels.jsonl)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path)
        parser.add_argument("--output", type=Path, default=WEIGHTS, help="The ONNX file to write.")
        parser.add_argument(
            "--cache", type=Path, default=Path("var/training"), help="Keeps what OCR has read."
        )
        parser.add_argument("--epochs", type=int, default=30)
        parser.add_argument("--nets", type=int, default=3, help="How many nets vote.")
        parser.add_argument(
            "--invented", type=int, default=1400, help="How many made-up receipts the last net sees too."
        )
        parser.add_argument("--split", default="train", help="Learn from this split only.")

    def handle(self, *args: Any, folders: list[Path], output: Path, cache: Path, **options: Any) -> None:
        training = with_tensorflow("ocr.training.layout.training", "Training")
        try:
            samples = training.load_samples(folders, cache=cache, split=options["split"])
            if not samples:
                raise CommandError(
                    f"The folders hold no labelled receipts of the split {options['split']!r}."
                )
            self.stdout.write(f"Learning from {len(samples)} pages …")
            training.train(
                samples,
                output,
                epochs=options["epochs"],
                nets=options["nets"],
                invented=options["invented"],
                report=lambda net, epoch, loss: self.stdout.write(f"net {net} epoch {epoch} loss {loss:.4f}"),
            )
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        self.stdout.write(f"{output}, {output.stat().st_size / 1e6:.1f} MB")
