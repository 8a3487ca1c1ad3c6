"""The inbox: Alice and Bob see the workspace's receipts, Charlie sees none of them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Actor
from accounts.models import Membership
from accounts.selectors import access_current
from frontend.inbox import PAGE_SIZE
from receipts import services
from receipts.models import Receipt, Status


def age(receipt: Receipt, minutes: int) -> Receipt:
    """Make a receipt older."""
    Receipt.objects.filter(id=receipt.id).update(created_at=timezone.now() - timedelta(minutes=minutes))
    return receipt


def rows(response) -> list[str]:
    """Return the ids of the rows, from top to bottom."""
    parts = response.content.decode().split('<li class="row" id="receipt-')[1:]
    return [part[:36] for part in parts]


def test_strangers_are_sent_to_the_log_in_and_back(client, db):
    assert client.get("/?status=failed").headers["Location"] == "/accounts/login/?next=/%3Fstatus%3Dfailed"


def test_members_see_the_workspaces_receipts_and_charlie_does_not(browser, make_receipt, alice, bob, charlie):
    receipt = make_receipt(merchant_name="Corner Shop")
    for member in (alice, bob):
        assert rows(browser(member).get("/")) == [str(receipt.id)]
    assert rows(browser(charlie).get("/")) == []
    fragment = browser(charlie).get(reverse("receipt_rows"), {"ids": str(receipt.id)})
    assert rows(fragment) == []


def test_a_person_without_a_workspace_is_told_what_to_do(browser, alice):
    Membership.objects.filter(user=alice).delete()
    response = browser(alice).get("/")
    assert response.status_code == 403
    assert "You belong to no workspace" in response.content.decode()
    for header in ("X-Requested-With", "HX-Request"):
        told = browser(alice).get(reverse("receipt_states"), headers={header: "true"})
        assert (told.status_code, told.headers["Content-Type"]) == (403, "application/problem+json")


def test_an_empty_inbox_explains_itself(browser, alice):
    page = browser(alice).get("/").content.decode()
    assert "No receipts yet" in page
    assert "Choose files" in page


def test_a_finished_row_shows_store_date_total_and_status(browser, make_receipt, alice):
    make_receipt(
        status=Status.COMPLETED,
        merchant_name="Bäckerei <Wünsche>",
        date="2026-11-03",
        currency="EUR",
        total=Decimal("1234.5000"),
    )
    page = browser(alice).get("/").content.decode()
    for text in ("Bäckerei &lt;Wünsche&gt;", "3 Nov 2026", "1,234.50", "EUR", "Completed", "lunch.jpg"):
        assert text in page


def test_a_row_of_two_receipts_offers_to_split_them_and_shows_no_amount(browser, make_receipt, alice):
    make_receipt(
        status=Status.NEEDS_REVIEW,
        regions=[{"page": 1, "polygon": [[0, 0], [1, 0], [1, 1]]}] * 2,
        review_reasons=["several_receipts:2"],
        total=Decimal("24.72"),
    )
    page = browser(alice).get("/").content.decode()
    assert "There seem to be 2 receipts in this file." in page
    assert "Split in two" in page
    assert "24.72" not in page


def test_amounts_have_the_decimals_of_their_currency(browser, make_receipt, alice):
    make_receipt(status=Status.COMPLETED, currency="VND", total=Decimal("79000"))
    assert ">79,000 <" in browser(alice).get("/").content.decode()


def test_a_receipt_that_is_read_again_gets_a_new_picture(browser, make_receipt, alice):
    receipt = make_receipt(status=Status.COMPLETED, thumbnail="x/thumb.webp", attempts=1)
    before = re.search(r'<img src="([^"]+)"', browser(alice).get("/").content.decode())[1]
    Receipt.objects.update(queued_at=receipt.queued_at + timedelta(minutes=1))
    assert before not in browser(alice).get("/").content.decode()


def test_an_unfinished_row_shows_what_is_being_done(browser, make_receipt, alice):
    make_receipt(status=Status.PROCESSING, stage="recognizing", progress=47)
    page = browser(alice).get("/").content.decode()
    assert "Reading text · 47 %" in page
    assert 'value="47"' in page


def test_a_failed_row_says_why_and_can_be_retried(browser, make_receipt, alice):
    receipt = make_receipt(status=Status.FAILED, error="The file is damaged.")
    page = browser(alice).get("/").content.decode()
    assert "The file is damaged." in page
    assert f'action="{reverse("receipt_retry", args=[receipt.id])}"' in page


def test_reading_can_be_stopped_from_its_row(browser, make_receipt, alice):
    receipt = make_receipt(status=Status.PROCESSING)
    address = reverse("receipt_cancel", args=[receipt.id])
    assert f'hx-post="{address}"' in browser(alice).get("/").content.decode()

    from_list = {"HX-Request": "true"}
    assert browser(alice).post(address, headers=from_list).status_code == 204
    receipt.refresh_from_db()
    assert receipt.status == Status.CANCELED

    too_late = browser(alice).post(address, headers=from_list)
    assert (too_late.status_code, too_late.json()["detail"]) == (409, "It is not being read.")
    assert address not in browser(alice).get("/").content.decode()


def test_a_row_says_of_which_receipt_it_is_a_duplicate(browser, make_receipt, alice):
    first = make_receipt(merchant_name="Corner Shop")
    make_receipt(duplicate_of=first, sha256=first.sha256)
    page = browser(alice).get("/").content.decode()
    assert f'Same file as <a href="{reverse("receipt", args=[first.id])}">Corner Shop</a>' in page


def test_a_row_says_which_receipt_it_looks_like(browser, make_receipt, alice):
    make_receipt(duplicate_of=make_receipt(merchant_name="Corner Shop"))
    assert "Looks like <a" in browser(alice).get("/").content.decode()


def test_tabs_filter_and_count(browser, make_receipt, alice):
    made = {status: make_receipt(status=status) for status in Status}
    page = browser(alice).get("/", {"status": "failed"})
    assert set(rows(page)) == {str(made[Status.FAILED].id), str(made[Status.CANCELED].id)}
    text = " ".join(page.content.decode().split())
    assert sum(count for tab, count, _ in page.context["inbox"].tabs if tab.name) == len(made)
    for label, count in (
        ("All", 7),
        ("Processing", 2),
        ("Needs review", 1),
        ("Completed", 1),
        ("Failed", 2),
        ("Split", 1),
    ):
        assert f'{label} <span class="count">{count}</span>' in text


def test_the_tab_of_split_photos_is_there_only_with_one(browser, make_receipt, alice):
    make_receipt()
    assert "Split" not in browser(alice).get("/").content.decode()
    split = make_receipt(status=Status.SPLIT)
    assert rows(browser(alice).get("/", {"status": "split"})) == [str(split.id)]


def test_the_search_looks_at_stores_and_file_names(browser, make_receipt, alice):
    shop = make_receipt(merchant_name="Corner Shop")
    scan = make_receipt(filename="corner-scan.pdf")
    make_receipt(merchant_name="Elsewhere")
    assert set(rows(browser(alice).get("/", {"q": " CORNER "}))) == {str(shop.id), str(scan.id)}
    assert set(rows(browser(alice).get("/", {"q": "cor\x00ner"}))) == {str(shop.id), str(scan.id)}
    assert "Nothing matches “&lt;b&gt;”" in browser(alice).get("/", {"q": "<b>"}).content.decode()


def test_rows_show_labels_and_filter_by_them(browser, make_receipt, alice, by_alice, workspace):
    meals = services.category_create(workspace=workspace, name="Meals <&>", by=by_alice)
    eaten = services.receipt_categorize(receipt=make_receipt(), by=by_alice, category=meals)
    services.receipt_tag(receipt=eaten, by=by_alice, names=["trip", "berlin"])
    other = make_receipt(status=Status.FAILED)
    client = browser(alice)
    for text in ("Meals &lt;&amp;&gt;", ">trip</span>", ">berlin</span>"):
        assert text in client.get("/").content.decode()
    assert rows(client.get("/", {"category": meals.id, "tag": "TRIP", "q": "lunch"})) == [str(eaten.id)]
    assert rows(client.get("/", {"category": "none"})) == [str(other.id)]
    assert rows(client.get("/", {"category": "none", "tag": "trip"})) == []
    page = client.get("/", {"category": meals.id})
    counts = {tab.name: (count, query) for tab, count, query in page.context["inbox"].tabs}
    assert counts[""] == (1, f"?category={meals.id}")
    assert counts["failed"] == (0, f"?status=failed&category={meals.id}")


@pytest.mark.parametrize("label", ["0", "x", "9" * 30, "1\x00"])
def test_labels_that_are_not_there_filter_nothing(browser, make_receipt, alice, charlie, label):
    receipt = make_receipt()
    theirs = access_current(user=charlie).workspace
    tag = services.tag_create(workspace=theirs, name="theirs", by=Actor(charlie))
    for given in (label, tag.name):
        assert rows(browser(alice).get("/", {"category": given, "tag": given})) == [str(receipt.id)]


def test_a_changed_filter_answers_with_the_list_and_its_address(browser, make_receipt, alice):
    make_receipt()
    response = browser(alice).get(reverse("receipt_rows"), {"status": "processing"})
    assert response.headers["HX-Push-Url"] == "/?status=processing"
    searched = browser(alice).get(reverse("receipt_rows"), {"status": "", "q": "lunch"})
    assert searched.headers["HX-Replace-Url"] == "/?q=lunch"
    assert "<html" not in response.content.decode()


def test_following_pages_go_on_where_the_last_one_ended(browser, make_receipt, alice):
    made = [age(make_receipt(), minutes) for minutes in range(PAGE_SIZE + 3)]
    client = browser(alice)
    first = client.get("/")
    more = first.context["inbox"].more_query
    make_receipt()  # arrives between the two pages
    second = client.get(reverse("receipt_rows") + more)
    assert rows(first) + rows(second) == [str(receipt.id) for receipt in made]
    assert "Show more" in first.content.decode()
    assert "Show more" not in second.content.decode()


BEFORE_ALL_TIME = f"0001-01-01T00:00:00+14:00_{'0' * 32}"


@pytest.mark.parametrize("cursor", ["nonsense", "2026-01-01_zz", "_", BEFORE_ALL_TIME])
def test_an_unusable_cursor_shows_the_beginning(browser, make_receipt, alice, cursor):
    receipt = make_receipt()
    assert rows(browser(alice).get(reverse("receipt_rows"), {"before": cursor})) == [str(receipt.id)]


def test_the_page_costs_the_same_few_queries_for_many_rows(
    browser, make_receipt, alice, by_alice, django_assert_max_num_queries
):
    first = make_receipt()
    for _ in range(20):
        services.receipt_tag(receipt=make_receipt(duplicate_of=first), by=by_alice, names=["trip"])
    client = browser(alice)
    client.get("/")  # notes that the session is in use
    with django_assert_max_num_queries(10):
        client.get("/")


def test_no_page_has_inline_scripts_or_styles(browser, make_receipt, alice):
    make_receipt(status=Status.FAILED, error="No.")
    page = browser(alice).get("/").content.decode()
    for forbidden in (" style=", "<style", "hx-on", " onclick=", "<script>", "javascript:"):
        assert forbidden not in page
