"""Peak memory of a worker that reads 12-megapixel photos two at a time, through the real API and queue."""

import io
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import requests
from PIL import Image

from deploy import stack

LIMIT_MB = 1100
PHOTO_SIZE = (3024, 4032)
AT_ONCE = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("images", nargs="+", type=Path, help="Receipts, enlarged to 12 megapixels.")
    parser.add_argument("--rounds", type=int, default=3, help="How often all images are read.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the worker's memory at its peak; return whether it stays within the limit."""
    photos = [_as_photo(path) for path in options["images"]] * options["rounds"]
    with (
        tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder,
        _installation(Path(folder)) as parts,
    ):
        api, key, worker_pid = parts
        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = list(pool.map(lambda photo: _read(api, key, photo), photos))
        peak = _peak_memory_mb(worker_pid)
    stdout.write(
        f"{len(photos)} photos of 12 megapixels, {AT_ONCE} at a time: {', '.join(sorted(set(statuses)))}\n"
    )
    stdout.write(f"worker's memory: {peak:.0f} MB at its peak (limit {LIMIT_MB} MB)\n")
    return peak <= LIMIT_MB and "failed" not in statuses


@contextmanager
def _installation(data_dir: Path) -> Iterator[tuple[str, str, int]]:
    """Run Valkey, web server and one worker; give the API's address, a key and the worker's process id."""
    port = stack.free_port()
    env = stack.environment(data_dir, PORT=str(port), WORKER_THREADS=str(AT_ONCE))
    valkey = stack.start_valkey(data_dir)
    stack.manage(env, "migrate", "--verbosity", "0")
    stack.manage(
        env, "create_user", "bench@tillroll.example", "--password", "only for an hour", "--workspace", "B"
    )
    key = stack.manage(env, "create_api_key", "bench@tillroll.example", "--name", "bench").strip()
    web, worker = stack.start_web(env, port), stack.start_worker(env)
    try:
        yield f"http://127.0.0.1:{port}/api/v1/receipts/", key, worker.pid
    finally:
        for process in (worker, web, valkey):
            stack.stop(process)


def _as_photo(path: Path) -> bytes:
    with Image.open(path) as image:
        buffer = io.BytesIO()
        image.convert("RGB").resize(PHOTO_SIZE, Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _read(api: str, key: str, photo: bytes) -> str:
    headers = {"Authorization": f"Bearer {key}", "Prefer": "wait=60"}
    answer = requests.post(api, headers=headers, files={"file": ("photo.jpg", photo)}, timeout=90)
    answer.raise_for_status()
    return str(answer.json()["status"])


def _peak_memory_mb(pid: int) -> float:
    """Return the largest resident size so far, from Linux' /proc/PID/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
