"""Reads one receipt: claim it, read its file outside any transaction, store the outcome at once."""

import io
import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Now
from PIL import Image

from accounts.audit import SYSTEM, audit_record
from accounts.errors import ConflictError
from accounts.services import workspace_lock
from ocr.engines import get_engine
from ocr.engines.base import Engine
from ocr.errors import OcrError, PodsAwayError
from ocr.images import count_pixels
from ocr.reader import read
from ocr.schema import line_to_json, reading_to_json
from ocr.types import Call, Reading
from ocr.types import Page as PageRead
from ocr.types import Stage as StageOfReading
from ocr.vietnamese.rereading import Language
from receipts import events
from receipts.errors import StorageError
from receipts.files import NewFiles, file_read, files_delete
from receipts.labels import category_of_merchant
from receipts.leases import Claim, LeaseLostError, claim_take, heartbeat
from receipts.models import Page, Receipt, Stage, Status
from receipts.queue import ASK_FOR_GPU_EVERY, MAX_ATTEMPTS, retry_delay
from receipts.search import search_text_save
from receipts.services.accuracy import read_count
from receipts.services.derived import derived_of
from receipts.services.duplicates import duplicates_look_again, duplicates_of
from receipts.services.reading_days import reading_count
from receipts.services.readings import fields_replace
from receipts.transitions import to_end, to_queue, to_wait_for_gpu
from receipts.webhooks.publishing import receipt_announce

logger = logging.getLogger(__name__)

_REPORT_EVERY = 0.3
"""Seconds between two reports of progress; more often nobody sees, and each one is a write."""

_THUMBNAIL_SIZE = (240, 320)
"""Pixels; twice what lists show, for dense screens."""

_UNEXPECTED = "Something unexpected went wrong while reading. Your file is safe; try again."


def receipt_process(*, receipt_id: UUID) -> None:
    """Read a queued receipt; do nothing when it is not queued (any more)."""
    engine = get_engine(settings.OCR_ENGINE)
    if not engine.ready():
        _wait_for_gpu(receipt_id)
        return
    claim = claim_take(receipt_id)
    if claim is None:
        return
    with heartbeat.holding(claim):
        try:
            _process(claim, engine)
        except LeaseLostError:
            logger.info("Reading of receipt %s ended: it was canceled, deleted or taken over", receipt_id)


@transaction.atomic
def _wait_for_gpu(receipt_id: UUID) -> None:
    """Leave a queued receipt in the queue, and tell its pages why unless they know."""
    queued = Receipt.objects.filter(id=receipt_id, status=Status.QUEUED)
    told = queued.exclude(stage=Stage.WAITING_FOR_GPU).update(
        revision=F("revision") + 1, updated_at=Now(), **to_wait_for_gpu()
    )
    if told:
        events.receipt_changed(Receipt.objects.get(id=receipt_id))
    else:
        queued.update(send_after=Now() + ASK_FOR_GPU_EVERY)


def _process(claim: Claim, engine: Engine) -> None:
    receipt = claim.update(stage=Stage.NONE, progress=0)
    may_retry = receipt.attempts < MAX_ATTEMPTS
    try:
        _read_and_store(claim, receipt, engine)
    except (LeaseLostError, DatabaseError):
        raise
    except PodsAwayError:
        # No fault of the receipt's, so it costs it no attempt.
        claim.update(**to_wait_for_gpu(), attempts=receipt.attempts - 1)
    except OcrError as error:
        _give_up(claim, str(error), attempts=receipt.attempts, retry=error.retryable and may_retry)
    except StorageError as error:
        _give_up(claim, str(error), attempts=receipt.attempts, retry=may_retry)
    except Exception:
        logger.exception("Reading receipt %s failed", receipt.id)
        _give_up(claim, _UNEXPECTED, attempts=receipt.attempts, retry=False)


def _read_and_store(claim: Claim, receipt: Receipt, engine: Engine) -> None:
    data = file_read(receipt.file)
    reading = read(
        data,
        engine=engine,
        progress=_Reporter(claim),
        language=Language(receipt.workspace.vietnamese),
        as_one=receipt.is_one,
    )
    claim.receipt()
    pixels = count_pixels(data)
    with NewFiles(receipt) as files:
        pages = [
            _page(receipt, reading, page, files.write(f"page-{page.number}", "jpg", page.jpeg))
            for page in reading.pages
        ]
        thumbnail = files.write("thumb", "webp", _thumbnail(reading.pages[0]))
        _store(claim, reading, pages, thumbnail, pixels)


