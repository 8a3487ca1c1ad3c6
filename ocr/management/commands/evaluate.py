import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines import get_engine
from ocr.engines.rules import RulesEngine
from ocr.errors import EngineError
from ocr.evaluation.datasets import Example, load_examples
from ocr.evaluation.judging import judge
from ocr.evaluation.merchants import Merchant, Merchants
from ocr.evaluation.records import record_of
from ocr.evaluation.report import Report
from ocr.evaluation.runs import Outcome, run, usual_order
from ocr.evaluation.tables import report_lines
from ocr.training.cached import run_cached


class Command(BaseCommand):
    help = "Reads a folder of labelled receipts (images/ID.*, labels.jsonl) and says how well."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--split", help="Only receipts of this split, such as val.")
        parser.add_argument("--engine", default=settings.OCR_ENGINE)
        parser.add_argument(
            "--tagger",
            choices=["engine", "rules"],
            default="engine",
            help="'rules' leaves out the layout net.",
        )
        parser.add_argument("--limit", type=int, help="Stop after so many receipts.")
        parser.add_argument("--jsonl", type=Path, help="Also write one line a receipt to this file.")
        parser.add_argument(
            "--cache",
            type=Path,
            help="Take the words from this folder where it has them, and measure tagger and rules alone.",
        )

    def handle(self, *args: Any, folder: Path, split: str | None, **options: Any) -> None:
        try:
            known = list(load_examples(folder, split=None))
            labelled = [example for example in known if split in (None, example.split)]
            if not labelled:
                raise CommandError(f"{folder} holds no labelled receipts of the split {split!r}.")
            outcomes = _outcomes(folder, labelled[: options["limit"]], **options)
            self._report(outcomes, Merchants(known), usual_order(labelled), options["jsonl"])
        except EngineError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error

    def _report(
        self, outcomes: Iterator[Outcome], merchants: Merchants, order: str | None, jsonl: Path | None
    ) -> None:
        report, by_merchant = Report(), defaultdict[Merchant, Report](Report)
        with _opened(jsonl) as lines:
            for outcome in outcomes:
                judged = judge(outcome, merchant=merchants.of(outcome.example), usual_order=order)
                report.add(judged)
                by_merchant[judged.merchant].add(judged)
                lines.write(json.dumps(record_of(judged), ensure_ascii=False) + "\n")
                self.stderr.write(_progress(outcome))
        self.stdout.write("\n".join(report_lines(report, by_merchant)))


def _outcomes(
    folder: Path, examples: Sequence[Example], *, engine: str, tagger: str, cache: Path | None, **_: Any
) -> Iterator[Outcome]:
    reader = RulesEngine(get_engine(engine)) if tagger == "rules" else get_engine(engine)
    return run_cached(folder, examples, cache, engine=reader) if cache else run(examples, reader)


def _opened(path: Path | None) -> TextIO:
    return (path or Path(os.devnull)).open("w", encoding="utf-8")


def _progress(outcome: Outcome) -> str:
    time = "from cache" if outcome.seconds is None else f"{outcome.seconds:.2f} s"
    return f"{outcome.example.id} {time} {outcome.error}".rstrip()
