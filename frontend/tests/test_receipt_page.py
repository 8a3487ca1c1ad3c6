"""The receipt page: Alice owns the workspace, Bob works in it, Charlie must not see anything of it."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from receipts.errors import StorageError
from receipts.models import Field, Page, Receipt, Source, Status
from receipts.selectors import receipt_parts
from receipts.tests.images import photo

POLYGON = [[0.1, 0.2], [0.4, 0.2], [0.4, 0.25], [0.1, 0.25]]
READ = [
    ("", 0, "merchant_name", "CORNER SHOP", 0.98),
    ("", 0, "date", "2026-03-05", 0.62),
    ("", 0, "subtotal", "12.50", 0.97),
    ("", 0, "total", "12.50", 0.31),
    ("line_items", 0, "description", "Tea", 0.95),
    ("line_items", 0, "total", "4.50", 0.95),
    ("line_items", 1, "description", "Cake", 0.95),
    ("line_items", 1, "total", "8.00", 0.95),
]


@pytest.fixture
def make_receipt(alice: User) -> Callable[..., Receipt]:
    """Put a receipt into the record as it would be after its reading."""

    def make(*, fields: Any = READ, lines: int = 1, pages: int = 1, age: int = 0, **changes: Any) -> Receipt:
        given = {
            "status": Status.NEEDS_REVIEW,
            "filename": "lunch.jpg",
            "content_type": "image/jpeg",
            "size": 9,
        }
        now = timezone.now()
        receipt = Receipt.objects.create(
            workspace=alice.workspaces.get(),
            uploaded_by=alice,
            file="nowhere/original.jpg",
            queued_at=now,
            send_after=now,
            **{**given, **changes},
        )
        Receipt.objects.filter(id=receipt.id).update(created_at=now - timedelta(minutes=age))
        line = {"text": "TOTAL EUR 12.50", "confidence": 0.9, "polygon": POLYGON}
        for number in range(1, pages + 1):
            Page.objects.create(
                receipt=receipt, number=number, width=600, height=900, image="page.jpg", lines=[line] * lines
            )
        Field.objects.bulk_create(
            Field(
                receipt=receipt,
                section=section,
                row=row,
                name=name,
                value=value,
                model_value=value,
                raw_text="05/03/2026" if name == "date" else value,
                confidence=confidence,
                page=1,
                polygon=POLYGON,
            )
            for section, row, name, value, confidence in fields
        )
        receipt.refresh_from_db()
        return receipt

    return make


@pytest.fixture
def receipt(make_receipt: Callable[..., Receipt]) -> Receipt:
    return make_receipt()


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, receipt: Receipt) -> str:
    response = as_user(user).get(reverse("receipt", args=[receipt.id]))
    assert response.status_code == 200
    return response.content.decode()


def cell_of(html: str, key: str) -> str:
    found = re.search(rf'<field-cell[^>]*id="cell-{key}".*?</field-cell>', html, re.DOTALL)
    assert found, f"there is no cell {key}"
    return found[0]


def save(user: User, receipt: Receipt, name: str, value: str, section: str = "", row: int = 0) -> Any:
    place = {"section": section, "row": row, "name": name, "value": value}
    return as_user(user).post(reverse("receipt_field", args=[receipt.id]), place)


def test_alice_corrects_a_field_and_bob_sees_it_beside_what_was_read(alice, bob, receipt):
    assert save(alice, receipt, "total", "12,90").status_code == 200

    cell = cell_of(page_of(bob, receipt), "head-0-total")
    assert 'value="12.90"' in cell
    assert "Read as <q>12.50</q>" in cell
    assert 'data-set="12.50"' in cell


def test_saving_answers_with_the_cell_and_the_parts_that_follow_from_it(alice, receipt):
    html = save(alice, receipt, "total", "13.00").content.decode()

    assert 'data-level="human"' in cell_of(html, "head-0-total")
    assert '<ul class="sums" id="sums"' in html
    assert "0.50 apart" in html
    receipt.refresh_from_db()
    assert f'data-revision="{receipt.revision}"' in html
    assert "<html" not in html


DISCOUNTED = [("", 0, "subtotal", "13.00", 0.9), ("", 0, "total", "12.00", 0.9)]


def test_a_difference_that_the_reader_explained_is_no_alarm_until_an_amount_is_changed(alice, make_receipt):
    receipt = make_receipt(fields=DISCOUNTED, amounts_agree=True, review_reasons=["low_confidence:total"])
    assert "1.00 apart: a discount or rounding" in page_of(alice, receipt)

    place = {"section": "", "row": 0, "name": "total", "confirm": 1}
    as_user(alice).post(reverse("receipt_field", args=[receipt.id]), place)
    receipt.refresh_from_db()
    assert "arithmetic" not in receipt.review_reasons
    assert "sum-differs" not in page_of(alice, receipt)

    save(alice, receipt, "total", "11.00")
    receipt.refresh_from_db()
    assert "arithmetic" in receipt.review_reasons
    assert "sum-differs" in page_of(alice, receipt)


def test_a_difference_that_the_reader_found_is_told(alice, make_receipt):
    assert "sum-differs" in page_of(alice, make_receipt(fields=DISCOUNTED, review_reasons=["arithmetic"]))


def test_the_models_value_is_never_lost(alice, receipt):
    save(alice, receipt, "merchant_name", "Corner Shop Ltd")
    save(alice, receipt, "merchant_name", "Corner Shop")

    field = receipt.fields.get(name="merchant_name")
    assert (field.value, field.model_value, field.source) == ("Corner Shop", "CORNER SHOP", Source.HUMAN)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("total", "abc", "'abc' is not an amount"),
        ("date", "31st of never", "is not a date"),
        ("nonsense", "1", "There is no field"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(alice, receipt, name, value, sentence):
    response = save(alice, receipt, name, value)

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert sentence in response.json()["detail"]
    assert not receipt.fields.filter(source=Source.HUMAN).exists()


def test_a_doubtful_value_can_be_confirmed_as_it_is(alice, receipt):
    assert "data-doubtful" in cell_of(page_of(alice, receipt), "head-0-date")

    place = {"section": "", "row": 0, "name": "date", "confirm": 1}
    html = as_user(alice).post(reverse("receipt_field", args=[receipt.id]), place).content.decode()

    cell = cell_of(html, "head-0-date")
    assert "data-doubtful" not in cell
    assert "Confirmed by a person" in cell
    assert receipt.fields.get(name="date").value == "2026-03-05"


def test_what_nobody_found_can_be_confirmed_as_missing(alice, make_receipt):
    receipt = make_receipt(fields=[])
    assert "data-doubtful" in cell_of(page_of(alice, receipt), "head-0-total")

    place = {"section": "", "row": 0, "name": "total", "confirm": 1}
    as_user(alice).post(reverse("receipt_field", args=[receipt.id]), place)

    assert "data-doubtful" not in cell_of(page_of(alice, receipt), "head-0-total")


def test_doubts_are_told_by_word_and_by_shape(alice, receipt):
    html = page_of(alice, receipt)

    assert 'data-level="check"' in cell_of(html, "head-0-date")
    assert "62 % sure: please check" in cell_of(html, "head-0-date")
    assert "mark-triangle" in cell_of(html, "head-0-total")
    assert 'data-level="sure"' in cell_of(html, "head-0-merchant_name")


def test_an_ambiguous_date_offers_the_other_day(alice, receipt):
    cell = cell_of(page_of(alice, receipt), "head-0-date")

    assert "Printed 05/03/2026: could be 3 May 2026 too." in cell
    assert 'data-set="2026-05-03"' in cell


def test_boxes_and_text_lines_carry_their_place_on_the_image(alice, receipt):
    html = page_of(alice, receipt)

    points = 'data-points="0.1000,0.2000 0.4000,0.2000 0.4000,0.2500 0.1000,0.2500"'
    assert points in cell_of(html, "head-0-total")
    assert re.search(rf'class="text-line"[^>]*{re.escape(points)}>TOTAL EUR 12.50<', html)


def test_a_row_comes_filled_by_hand_and_goes(alice, receipt):
    client = as_user(alice)
    added = client.post(reverse("receipt_row_add", args=[receipt.id]), {"section": "line_items"})
    assert 'id="row-line_items-2"' in added.content.decode()

    save(alice, receipt, "total", "1.00", section="line_items", row=2)
    assert "Items <b>13.50</b>" in page_of(alice, receipt)

    place = {"section": "line_items", "row": 2}
    deleted = client.post(reverse("receipt_row_delete", args=[receipt.id]), place)
    assert "Items <b>12.50</b>" in deleted.content.decode()
    assert 'id="row-line_items-2"' not in page_of(alice, receipt)


@pytest.mark.parametrize("place", [{"section": "nowhere"}, {"section": ""}, {}])
def test_rows_belong_to_tables(alice, receipt, place):
    for name in ("receipt_row_add", "receipt_row_delete"):
        assert as_user(alice).post(reverse(name, args=[receipt.id]), place).status_code == 422


def test_a_row_number_that_is_none_is_refused(alice, receipt):
    for row in ("x", "-1", "9" * 5000, ""):
        place = {"section": "line_items", "row": row, "name": "total", "value": "1"}
        response = as_user(alice).post(reverse("receipt_field", args=[receipt.id]), place)
        assert response.status_code == 422


def test_approval_goes_on_to_the_next_older_then_to_the_newest_and_at_last_to_the_inbox(alice, make_receipt):
    newest, middle, older, oldest = (make_receipt(age=age) for age in (1, 2, 3, 4))
    client = as_user(alice)

    for approved, following in ((middle, older), (older, oldest), (oldest, newest)):
        response = client.post(reverse("receipt_approve", args=[approved.id]))
        assert response.url == reverse("receipt", args=[following.id])

    response = client.post(reverse("receipt_approve", args=[newest.id]))
    assert response.url == reverse("inbox")
    assert {receipt.status for receipt in Receipt.objects.all()} == {Status.COMPLETED}


def test_a_receipt_is_approved_once(alice, make_receipt):
    receipt = make_receipt(status=Status.COMPLETED)

    response = as_user(alice).post(reverse("receipt_approve", args=[receipt.id]))
    assert response.url == reverse("receipt", args=[receipt.id])
    assert 'id="approve-form"' not in page_of(alice, receipt)


def test_the_pile_leads_to_the_receipts_around(alice, make_receipt):
    first, middle, last = (make_receipt(age=age) for age in (1, 2, 3))
    make_receipt(age=2, status=Status.COMPLETED)

    html = page_of(alice, middle)
    assert "2 of 3" in html
    assert f'href="{reverse("receipt", args=[first.id])}"' in html
    assert f'href="{reverse("receipt", args=[last.id])}"' in html


def test_charlie_finds_nothing(charlie, receipt):
    client = as_user(charlie)
    assert client.get(reverse("receipt", args=[receipt.id])).status_code == 404
    names = ("field", "row_add", "row_delete", "approve", "retry", "cancel", "delete")
    for name in names:
        response = client.post(reverse(f"receipt_{name}", args=[receipt.id]), {"section": "line_items"})
        assert response.status_code == 404, name
    receipt.refresh_from_db()
    assert (receipt.status, receipt.revision) == (Status.NEEDS_REVIEW, 0)


def test_a_receipt_that_never_was_is_not_found(alice):
    assert as_user(alice).get(reverse("receipt", args=[uuid.uuid4()])).status_code == 404


def test_strangers_log_in_first(receipt):
    address = reverse("receipt_field", args=[receipt.id])
    assert Client().post(address).url.startswith(reverse("account_login"))
    assert Client().post(address, headers={"X-Requested-With": "fetch"}).status_code == 401


def test_nothing_changes_by_looking(alice, receipt):
    for name in ("field", "row_add", "row_delete", "approve", "retry", "cancel", "delete"):
        assert as_user(alice).get(reverse(f"receipt_{name}", args=[receipt.id])).status_code == 405


def test_a_photo_without_text_says_so_and_can_be_filled_in(alice, make_receipt):
    html = page_of(alice, make_receipt(fields=[], lines=0, review_reasons=["no_text"]))

    assert "No text found" in html
    assert "Not found, please fill in" in cell_of(html, "head-0-merchant_name")
    assert "<text-panel" not in html


def test_a_failure_says_why_and_can_be_tried_again(alice, make_receipt):
    receipt = make_receipt(status=Status.FAILED, error="The pods were away.", fields=[], pages=0)
    html = page_of(alice, receipt)
    assert "The pods were away." in html
    assert "Try again" in html
    assert "<field-cell" not in html

    as_user(alice).post(reverse("receipt_retry", args=[receipt.id]))
    receipt.refresh_from_db()
    assert receipt.status == Status.QUEUED


def test_progress_is_shown_while_it_is_read(alice, make_receipt):
    html = page_of(
        alice, make_receipt(status=Status.PROCESSING, stage="tagging", progress=80, fields=[], pages=0)
    )

    assert "Sorting fields" in html
    assert 'value="80"' in html
    assert "Read it again" not in html


def test_reading_can_be_stopped_and_taken_up_again(alice, make_receipt):
    receipt = make_receipt(status=Status.PROCESSING, fields=[], pages=0)
    address = reverse("receipt_cancel", args=[receipt.id])
    assert f'action="{address}"' in page_of(alice, receipt)

    page = as_user(alice).post(address, follow=True).content.decode()
    receipt.refresh_from_db()
    assert receipt.status == Status.CANCELED
    assert "Reading was canceled" in page
    assert f'action="{address}"' not in page
    assert "Read it now" in page


def test_what_is_read_already_is_not_canceled(alice, receipt):
    page = as_user(alice).post(reverse("receipt_cancel", args=[receipt.id]), follow=True).content.decode()
    receipt.refresh_from_db()
    assert receipt.status == Status.NEEDS_REVIEW
    assert "It is not being read." in page


def test_a_duplicate_leads_to_the_first(alice, make_receipt):
    first = make_receipt(age=1)
    html = page_of(alice, make_receipt(duplicate_of=first, review_reasons=["duplicate", "arithmetic"]))

    assert f'<a href="{reverse("receipt", args=[first.id])}">lunch.jpg</a>' in html
    assert "<li>The amounts do not add up.</li>" in html
    assert html.count("same file") == 1


def test_bob_says_that_a_receipt_is_no_duplicate_and_anna_may_only_look(
    browser, make_receipt, bob, anna, charlie
):
    first = make_receipt(age=1, sha256="1", merchant_name="CORNER SHOP")
    second = make_receipt(duplicate_of=first, sha256="2", review_reasons=["possible_duplicate"])
    address = reverse("receipt_not_a_duplicate", args=[second.id])
    said = (
        f'This looks like a receipt that is here already</h2>\n    <p><a href="/receipts/{first.id}/">CORNER'
    )
    assert said in page_of(anna, second)
    assert address not in page_of(anna, second)
    assert f'action="{address}"' in page_of(bob, second)
    assert browser(charlie).post(address).status_code == 404

    page = browser(bob).post(address, follow=True).content.decode()
    assert "here already" not in page
    too_late = browser(bob).post(address, headers={"HX-Request": "true"})
    assert (too_late.status_code, too_late.json()["detail"]) == (409, "It is not taken for a duplicate.")


def test_pages_of_a_document_can_be_turned(alice, make_receipt):
    html = page_of(alice, make_receipt(pages=3))

    assert html.count('class="viewer-page"') == 3
    assert 'data-do="page-next"' in html


def test_a_receipt_can_be_deleted(alice, receipt):
    response = as_user(alice).post(reverse("receipt_delete", args=[receipt.id]))

    assert response.url == reverse("inbox")
    assert not Receipt.objects.exists()


def test_names_are_text_and_the_policy_holds(alice, make_receipt):
    name = "<script>alert(1)</script>"
    fields = [("", 0, "merchant_name", name, 0.9), ("line_items", 0, "description", name, 0.9)]
    html = page_of(alice, make_receipt(fields=fields, filename=f"{name}.jpg", merchant_name=name))

    assert name not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_two_hundred_items_cost_as_many_queries_as_two(alice, make_receipt, django_assert_max_num_queries):
    items = [("line_items", row, "description", f"Item {row}", 0.9) for row in range(200)]
    receipt = make_receipt(fields=items)
    client = as_user(alice)
    client.get("/")  # notes that the session is in use
    with django_assert_max_num_queries(16):
        html = client.get(reverse("receipt", args=[receipt.id])).content.decode()
    assert html.count("<tr id=") == 200


HALVES = [{"page": 1, "polygon": [[x, 0.0], [x + 0.5, 0.0], [x + 0.5, 1.0], [x, 1.0]]} for x in (0.0, 0.5)]


def test_a_photo_of_two_receipts_offers_to_split_it(browser, make_receipt, alice, files):
    two = make_receipt(regions=HALVES, review_reasons=["several_receipts:2"])
    files.joinpath("page.jpg").write_bytes(photo())
    html = browser(alice).get(reverse("receipt", args=[two.id])).content.decode()
    assert "There seem to be 2 receipts in this file" in html
    assert html.count('class="viewer-region"') == 2
    assert "Keep as one" in html
    response = browser(alice).post(reverse("receipt_split", args=[two.id]))
    first, second = receipt_parts(two)
    assert response.headers["Location"] == reverse("receipt", args=[first.id])
    html = browser(alice).get(reverse("receipt", args=[two.id])).content.decode()
    assert all(reverse("receipt", args=[part.id]) in html for part in (first, second))
    assert "There seem to be" not in html
    assert "cut out of" in browser(alice).get(reverse("receipt", args=[second.id])).content.decode()


def test_a_photo_kept_as_one_is_read_again(browser, make_receipt, alice):
    two = make_receipt(regions=HALVES, review_reasons=["several_receipts:2"])
    response = browser(alice).post(reverse("receipt_keep_as_one", args=[two.id]))
    assert response.headers["Location"] == reverse("receipt", args=[two.id])
    two.refresh_from_db()
    assert (two.status, two.is_one) == (Status.QUEUED, True)


def test_a_photo_whose_page_is_lost_is_not_split(browser, make_receipt, alice):
    two = make_receipt(regions=HALVES)
    answer = browser(alice).post(reverse("receipt_split", args=[two.id]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json()["detail"]) == (409, str(StorageError()))


def test_charlie_splits_nothing_of_alices(browser, make_receipt, alice, charlie):
    two = make_receipt(regions=HALVES)
    for name in ("receipt_split", "receipt_keep_as_one"):
        assert browser(charlie).post(reverse(name, args=[two.id])).status_code == 404
