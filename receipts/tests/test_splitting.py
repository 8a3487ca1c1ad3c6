"""A photo of several receipts becomes several, or stays one: as a person says."""

import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from accounts.access import Actor
from accounts.audit import SYSTEM
from receipts import events, pipeline, services
from receipts.errors import StateError
from receipts.models import Receipt
from receipts.selectors import receipt_detail
from receipts.tests.images import photo
from receipts.tests.readings import reading

pytestmark = pytest.mark.usefixtures("silence")

LEFT = [[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]
RIGHT = [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0], [0.5, 1.0]]
REGIONS = [{"page": 1, "polygon": LEFT}, {"page": 1, "polygon": RIGHT}]


@pytest.fixture
def two(read_receipt, alice):
    """A photo, red on the left and blue on the right, that seems to hold two receipts."""
    image = Image.new("RGB", (600, 400), "red")
    image.paste("blue", (300, 0, 600, 400))
    out = io.BytesIO()
    image.save(out, "JPEG")
    default_storage.save("page.jpg", ContentFile(out.getvalue()))
    return read_receipt(
        uploaded_by=alice,
        regions=REGIONS,
        review_reasons=["several_receipts:2"],
        merchant_name="CORNER SHOP",
        total=Decimal("12.50"),
    )


def stored(files) -> list[str]:
    return sorted(path.name.rsplit("-", 1)[0] for path in files.rglob("*.*"))


def test_each_receipt_gets_its_part_of_the_photo_and_is_queued(two, alice):
    first, second = services.receipt_split(receipt=two, by=SYSTEM)
    assert [part.filename for part in (first, second)] == ["(1 of 2) lunch.jpg", "(2 of 2) lunch.jpg"]
    for part, colour in ((first, (254, 0, 0)), (second, (0, 0, 254))):
        assert (part.status, part.split_from, part.uploaded_by) == ("queued", two, alice)
        with Image.open(part.file.open()) as image:
            assert abs(image.width - 300) <= 1
            assert image.height == 400
            assert all(abs(a - b) < 4 for a, b in zip(image.getpixel((150, 200)), colour, strict=True))


def test_the_photo_stays_but_counts_no_more(two):
    services.receipt_split(receipt=two, by=SYSTEM)
    two.refresh_from_db()
    assert (two.status, two.review_reasons) == ("split", [])
    assert (two.merchant_name, two.total, two.fields.count()) == ("", None, 0)
    assert two.pages.count() == 1


def test_what_alice_corrected_goes_to_the_first_receipt(two, alice):
    services.field_correct(
        receipt=two, by=Actor(alice), section="", row=0, name="merchant_name", value="Nook"
    )
    first, second = services.receipt_split(receipt=two, by=SYSTEM)
    field = receipt_detail(first).fields["merchant_name"]
    assert (field.value, field.source, field.polygon) == ("Nook", "human", None)
    assert not second.fields.exists()


def test_a_photo_is_not_approved_while_it_may_be_split(two, alice):
    with pytest.raises(StateError, match="Split it or keep it as one"):
        services.receipt_approve(receipt=two, by=Actor(alice))
    two.refresh_from_db()
    assert (two.status, two.parts_offered) == ("needs_review", 2)


def test_two_clicks_make_one_pair(two, files):
    known = Receipt.objects.get(id=two.id)
    assert services.receipt_split(receipt=two, by=SYSTEM) == services.receipt_split(receipt=two, by=SYSTEM)
    assert services.receipt_split(receipt=known, by=SYSTEM) == list(two.parts.order_by("-created_at"))
    assert two.parts.count() == 2
    assert stored(files) == ["original", "original", "page.jpg"]


