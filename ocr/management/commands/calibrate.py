from collections import Counter
from collections.abc import Iterable, Iterator
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
from ocr.training.cached import TaggedPage, tagged_pages
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
            help="Keeps the words that OCR has read.",
        )
        parser.add_argument("--output", type=Path, default=TABLE, help="The table to write.")

    def handle(self, *args: Any, folders: list[Path], split: str, **options: Any) -> None:
        try:
            engine = get_engine(options["engine"])
            read = [
                (page.model_version, list(cases))
                for folder in folders
                for page, cases in _cases(folder, None if split == "all" else split, engine, options["cache"])
            ]
            if not read:
                raise CommandError(f"The folders hold no labelled receipts of the split {split!r}.")
            # Pages that are too long for the layout net are of another version.
            ((version, _),) = Counter(version for version, _ in read).most_common(1)
            cases = enough(case for of, known in read if of == version for case in known)
            if not cases:
                raise CommandError(f"The labels of the split {split!r} name no field that was read.")
            write_table(Table(version=version, curves=fit(cases)), options["output"])
        except EngineError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        self.stdout.write("\n".join(summary_lines(list(cross_fit(cases)))))
        self.stdout.write(f"{options['output']} holds for {version}.")


def _cases(
    folder: Path, split: str | None, engine: Engine, cache: Path
) -> Iterator[tuple[TaggedPage, Iterable[Case]]]:
    examples = list(load_examples(folder, split=split))
    order = usual_order(examples)
    for page in tagged_pages(folder, examples, cache, engine=engine):
        yield page, cases_of(page.example, page.receipt, Places(page.words, page.tags), order)
