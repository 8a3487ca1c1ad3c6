import sys
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

BENCHMARKS = ("memory", "read", "start")
"""Modules of `deploy.bench`; each has `add_arguments(parser)` and `run(options, stdout) -> bool`."""


class Command(BaseCommand):
    help = "Measures a part of the product, prints the figures, and exits with 1 when they fall short."

    def add_arguments(self, parser: CommandParser) -> None:
        subparsers = parser.add_subparsers(dest="benchmark", required=True)
        for name in BENCHMARKS:
            module = import_module(f"deploy.bench.{name}")
            module.add_arguments(subparsers.add_parser(name, help=module.__doc__))

    def handle(self, *args: Any, benchmark: str, **options: Any) -> None:
        reached = import_module(f"deploy.bench.{benchmark}").run(options, self.stdout)
        sys.exit(0 if reached else 1)