def test_no_file_stays_when_its_receipt_fails(two, files, monkeypatch):
    def fail(receipt):
        raise RuntimeError("the row failed")

    monkeypatch.setattr(events, "receipt_changed", fail)
    with pytest.raises(RuntimeError):
        services.receipt_split(receipt=two, by=SYSTEM)
    two.refresh_from_db()
    assert (two.status, two.parts.count(), stored(files)) == ("needs_review", 0, ["page.jpg"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"regions": []}, "not known which receipts"),
        ({"status": "completed"}, "waits for review"),
        ({"status": "queued", "regions": []}, "waits for review"),
    ],
    ids=["one receipt", "completed", "queued"],
)
def test_what_makes_no_offer_is_not_split(two, changes, sentence):
    Receipt.objects.filter(id=two.id).update(**changes)
    two.refresh_from_db()
    with pytest.raises(StateError, match=sentence):
        services.receipt_split(receipt=two, by=SYSTEM)
    assert not two.parts.exists()


def test_a_split_photo_is_read_again_only_when_nothing_of_it_is_left(two):
    first, second = services.receipt_split(receipt=two, by=SYSTEM)
    services.receipt_delete(receipt=first, by=SYSTEM)
    with pytest.raises(StateError):
        services.receipt_retry(receipt=two, by=SYSTEM)
    services.receipt_delete(receipt=second, by=SYSTEM)
    assert services.receipt_retry(receipt=two, by=SYSTEM).status == "queued"


def test_a_page_left_open_cannot_write_into_a_photo_that_was_split(two, alice):
    services.receipt_split(receipt=two, by=SYSTEM)
    with pytest.raises(StateError):
        services.field_correct(receipt=two, by=Actor(alice), section="", row=0, name="total", value="9.00")
    two.refresh_from_db()
    assert two.total is None


def test_a_photo_that_is_split_just_before_it_is_locked_is_not_read_again(two, monkeypatch):
    lock = Receipt.objects.select_for_update

    def lock_after_split():
        services.receipt_split(receipt=Receipt.objects.get(id=two.id), by=SYSTEM)
        return lock()

    monkeypatch.setattr(Receipt.objects, "select_for_update", lock_after_split)
    with pytest.raises(StateError):
        services.receipt_retry(receipt=two, by=SYSTEM)


def test_a_split_photo_is_not_split_again_when_nothing_of_it_is_left(two):
    for part in services.receipt_split(receipt=two, by=SYSTEM):
        services.receipt_delete(receipt=part, by=SYSTEM)
    with pytest.raises(StateError):
        services.receipt_split(receipt=two, by=SYSTEM)


def test_a_photo_that_is_deleted_while_it_is_split_cannot_be_split(two, monkeypatch):
    def cut_out(image, polygon):
        Receipt.objects.filter(id=two.id).delete()
        return image

    monkeypatch.setattr("receipts.services.splitting.cut_out", cut_out)
    with pytest.raises(StateError):
        services.receipt_split(receipt=two, by=SYSTEM)
    assert not Receipt.objects.exists()


def test_receipts_outlive_the_photo_they_were_cut_out_of(two):
    first, _ = services.receipt_split(receipt=two, by=SYSTEM)
    services.receipt_delete(receipt=two, by=SYSTEM)
    first.refresh_from_db()
    assert first.split_from is None
    assert first.file.open().read()


@pytest.mark.parametrize(("status", "is_one"), [("needs_review", False), ("failed", True)])
def test_read_again_it_is_looked_through_for_several_once_it_was_read_as_one(two, status, is_one):
    services.receipt_keep_as_one(receipt=two, by=SYSTEM)
    Receipt.objects.filter(id=two.id).update(status=status)
    two.refresh_from_db()
    assert services.receipt_retry(receipt=two, by=SYSTEM).is_one is is_one


def test_kept_as_one_it_is_read_again_as_one_and_looked_through_by_a_person(two, monkeypatch):
    asked = []

    def read(data, *, engine, progress, language, as_one):
        asked.append(as_one)
        return reading()

    monkeypatch.setattr(pipeline, "read", read)
    default_storage.save(two.file.name, ContentFile(photo()))
    kept = services.receipt_keep_as_one(receipt=two, by=SYSTEM)
    assert (kept.status, kept.regions, kept.is_one) == ("queued", [], True)
    pipeline.receipt_process(receipt_id=two.id)
    two.refresh_from_db()
    assert (asked, two.status, two.review_reasons) == ([True], "needs_review", ["kept_as_one"])
    with pytest.raises(StateError):
        services.receipt_keep_as_one(receipt=two, by=SYSTEM)
