from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines import get_engine
from ocr.engines.base import Engine
from ocr.errors import EngineError
from ocr.evaluation.datasets import load_examples
from ocr.evaluation.runs import usual_order
from ocr.layout.calibration import TABLE, Places, Table, write_table
from ocr.training.cached import tagged_pages
from ocr.training.calibration.cases import Case, cases_of, enough
from ocr.training.calibration.fitting import cross_fit, fit
from ocr.training.calibration.summary import summary_lines


class Command(BaseCommand):
    help = "Fits the confidences of fields to folders of labelled receipts (images/ID.*, labels.jsonl)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path)
        parser.add_argument(
            "--split", default="val", help="Fit to this split, which the nets have not seen; or to 'all'."
        )
        parser.add_argument("--engine", default=settings.OCR_ENGINE)
        parser.add_argument(
            "--cache",
            type=Path,
            default=Path("var/training"),
            help="Keeps the words that OCR has read; empty it when the recogniser changes.",
        )
        parser.add_argument("--output", type=Path, default=TABLE, help="The table to write.")
        parser.add_argument(
            "--model-version",
            action="append",
            default=[],
            help="A version that the table holds for too, beside that of the engine; can be repeated.",
        )

    def handle(self, *args: Any, folders: list[Path], split: str, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
            nets = engine.nets()
            cases = enough(
                case
                for folder in folders
                for case in _cases(folder, None if split == "all" else split, engine, options["cache"])
            )
            if not cases:
                raise CommandError(f"The folders hold no labelled receipts of the split {split!r}.")
            versions = (nets.model_version(), *options["model_version"])
            write_table(Table(versions=versions, curves=fit(cases)), options["output"])
        except EngineError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        self.stdout.write("\n".join(summary_lines(list(cross_fit(cases)))))
        self.stdout.write(f"{options['output']} holds for {', '.join(versions)}.")


def _cases(folder: Path, split: str | None, engine: Engine, cache: Path) -> Iterator[Case]:
    examples = list(load_examples(folder, split=split))
    order = usual_order(examples)
    for page in tagged_pages(folder, examples, cache, engine=engine):
        yield from cases_of(page.example, page.receipt, Places(page.words, page.tags), order)
