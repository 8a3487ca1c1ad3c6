"""Bytes that cross the network for a receipt of 12 megapixels, both ways, with pods of the real nets."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import fmean
from typing import Any, TextIO

from django.core.management import call_command

from deploy.bench.photos import as_photo
from deploy.bench.pool import client_of
from ocr.engines.serving import ServingEngine
from ocr.pods.running import development_pods
from ocr.reader import read
from ocr.tests.drawing import draw_receipt
from ocr.types import Usage

LIMIT_MB = 1.2
MEGABYTE = 1e6


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("images", nargs="*", type=Path, help="Receipts, enlarged to 12 megapixels.")
    parser.add_argument("--models", type=Path, help="What export_models wrote; exported when not given.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the bytes of each photo and of the largest; return whether that is within the limit."""
    photos = {path.name: as_photo(path.read_bytes()) for path in options["images"]}
    photos = photos or {"drawn receipt": as_photo(draw_receipt())}
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        models = options["models"] or Path(folder) / "models"
        if not models.exists():
            call_command("export_models", models, stdout=stdout)
        with development_pods(models, threads=2) as (pod,):
            engine = ServingEngine(client_of({pod.url: "here"}))
            usages = {name: read(data, engine=engine).usage for name, data in photos.items()}
    for name, usage in usages.items():
        stdout.write(f"{name}: {_summary(usage)}; the photo has {len(photos[name]) / MEGABYTE:.2f} MB\n")
    totals = [_megabytes(usage) for usage in usages.values()]
    original = fmean(len(photo) for photo in photos.values()) / MEGABYTE
    stdout.write(
        f"{len(totals)} photos: mean {fmean(totals):.2f} MB, largest {max(totals):.2f} MB "
        f"(limit {LIMIT_MB} MB); the originals have {original:.2f} MB on average, "
        f"{original * 4 / 3:.2f} MB in base64\n"
    )
    return max(totals) <= LIMIT_MB


def _summary(usage: Usage) -> str:
    sent = sum(call.bytes_sent for call in usage.calls) / MEGABYTE
    received = sum(call.bytes_received for call in usage.calls) / MEGABYTE
    return f"{len(usage.calls)} calls, {sent:.2f} MB sent, {received:.2f} MB received"


def _megabytes(usage: Usage) -> float:
    return sum(call.bytes_sent + call.bytes_received for call in usage.calls) / MEGABYTE
