"""What becomes of a receipt while it is read."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError
from django.utils import timezone
from PIL import Image

from accounts.access import Actor
from accounts.audit import SYSTEM, audit_of
from accounts.models import Language as WorkspaceLanguage
from ocr.cluster.models import Accuracy
from ocr.cluster.tests.conftest import a_call
from ocr.errors import EngineError, InvalidFileError
from ocr.straight_through import LEAST_CONFIDENCE
from ocr.types import Region, Stage
from ocr.vietnamese.rereading import Language
from receipts import pipeline, services
from receipts.models import Receipt
from receipts.reviews import reason_sentence
from receipts.selectors import receipt_detail
from receipts.tests.images import photo
from receipts.tests.readings import HEIGHT, WIDTH, found, reading

pytestmark = pytest.mark.usefixtures("silence")


@pytest.fixture
def uploaded(workspace, alice, files):
    return services.receipt_upload(workspace=workspace, by=Actor(alice), data=photo(), filename="lunch.jpg")


@pytest.fixture
def process(monkeypatch, django_capture_on_commit_callbacks):
    """Read a receipt with a reader that gives, or does, what is said."""

    def process(receipt, outcome) -> Receipt:
        def read(data, *, engine, progress, language, as_one):
            assert data == photo()
            assert as_one == receipt.is_one
            if callable(outcome):
                return outcome(progress)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(pipeline, "read", read)
        with django_capture_on_commit_callbacks(execute=True):
            pipeline.receipt_process(receipt_id=receipt.id)
        return Receipt.objects.filter(id=receipt.id).first()

    return process


def names(files) -> list[str]:
    """The stored files, without their tags."""
    return sorted(path.name.rsplit("-", 1)[0] for path in files.rglob("*.*"))


def test_a_certain_receipt_goes_straight_through(uploaded, process, files):
    receipt = process(uploaded, reading(pages=2))
    assert (receipt.status, receipt.review_reasons, receipt.progress) == ("completed", [], 100)
    assert (receipt.merchant_name, receipt.currency, str(receipt.total)) == ("CORNER SHOP", "EUR", "12.5000")
    assert (receipt.seconds, receipt.model_version, receipt.attempts) == (1.5, "m1", 1)
    assert (receipt.lease, receipt.lease_expires_at) == (None, None)
    detail = receipt_detail(receipt)
    assert detail.fields["date"].value == "2024-12-31"
    assert detail.fields["total"].polygon == [[0.1, 0.1], [0.9, 0.1], [0.9, 0.15], [0.1, 0.15]]
    assert [row.cells["description"].value for row in detail.line_items] == ["TEA", "CAKE"]
    assert [(page.number, page.lines[0]["text"]) for page in detail.pages] == [
        (1, "CORNER SHOP"),
        (2, "CORNER SHOP"),
    ]
    assert names(files) == ["original", "page-1", "page-2", "thumb"]
    with Image.open(receipt.thumbnail.open()) as thumbnail:
        assert max(thumbnail.size) <= 320


def test_a_new_reading_is_held_against_what_people_corrected_before(
    uploaded, process, by_alice, django_capture_on_commit_callbacks
):
    process(uploaded, read_by("labels/stable", total=found(Decimal("12.00"), confidence=0.5)))
    place = {"section": "", "row": 0, "name": "total"}
    with django_capture_on_commit_callbacks(execute=True):
        services.field_correct(receipt=uploaded, by=by_alice, value="12.50", **place)
        services.receipt_retry(receipt=uploaded, by=by_alice)
    receipt = process(uploaded, read_by("labels/canary"))
    assert receipt.releases == {"textrec": "labels/canary"}
    assert (receipt.checked_fields, receipt.right_fields) == (1, 1)
    counted = Accuracy.objects.values_list("release", "read", "receipts", "receipts_right")
    assert set(counted) == {("labels/stable", 1, 1, 0), ("labels/canary", 1, 1, 1)}


def read_by(release, **changes):
    """A reading whose lines a release of the recogniser read."""
    done = reading(**changes)
    return replace(done, usage=replace(done.usage, calls=(a_call(release=release),)))


def test_a_photo_of_several_receipts_never_goes_straight_through(uploaded, process):
    corners = ((0.0, 0.0), (WIDTH / 2, 0.0), (WIDTH / 2, HEIGHT), (0.0, HEIGHT))
    region = Region(page=1, polygon=corners)
    receipt = process(uploaded, replace(reading(), regions=(region, region)))
    assert (receipt.status, receipt.review_reasons) == ("needs_review", ["several_receipts:2"])
    assert reason_sentence(receipt.review_reasons[0]) == "There seem to be 2 receipts in this file."
    polygon = [[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]
    assert receipt.regions == [{"page": 1, "polygon": polygon}] * 2


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"total": None}, ["missing_total"]),
        ({"total": found(Decimal(12), confidence=0.5)}, ["low_confidence:total"]),
        ({"merchant_name": None, "date": None}, ["missing_merchant_name", "missing_date"]),
        ({"arithmetic_agrees": False}, ["arithmetic"]),
        ({"arithmetic_agrees": None}, ["arithmetic_unproven"]),
        ({"text": False}, ["no_text"]),
    ],
)
def test_what_is_doubtful_waits_for_a_person(uploaded, process, changes, reasons):
    receipt = process(uploaded, reading(**changes))
    assert (receipt.status, receipt.review_reasons) == ("needs_review", reasons)


def test_the_workspace_says_how_sure_is_sure_enough(uploaded, process, workspace):
    workspace.auto_complete_confidence = 0.99
    workspace.save()
    assert process(uploaded, reading()).status == "needs_review"


def test_a_receipt_gets_the_category_of_its_merchant_by_itself(uploaded, process, workspace, alice):
    meals = services.category_create(workspace=workspace, name="Meals", by=Actor(alice))
    first = process(uploaded, reading())
    services.receipt_categorize(receipt=first, by=Actor(alice), category=meals)
    second = services.receipt_upload(workspace=workspace, by=Actor(alice), data=photo(), filename="tea.jpg")
    assert process(second, reading(merchant_name=found("Corner shop"))).category == meals
    entry = audit_of(workspace=workspace, subject_id=second.id)[0]
    assert (entry.user_name, entry.action) == ("", "receipt.labelled")
    assert entry.changes == {"category": [None, "Meals"]}


def test_a_new_workspace_asks_for_what_readings_are_measured_by(workspace):
    assert workspace.auto_complete_confidence == LEAST_CONFIDENCE


@pytest.mark.parametrize("language", WorkspaceLanguage.values)
def test_the_workspace_says_when_vietnamese_letters_are_looked_for(
    uploaded, workspace, monkeypatch, language
):
    asked = []
    monkeypatch.setattr(
        pipeline, "read", lambda data, **options: asked.append(options["language"]) or reading()
    )
    workspace.vietnamese = language
    workspace.save()
    pipeline.receipt_process(receipt_id=uploaded.id)
    assert asked == [Language(language)]


def test_a_duplicate_waits_for_a_person(uploaded, process, workspace, alice):
    again = services.receipt_upload(workspace=workspace, by=Actor(alice), data=photo(), filename="again.jpg")
    assert process(again, reading()).review_reasons == ["duplicate"]


def test_progress_is_written_stage_by_stage(uploaded, process):
    seen = []

    def watch(progress):
        for stage, share in [
            (Stage.DETECTING, 0.0),
            (Stage.DETECTING, 0.1),
            (Stage.RECOGNIZING, 0.2),
            (Stage.TAGGING, 0.97),
        ]:
            progress(stage, share)
            receipt = Receipt.objects.get()
            seen.append((receipt.status, receipt.stage, receipt.progress, receipt.revision))
        return reading()

    receipt = process(uploaded, watch)
    assert [(stage, progress) for _, stage, progress, _ in seen] == [
        ("detecting", 0),
        ("detecting", 0),
        ("recognizing", 20),
        ("tagging", 97),
    ], "a second report of a stage within 0.3 s is left out"
    revisions = [revision for *_, revision in seen]
    assert revisions == sorted(revisions)
    assert receipt.revision > revisions[-1]
    assert receipt.stage == ""


def test_a_bad_file_fails_with_its_sentence_and_the_original_stays(uploaded, process, files):
    receipt = process(uploaded, InvalidFileError("The PDF is encrypted.", code="encrypted"))
    assert (receipt.status, receipt.error) == ("failed", "The PDF is encrypted.")
    assert names(files) == ["original"]


def test_a_failing_engine_is_tried_again_later_and_later(uploaded, process):
    error = EngineError("The engine is away.", code="away", retryable=True)
    delays = []
    for attempt in (1, 2):
        receipt = process(uploaded, error)
        assert (receipt.status, receipt.attempts, receipt.error) == ("queued", attempt, "The engine is away.")
        delays.append(round((receipt.send_after - timezone.now()).total_seconds()))
    assert delays == [5, 15]
    assert process(uploaded, error).status == "failed"


def test_what_succeeds_after_a_retry_shows_no_error(uploaded, process):
    process(uploaded, EngineError("The engine is away.", code="away", retryable=True))
    assert process(uploaded, reading()).error == ""


def test_a_broken_engine_is_not_tried_again(uploaded, process):
    error = EngineError("The engine cannot do this.", code="broken", retryable=False)
    assert process(uploaded, error).status == "failed"


def test_nobody_sees_the_inside_of_an_unexpected_error(uploaded, process, caplog):
    receipt = process(uploaded, ZeroDivisionError("secret"))
    assert receipt.status == "failed"
    assert "secret" not in receipt.error
    assert "secret" in caplog.text


def test_when_the_database_goes_away_the_sweep_takes_over(uploaded, process):
    with pytest.raises(DatabaseError):
        process(uploaded, DatabaseError("gone"))
    uploaded.refresh_from_db()
    assert uploaded.status == "processing"
    assert uploaded.lease_expires_at


def test_a_missing_original_is_tried_again_and_said(uploaded, process):
    uploaded.file.storage.delete(uploaded.file.name)
    for status in ("queued", "queued", "failed"):
        receipt = process(uploaded, reading())
        assert receipt.status == status
    assert "file storage" in receipt.error


def test_a_receipt_that_is_not_queued_is_left_alone(uploaded, process):
    services.receipt_cancel(receipt=uploaded, by=SYSTEM)
    assert process(uploaded, AssertionError("must not be read")).status == "canceled"


def test_a_receipt_canceled_in_the_middle_ends_quietly(uploaded, process, files):
    def cancel(progress):
        services.receipt_cancel(receipt=uploaded, by=SYSTEM)
        progress(Stage.RECOGNIZING, 0.5)
        raise AssertionError("reading must have stopped")

    receipt = process(uploaded, cancel)
    assert (receipt.status, receipt.stage, receipt.error) == ("canceled", "", "")
    assert names(files) == ["original"]


def test_a_receipt_canceled_at_the_end_keeps_no_page(uploaded, process, files):
    def cancel(progress):
        services.receipt_cancel(receipt=uploaded, by=SYSTEM)
        return reading()

    assert process(uploaded, cancel).status == "canceled"
    assert names(files) == ["original"]


@pytest.mark.parametrize(
    ("service", "left"), [(services.receipt_cancel, ["original"]), (services.receipt_delete, [])]
)
def test_what_ends_while_pages_are_written_leaves_none(uploaded, process, files, monkeypatch, service, left):
    store, seen = pipeline._store, []

    def interfere(*arguments):
        seen.extend(names(files))
        service(receipt=uploaded, by=SYSTEM)
        store(*arguments)

    monkeypatch.setattr(pipeline, "_store", interfere)
    process(uploaded, reading())
    assert "page-1" in seen
    assert names(files) == left


def test_a_second_reading_replaces_the_first_and_its_files(uploaded, process, files, alice):
    process(uploaded, reading(pages=2))
    first = sorted(files.rglob("page-1*"))
    services.field_correct(receipt=uploaded, by=Actor(alice), section="", row=0, name="total", value="13.50")
    services.receipt_retry(receipt=Receipt.objects.get(), by=SYSTEM)
    receipt = process(uploaded, reading(merchant_name=found("CORNER SHOE")))
    assert names(files) == ["original", "page-1", "thumb"]
    assert sorted(files.rglob("page-1*")) != first
    assert (receipt.merchant_name, str(receipt.total)) == ("CORNER SHOE", "13.5000")
    assert receipt.review_reasons == ["arithmetic"], "the items do not make up Alice's total"
    total = receipt_detail(receipt).fields["total"]
    assert (total.value, total.model_value, total.source) == ("13.50", "12.50", "human")


def test_a_worker_that_was_too_slow_does_not_write(uploaded, process, files):
    def lose(progress):
        Receipt.objects.update(status="queued", lease=None)
        return process(uploaded, reading(merchant_name=found("THE OTHER WORKER'S"))) and reading()

    receipt = process(uploaded, lose)
    assert (receipt.status, receipt.merchant_name) == ("completed", "THE OTHER WORKER'S")
    assert names(files) == ["original", "page-1", "thumb"]
    assert receipt.pages.get().image.storage.exists(receipt.pages.get().image.name)


def test_receipts_that_cannot_be_told_apart_never_go_straight_through(uploaded, process, alice):
    receipt = process(uploaded, replace(reading(), seem_several=True))
    assert (receipt.status, receipt.review_reasons) == ("needs_review", ["unclear_receipts"])
    assert "could not be told apart" in reason_sentence("unclear_receipts")
    services.field_correct(
        receipt=receipt, by=Actor(alice), section="", row=0, name="merchant_name", value="Nook"
    )
    receipt.refresh_from_db()
    assert receipt.review_reasons == ["unclear_receipts"]
