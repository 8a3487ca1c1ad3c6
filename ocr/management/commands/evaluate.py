import json
import os
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ocr.engines import get_engine
from ocr.engines.base import Engine
from ocr.errors import EngineError
from ocr.evaluation.comparison import Report
from ocr.evaluation.datasets import load_examples
from ocr.evaluation.runs import Outcome, run, usual_order
from ocr.evaluation.tables import report_lines
from ocr.schema import reading_to_json
from ocr.types import Receipt


class Command(BaseCommand):
    help = "Reads a folder of labelled receipts (images/ID.*, labels.jsonl) and says how well."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--split", help="Only receipts of this split, such as val.")
        parser.add_argument("--engine", default=settings.OCR_ENGINE)
        parser.add_argument("--limit", type=int, help="Stop after so many receipts.")
        parser.add_argument("--jsonl", type=Path, help="Also write one line a receipt to this file.")

    def handle(self, *args: Any, folder: Path, split: str | None, limit: int | None, **options: Any) -> None:
        try:
            labelled = list(load_examples(folder, split=split))
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be opened: {error.strerror}.") from error
        if not labelled:
            raise CommandError(f"{folder} holds no labelled receipts of the split {split!r}.")
        engine, order, report = _engine(options["engine"]), usual_order(labelled), Report()
        with _opened(options["jsonl"]) as lines:
            for outcome in run(labelled[:limit], engine):
                receipt = outcome.reading.receipt if outcome.reading else Receipt()
                report.add(outcome.example, receipt, usual_order=order, seconds=outcome.seconds)
                lines.write(json.dumps(_line(outcome), ensure_ascii=False) + "\n")
                self.stderr.write(f"{outcome.example.id} {outcome.seconds:.2f} s {outcome.error}".rstrip())
        self.stdout.write("\n".join(report_lines(report)))


def _engine(name: str) -> Engine:
    try:
        return get_engine(name)
    except EngineError as error:
        raise CommandError(str(error)) from error


def _opened(path: Path | None) -> TextIO:
    return (path or Path(os.devnull)).open("w", encoding="utf-8")


def _line(outcome: Outcome) -> dict[str, Any]:
    receipt = reading_to_json(outcome.reading)["receipt"] if outcome.reading else None
    line = {"id": outcome.example.id, "seconds": round(outcome.seconds, 3), "receipt": receipt}
    return line | ({"error": outcome.error} if outcome.error else {})
