"""Reads one receipt: claim it, read its file outside any transaction, store the outcome at once."""

import io
import logging
import time
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from PIL import Image

from ocr.engines import get_engine
from ocr.errors import OcrError
from ocr.reader import read
from ocr.schema import line_to_json, reading_to_json
from ocr.types import Page as PageRead
from ocr.types import Reading
from ocr.types import Stage as StageOfReading
from receipts.errors import StorageError
from receipts.files import NewFiles, file_read, files_delete
from receipts.leases import Claim, LeaseLostError, claim_take, heartbeat
from receipts.models import Page, Receipt, Stage, Status
from receipts.queue import MAX_ATTEMPTS, retry_delay
from receipts.services.derived import copies_of, reasons_of
from receipts.services.readings import fields_replace
from receipts.transitions import to_end, to_queue

logger = logging.getLogger(__name__)

_REPORT_EVERY = 0.3
"""Seconds between two reports of progress; more often nobody sees, and each one is a write."""

_THUMBNAIL_SIZE = (240, 320)
"""Pixels; twice what lists show, for dense screens."""

_UNEXPECTED = "Something unexpected went wrong while reading. Your file is safe; try again."


def receipt_process(*, receipt_id: UUID) -> None:
    """Read a queued receipt; do nothing when it is not queued (any more)."""
    claim = claim_take(receipt_id)
    if claim is None:
        return
    with heartbeat.holding(claim):
        try:
            _process(claim)
        except LeaseLostError:
            logger.info("Reading of receipt %s ended: it was canceled, deleted or taken over", receipt_id)


def _process(claim: Claim) -> None:
    receipt = claim.update(stage=Stage.NONE, progress=0)
    may_retry = receipt.attempts < MAX_ATTEMPTS
    try:
        _read_and_store(claim, receipt)
    except (LeaseLostError, DatabaseError):
        raise
    except OcrError as error:
        _give_up(claim, str(error), attempts=receipt.attempts, retry=error.retryable and may_retry)
    except StorageError as error:
        _give_up(claim, str(error), attempts=receipt.attempts, retry=may_retry)
    except Exception:
        logger.exception("Reading receipt %s failed", receipt.id)
        _give_up(claim, _UNEXPECTED, attempts=receipt.attempts, retry=False)


def _read_and_store(claim: Claim, receipt: Receipt) -> None:
    data = file_read(receipt.file)
    reading = read(data, engine=get_engine(settings.OCR_ENGINE), progress=_Reporter(claim))
    claim.receipt()
    with NewFiles(receipt) as files:
        pages = [
            _page(receipt, reading, page, files.write(f"page-{page.number}", "jpg", page.jpeg))
            for page in reading.pages
        ]
        thumbnail = files.write("thumb", "webp", _thumbnail(reading.pages[0]))
        _store(claim, reading, pages, thumbnail)


@transaction.atomic
def _store(claim: Claim, reading: Reading, pages: list[Page], thumbnail: str) -> None:
    receipt = claim.receipt(lock=True)
    old_files = [page.image.name for page in receipt.pages.all()] + [receipt.thumbnail.name]
    receipt.pages.all().delete()
    Page.objects.bulk_create(pages)
    fields_replace(receipt, reading_to_json(reading)["receipt"], model_version=reading.usage.model_version)
    reasons = reasons_of(receipt, as_read=reading.receipt.arithmetic_agrees)
    claim.update(
        **to_end(Status.NEEDS_REVIEW if reasons else Status.COMPLETED),
        **copies_of(receipt),
        review_reasons=reasons,
        thumbnail=thumbnail,
        seconds=reading.usage.seconds,
        model_version=reading.usage.model_version,
    )
    transaction.on_commit(partial(files_delete, filter(None, old_files)), robust=True)


def _give_up(claim: Claim, error: str, *, attempts: int, retry: bool) -> None:
    if retry:
        claim.update(**to_queue(send_after=retry_delay(attempts)), error=error)
    else:
        claim.update(**to_end(Status.FAILED, error=error))


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