@transaction.atomic
def _store(claim: Claim, reading: Reading, pages: list[Page], thumbnail: str, pixels: int) -> None:
    _take_turns(claim)
    receipt = claim.receipt(lock=True)
    old_files = [page.image.name for page in receipt.pages.all()] + [receipt.thumbnail.name]
    receipt.pages.all().delete()
    Page.objects.bulk_create(pages)
    document = reading_to_json(reading)
    fields_replace(receipt, document["receipt"], model_version=reading.usage.model_version)
    receipt.regions = document["regions"]
    receipt.amounts_agree = reading.receipt.arithmetic_agrees
    derived = derived_of(receipt, seem_several=reading.seem_several)
    status = Status.NEEDS_REVIEW if derived["review_reasons"] else Status.COMPLETED
    category = category_of_merchant(receipt, derived["merchant_name"])
    claim.update(
        **to_end(status),
        **derived,
        **({"category": category} if category else {}),
        regions=receipt.regions,
        amounts_agree=receipt.amounts_agree,
        thumbnail=thumbnail,
        seconds=reading.usage.seconds,
        **_pod_usage(reading.usage.calls),
        model_version=reading.usage.model_version,
        releases=reading.usage.releases,
        checked_fields=0,
        right_fields=0,
    )
    duplicates_look_again(duplicates_of(receipt))
    search_text_save(receipt)
    _record(receipt, "read", status=(Status.PROCESSING, status))
    if category:
        _record(receipt, "labelled", category=(None, category.name))
    receipt.refresh_from_db()
    read_count(receipt)
    receipt_announce(receipt)
    reading_count(receipt, pixels=pixels)
    transaction.on_commit(partial(files_delete, filter(None, old_files)), robust=True)


def _take_turns(claim: Claim) -> None:
    """Let readings of a workspace end one by one, so that of two photos of the same one is the first."""
    try:
        workspace_lock(claim.receipt().workspace)
    except ConflictError:
        raise LeaseLostError from None  # it was deleted, and its receipts are about to be


@transaction.atomic
def _give_up(claim: Claim, error: str, *, attempts: int, retry: bool) -> None:
    if retry:
        claim.update(**to_queue(send_after=retry_delay(attempts)), error=error)
    else:
        receipt = claim.update(**to_end(Status.FAILED, error=error))
        _record(receipt, "failed")
        receipt_announce(receipt)


def _record(receipt: Receipt, done: str, **changes: tuple[Any, Any]) -> None:
    """Note what the product did by itself."""
    audit_record(
        workspace=receipt.workspace, by=SYSTEM, action=f"receipt.{done}", subject=receipt, changes=changes
    )


def _pod_usage(calls: Sequence[Call]) -> dict[str, int]:
    return {
        "pod_calls": len(calls),
        "pod_milliseconds": round(sum(call.milliseconds for call in calls)),
        "pod_bytes_sent": sum(call.bytes_sent for call in calls),
        "pod_bytes_received": sum(call.bytes_received for call in calls),
    }


def _page(receipt: Receipt, reading: Reading, page: PageRead, image: str) -> Page:
    lines = [line_to_json(line, page) for line in reading.lines if line.page == page.number]
    return Page(
        receipt=receipt,
        number=page.number,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        image=image,
        lines=lines,
    )


def _thumbnail(page: PageRead) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(page.jpeg)) as image:
        image.thumbnail(_THUMBNAIL_SIZE)
        image.save(out, "WEBP", quality=80)
    return out.getvalue()


class _Reporter:
    """Writes the reader's progress into the receipt; raises `LeaseLostError` where reading should stop."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._stage: StageOfReading | None = None
        self._reported_at = 0.0

    def __call__(self, stage: StageOfReading, share: float) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._reported_at < _REPORT_EVERY:
            return
        self._stage, self._reported_at = stage, now
        self._claim.update(stage=Stage(stage.value), progress=round(100 * share))
