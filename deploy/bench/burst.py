"""Uploads that all come at once, through the real API, queue and worker, with stub pods as slow as the real
system that is to be beaten."""

import io
import math
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import requests
from PIL import Image

from deploy import stack
from ocr.pods.canned import RECEIPT
from ocr.pods.running import StubPod, stub_pods
from ocr.tests.drawing import receipt_image

PODS, BATCH, CROWD = 8, 25, 250
MAX_SHARE_OF_IDEAL = 1.05
WAIT_SECONDS = 60
DETECTION_SHARE, LAYOUT_SHARE = 0.2, 0.02
"""Of a receipt's time on the pods; its line crops share the rest."""
MONTH_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class SizeClass:
    """One row of the table: what the other system needed for a batch of such images."""

    name: str
    width: int
    height: int
    reference: str
    """Seconds for the batch, as published."""
    service_seconds: float
    """Of the pods for one receipt, so that the other system's pods would be busy all the time."""

    @property
    def ideal_seconds(self) -> float:
        """Of the batch, when each receipt keeps one pod from begin to end and nothing else takes time."""
        return math.ceil(BATCH / PODS) * self.service_seconds


CLASSES = (
    SizeClass(name="small", width=480, height=640, reference="3-5", service_seconds=1.25),
    SizeClass(name="medium", width=640, height=960, reference="5-6", service_seconds=1.5),
    SizeClass(name="normal", width=1280, height=960, reference="8-10", service_seconds=2.5),
    SizeClass(name="large", width=1920, height=1080, reference="10-15", service_seconds=3.75),
    SizeClass(name="ultra large", width=4032, height=3024, reference="25-45", service_seconds=11.25),
)
CROWD_CLASS = CLASSES[0]


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    names = [size.name for size in CLASSES]
    parser.add_argument("--only", choices=names, help="One class of the table, and no crowd.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the table and the crowd's figures; return whether each is within its limits."""
    chosen = [size for size in CLASSES if options["only"] in (None, size.name)]
    with (
        tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder,
        stub_pods(PODS) as pods,
        _installation(Path(folder), pods) as api,
    ):
        api.upload(_photos(CROWD_CLASS, 1)[0])
        stdout.write(f"{BATCH} uploads at once, {PODS} pods; seconds for all of them\n")
        stdout.write(_row("image", "pixels", "reference", "ideal", "ours", "200s", "a month"))
        reached = [_batch(size, api, pods, stdout) for size in chosen]
        if not options["only"]:
            reached.append(_crowd(api, pods, stdout))
        stdout.write(f"memory of the worker at its peak: {stack.peak_memory_mb(api.worker_pid):.0f} MB\n")
    return all(reached)


def _batch(size: SizeClass, api: "_Api", pods: Sequence[StubPod], stdout: TextIO) -> bool:
    _slow_down(pods, size)
    seconds, statuses, _ = _at_once(api, _photos(size, BATCH))
    month = MONTH_SECONDS / (seconds / BATCH)
    pixels = f"{size.width}x{size.height}"
    stdout.write(
        _row(
            size.name,
            pixels,
            size.reference,
            f"{size.ideal_seconds:.0f}",
            f"{seconds:.2f}",
            f"{statuses[200]}",
            f"{month:,.0f}",
        )
    )
    return statuses[200] == BATCH and seconds <= MAX_SHARE_OF_IDEAL * size.ideal_seconds


def _crowd(api: "_Api", pods: Sequence[StubPod], stdout: TextIO) -> bool:
    """Ten times as many: some answers come before the receipt is read, but every receipt ends read."""
    _slow_down(pods, CROWD_CLASS)
    begun = time.monotonic()
    _, statuses, ids = _at_once(api, _photos(CROWD_CLASS, CROWD))
    ends = Counter(api.end_of(id) for id in ids)
    seconds = time.monotonic() - begun
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items()))
    stdout.write(
        f"{CROWD} uploads at once ({CROWD_CLASS.name}): answered {answers}; in {seconds:.1f} s all ended: "
        f"{', '.join(f'{count} {end}' for end, count in ends.items())}\n"
    )
    return ends["completed"] + ends["needs_review"] == CROWD


def _slow_down(pods: Sequence[StubPod], size: SizeClass) -> None:
    detection, layout = (share * size.service_seconds for share in (DETECTION_SHARE, LAYOUT_SHARE))
    crop = (size.service_seconds - detection - layout) / len(RECEIPT)
    for pod in pods:
        pod.behave(detect_seconds=detection, crop_seconds=crop, tag_seconds=layout)


def _at_once(api: "_Api", photos: Sequence[bytes]) -> tuple[float, Counter[int], list[str]]:
    """Upload all photos at the same time; return the seconds until the last answer, statuses and ids."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(photos)) as threads:
        answers = list(threads.map(api.upload, photos))
    seconds = time.monotonic() - begun
    statuses = Counter(answer.status_code for answer in answers)
    return seconds, statuses, [answer.json()["id"] for answer in answers if answer.ok]


def _photos(size: SizeClass, count: int) -> list[bytes]:
    """Different files, each a receipt on a table's grain, as large as a phone's."""
    image = receipt_image().convert("RGB").resize((size.width, size.height), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((size.width, size.height), 12).convert("RGB")
    image = Image.blend(image, grain, 0.1)
    photos = []
    for number in range(count):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=92, comment=f"photo {number} at {time.time_ns()}".encode())
        photos.append(buffer.getvalue())
    return photos


@dataclass(frozen=True, kw_only=True)
class _Api:
    """The API of a running installation."""

    url: str
    key: str
    worker_pid: int

    def upload(self, photo: bytes) -> requests.Response:
        headers = {**self._headers, "Prefer": f"wait={WAIT_SECONDS}"}
        return requests.post(self.url, headers=headers, files={"file": ("photo.jpg", photo)}, timeout=120)

    def end_of(self, id: str) -> str:
        """Return the receipt's status as soon as it is no longer being read."""
        while True:
            headers = {**self._headers, "Prefer": f"wait={WAIT_SECONDS}"}
            answer = requests.get(f"{self.url}{id}/", headers=headers, timeout=120)
            status = str(answer.json()["status"])
            if status not in ("queued", "processing"):
                return status
            time.sleep(0.2)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@contextmanager
def _installation(data_dir: Path, pods: Sequence[StubPod]) -> Iterator[_Api]:
    listed = ",".join(f"here={pod.url}" for pod in pods)
    with stack.installation(data_dir, OCR_ENGINE="serving", OCR_PODS=listed) as parts:
        yield _Api(url=parts.api, key=parts.key, worker_pid=parts.worker.pid)


def _row(*cells: str) -> str:
    widths = (12, 10, 10, 6, 7, 5, 12)
    return "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)) + "\n"
