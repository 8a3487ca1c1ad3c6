import argparse
import sys
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

BENCHMARKS = (
    "burst",
    "export",
    "link",
    "list",
    "memory",
    "operations",
    "pool",
    "read",
    "start",
    "statistics",
    "vietnamese",
)
"""Modules of `deploy.bench`; each has `add_arguments(parser)` and `run(options, stdout) -> bool`."""


class Command(BaseCommand):
    help = "Measures a part of the product, prints the figures, and exits with 1 when they fall short."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("benchmark", choices=BENCHMARKS)
        parser.add_argument("options", nargs=argparse.REMAINDER, help="See `bench BENCHMARK --help`.")

    def handle(self, *args: Any, benchmark: str, **options: Any) -> None:
        # Only this one is imported: what others import would count in its memory.
        module = import_module(f"deploy.bench.{benchmark}")
        parser = argparse.ArgumentParser(prog=f"manage.py bench {benchmark}", description=module.__doc__)
        module.add_arguments(parser)
        reached = module.run(vars(parser.parse_args(options["options"])), self.stdout)
        sys.exit(0 if reached else 1)
