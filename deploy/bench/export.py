"""Memory and seconds of restoring and exporting 10,000 receipts, in a database of its own.

Each step is a process of its own, by the commands that operators use. Memory grows by what a process has at
its peak beyond one that does the same with a hundred receipts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from accounts.models import Workspace
from deploy import stack
from receipts.exports.backup import COPIED_SETTINGS, FORMAT, VERSION
from receipts.models import Section

LIMIT_MB = 50.0
"""By which memory may grow while CSV is written."""

FORMATS = ("csv", "xlsx", "json")
FEW, ITEMS = 100, 5


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--receipts", type=int, default=10_000, help="How many are exported.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print rows, seconds and growth of memory of each step; return whether CSV is within the limit."""
    many = options["receipts"]
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as name:
        folder = Path(name)
        env = stack.environment(folder)
        stack.manage(env, ("migrate", "--verbosity", "0"))
        backup_write(folder / "few.json", FEW)
        backup_write(folder / "many.json", many)
        for workspace in ("few", "many"):
            person = (f"{workspace}@tillroll.example", "--password", "only for an hour")
            stack.manage(env, ("create_user", *person, "--workspace", workspace))
        restored = _grown(env, "import_workspace", "json", folder)
        stdout.write(
            f"restore: {many:,} receipts in {restored[0]:.1f} s, memory grew by {restored[1]:.1f} MB\n"
        )
        grown = {}
        for kind in FORMATS:
            seconds, grown[kind] = _grown(env, "export_workspace", kind, folder)
            size = (folder / f"many.{kind}").stat().st_size / 1e6
            stdout.write(
                f"{kind}: {many:,} receipts, {size:.1f} MB in {seconds:.1f} s, "
                f"memory grew by {grown[kind]:.1f} MB\n"
            )
        rows = (folder / "many.csv").read_bytes().count(b"\r\n") - 1
    stdout.write(f"rows of the CSV: {rows:,}; its memory may grow by {LIMIT_MB:.0f} MB\n")
    return grown["csv"] <= LIMIT_MB and rows == many


def _grown(env: Mapping[str, str], command: str, kind: str, folder: Path) -> tuple[float, float]:
    """Return seconds for the many receipts, and megabytes beyond those for the few."""
    _, little = _measured(env, command, str(folder / f"few.{kind}"), "--workspace", "few")
    seconds, much = _measured(env, command, str(folder / f"many.{kind}"), "--workspace", "many")
    return seconds, much - little


def _measured(env: Mapping[str, str], *words: str) -> tuple[float, float]:
    """Return seconds and peak megabytes of a management command."""
    begun = time.perf_counter()
    command = [sys.executable, "manage.py", *words]
    process = subprocess.Popen(command, cwd=stack.ROOT, env=dict(env), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{words[0]} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def backup_write(path: Path, count: int) -> None:
    """Write the backup of a workspace with so many receipts, without their files."""
    settings = {name: getattr(Workspace(), name) for name in COPIED_SETTINGS}
    labels = {"categories": [{"name": "Meals", "merchants": []}], "tags": []}
    header = {"format": FORMAT, "version": VERSION, "settings": settings, **labels}
    with path.open("w") as file:
        file.write(json.dumps(header).removesuffix("}") + ', "receipts": [')
        file.writelines(", " * (number > 0) + json.dumps(_receipt(number)) for number in range(count))
        file.write("]}")


def _receipt(number: int) -> dict[str, Any]:
    moment = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
    head = {
        "merchant_name": f"Corner shop {number % 97}",
        "merchant_address": f"{number} Long Street, Anytown",
        "date": moment[:10],
        "currency": "EUR",
        "subtotal": "40.00",
        "tax": "2.50",
        "total": "42.50",
    }
    item = {"description": "Coffee, large, to go", "quantity": "2", "unit_price": "4.25", "total": "8.50"}
    fields = [_field(Section.HEAD, 0, name, value) for name, value in head.items()]
    fields += [_field(Section.LINE_ITEMS, row, *cell) for row in range(ITEMS) for cell in item.items()]
    lines = [{"text": field["value"], "confidence": 0.9, "polygon": field["polygon"]} for field in fields]
    page = {"number": 1, "width": 800, "height": 1600, "rotation": 0, "lines": lines, "image": None}
    return {
        "id": str(uuid.uuid4()),
        "status": "completed",
        "created_at": moment,
        "finished_at": moment,
        "reviewed_at": None,
        "filename": f"{number}.jpg",
        "content_type": "image/jpeg",
        "size": 1_000_000,
        "sha256": f"{number:064x}",
        "review_reasons": [],
        "regions": [],
        "is_one": False,
        "error": "",
        "seconds": 1.5,
        "model_version": "bench",
        "note": "",
        "uploaded_by": None,
        "duplicate_of": None,
        "split_from": None,
        "category": "Meals",
        "tags": [],
        "file": None,
        "thumbnail": None,
        "fields": fields,
        "pages": [page],
    }


def _field(section: Section, row: int, name: str, value: str) -> dict[str, Any]:
    return {
        "section": section,
        "row": row,
        "name": name,
        "value": value,
        "source": "model",
        "model_value": value,
        "raw_text": value,
        "confidence": 0.97,
        "page": 1,
        "polygon": [[0.1, 0.1], [0.9, 0.1], [0.9, 0.12], [0.1, 0.12]],
        "model_version": "bench",
        "corrected_at": None,
        "corrected_by": None,
    }
