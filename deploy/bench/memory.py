"""Peak memory of a worker that reads 12-megapixel photos two at a time, through the real API and queue."""

import tempfile
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

import requests

from deploy import stack
from deploy.bench.photos import as_photo

LIMIT_MB = 1100
AT_ONCE = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("images", nargs="+", type=Path, help="Receipts, enlarged to 12 megapixels.")
    parser.add_argument("--rounds", type=int, default=3, help="How often all images are read.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the worker's memory at its peak; return whether it stays within the limit."""
    photos = [as_photo(path.read_bytes()) for path in options["images"]] * options["rounds"]
    with (
        tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder,
        stack.installation(Path(folder), WORKER_THREADS=str(AT_ONCE)) as parts,
    ):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = list(pool.map(lambda photo: _read(parts.api, parts.key, photo), photos))
        peak = stack.peak_memory_mb(parts.worker.pid)
    stdout.write(
        f"{len(photos)} photos of 12 megapixels, {AT_ONCE} at a time: {', '.join(sorted(set(statuses)))}\n"
    )
    stdout.write(f"worker's memory: {peak:.0f} MB at its peak (limit {LIMIT_MB} MB)\n")
    return peak <= LIMIT_MB and "failed" not in statuses


def _read(api: str, key: str, photo: bytes) -> str:
    headers = {"Authorization": f"Bearer {key}", "Prefer": "wait=60"}
    answer = requests.post(api, headers=headers, files={"file": ("photo.jpg", photo)}, timeout=90)
    answer.raise_for_status()
    return str(answer.json()["status"])
