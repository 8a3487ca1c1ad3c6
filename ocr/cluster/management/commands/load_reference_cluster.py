"""`manage.py load_reference_cluster [--since 2026-01-01]`."""

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal

from django.core.management.base import BaseCommand
from django.utils import timezone

from ocr.cluster.models import Machine
from ocr.cluster.reference import reference_cluster_load


class Command(BaseCommand):
    """Gives an operator machines to start from."""

    help = "Adds the machines of the reference cluster with their prices, and what could be rented instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            metavar="DATE",
            help="the day from which they cost something (default: the first of this month)",
        )

    def handle(self, *, since: date | None, **_: object) -> None:
        """Add what is missing and print what the machines cost."""
        since = since or timezone.now().date().replace(day=1)
        total = Decimal()
        for machine, is_new in reference_cluster_load(since=since):
            price = machine.prices.last()
            cost = price.monthly_cost if price else Decimal()
            total += cost if machine.currency == "USD" else 0
            told = "" if is_new else "  (there already; left as it is)"
            self.stdout.write(f"{machine!s:<24} {cost:>8.2f} {machine.currency}{told}")
        self.stdout.write(f"Total: {total:.2f} USD a month + bandwidth")
        if not Machine.objects.filter(pods__isnull=False).exists():
            self.stdout.write("Now say of each pod which machine it runs on: Admin, Pods.")
