"""What reading takes is counted by workspace, day and size of the photo: once for each reading that ended."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import SYSTEM
from ocr.errors import EngineError, InvalidFileError
from ocr.types import Call
from receipts import pipeline, services
from receipts.models import ImageClass, ReadingDay, Receipt
from receipts.services.reading_days import MOST_PIXELS, image_class, reading_count
from receipts.services.workspaces import workspace_erase
from receipts.tests.images import photo
from receipts.tests.readings import reading

pytestmark = pytest.mark.usefixtures("silence")

SIZES = {
    (480, 640): "small",
    (640, 960): "medium",
    (960, 1280): "normal",
    (1920, 1080): "large",
    (4032, 3024): "ultra",
}


@pytest.fixture
def upload(files):
    def upload(workspace, *, size=(300, 400)) -> Receipt:
        by = Actor(workspace.members.first())
        data = photo(size=size)
        return services.receipt_upload(workspace=workspace, by=by, data=data, filename="lunch.jpg")

    return upload


@pytest.fixture
def process(monkeypatch):
    """Read a receipt with a reader that calls two pods, or fails as is said."""

    def process(receipt, outcome=None) -> Receipt:
        def read(data, **options):
            if outcome is not None:
                raise outcome
            read = reading()
            return replace(read, usage=replace(read.usage, calls=(call(), call())))

        monkeypatch.setattr(pipeline, "read", read)
        pipeline.receipt_process(receipt_id=receipt.id)
        return Receipt.objects.get(id=receipt.id)

    return process


def call() -> Call:
    return Call(
        pod="http://10.0.0.7:8501",
        site="home",
        model="textdet",
        release="",
        outcome="ok",
        milliseconds=120,
        bytes_sent=1000,
        bytes_received=24,
        hedge=False,
    )


def counted() -> int:
    return sum(ReadingDay.objects.values_list("readings", flat=True))


def test_what_a_reading_took_is_counted_on_the_day_it_ended(workspace, upload, process):
    receipts = [process(upload(workspace)) for _ in range(2)]
    day = ReadingDay.objects.get()
    assert (day.workspace, day.image_class) == (workspace, "small")
    assert day.day == receipts[0].finished_at.astimezone(UTC).date()
    assert (day.readings, day.milliseconds, day.pod_calls) == (2, 3000, 4)
    assert (day.pod_milliseconds, day.pod_bytes) == (480, 4 * 1024)
    assert day.file_bytes == sum(receipt.size for receipt in receipts)


@pytest.mark.parametrize(("size", "name"), SIZES.items(), ids=SIZES.values())
def test_photos_are_told_apart_by_the_pixels_of_the_original(workspace, upload, process, size, name):
    process(upload(workspace, size=size))
    assert ReadingDay.objects.get().image_class == name


def test_a_photo_is_of_the_first_class_that_holds_all_its_pixels():
    for (most, size), larger in zip(MOST_PIXELS, list(ImageClass)[1:], strict=True):
        assert (image_class(most), image_class(most + 1)) == (size, larger)


def test_workspaces_are_counted_apart(workspace, charlie, upload, process):
    process(upload(workspace))
    process(upload(charlie.workspaces.get()))
    assert set(ReadingDay.objects.values_list("workspace", "readings")) == {
        (workspace.id, 1),
        (charlie.workspaces.get().id, 1),
    }


def test_a_receipt_that_is_read_again_counts_again(workspace, upload, process):
    receipt = process(upload(workspace))
    services.receipt_retry(receipt=receipt, by=SYSTEM)
    process(receipt)
    assert counted() == 2


def test_a_message_that_comes_twice_counts_once(workspace, upload, process):
    receipt = process(upload(workspace))
    process(receipt)
    assert counted() == 1


def test_attempts_that_failed_do_not_count(workspace, upload, process):
    receipt = process(upload(workspace), EngineError("Away.", code="away", retryable=True))
    assert (receipt.status, counted()) == ("queued", 0)
    assert (process(receipt).status, counted()) == ("completed", 1)
    process(upload(workspace), InvalidFileError("The PDF is encrypted.", code="encrypted"))
    assert counted() == 1


def test_a_worker_that_lost_its_claim_counts_nothing(workspace, upload, process, monkeypatch):
    store = pipeline._store

    def lose(*arguments):
        services.receipt_cancel(receipt=receipt, by=SYSTEM)
        store(*arguments)

    monkeypatch.setattr(pipeline, "_store", lose)
    receipt = upload(workspace)
    assert (process(receipt).status, counted()) == ("canceled", 0)


@pytest.mark.parametrize("moment", ["receipt_announce", "reading_count"])
def test_a_crash_before_the_commit_counts_nothing_and_the_next_attempt_counts_once(
    workspace, upload, process, monkeypatch, moment
):
    receipt, real = upload(workspace), getattr(pipeline, moment)

    def crash(*arguments, **named):
        real(*arguments, **named)
        raise OperationalError("The connection was closed.")

    with monkeypatch.context() as crashing, pytest.raises(DatabaseError):
        crashing.setattr(pipeline, moment, crash)
        process(receipt)
    assert (Receipt.objects.get().status, counted()) == ("processing", 0)
    Receipt.objects.update(status="queued", lease=None)  # as the sweep does once the claim has ended
    assert (process(receipt).status, counted()) == ("completed", 1)


@pytest.mark.django_db(transaction=True)
def test_workers_that_end_readings_at_once_lose_none(workspace, make_receipt):
    receipt = make_receipt(finished_at=timezone.now(), seconds=1.5)

    def work(worker: int) -> None:
        for _ in range(20):
            with transaction.atomic():
                reading_count(receipt, pixels=1)
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    day = ReadingDay.objects.get()
    assert (day.readings, day.milliseconds) == (80, 120_000)


def test_what_was_read_stays_when_receipts_and_workspaces_go(workspace, upload, process):
    receipt = process(upload(workspace))
    services.receipt_delete(receipt=receipt, by=SYSTEM)
    workspace_erase(workspace=workspace)
    day = ReadingDay.objects.get()
    assert (day.workspace, day.readings) == (None, 1)
