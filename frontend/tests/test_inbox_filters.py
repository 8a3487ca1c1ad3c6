"""The filters and the orders of the inbox: kept in its address, and shared with exports."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from frontend import inbox
from frontend.tests.test_inbox import rows
from receipts import services
from receipts.models import Receipt


@pytest.fixture
def four(make_receipt, bob) -> dict[str, str]:
    """Receipts' ids by the words they are told apart by, the newest last."""
    made = {
        "tea": make_receipt(
            merchant_name="Bakery", date=date(2026, 1, 2), total=Decimal("3"), currency="EUR"
        ),
        "rail": make_receipt(
            merchant_name="Railway",
            date=date(2026, 3, 4),
            total=Decimal("80"),
            currency="GBP",
            uploaded_by=bob,
        ),
        "room": make_receipt(
            merchant_name="Adlon", date=date(2026, 2, 3), total=Decimal("9"), currency="EUR"
        ),
        "blur": make_receipt(status="failed"),
    }
    return {str(receipt.id): word for word, receipt in made.items()}


def words(four, client, **given) -> list[str]:
    """Return which of the receipts are listed, from top to bottom."""
    return [four[receipt_id] for receipt_id in rows(client.get("/", given))]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"date_from": "2026-02-03"}, ["room", "rail"]),
        ({"date_from": "2026-01-01", "date_to": "2026-02-03"}, ["room", "tea"]),
        ({"total_min": "9", "total_max": "80"}, ["room", "rail"]),
        ({"currency": "eur", "total_max": "5"}, ["tea"]),
        ({"uploaded_by": "bob@example.org"}, ["rail"]),
        (
            {"date_from": "yesterday", "total_max": "1e999", "currency": "EURO"},
            ["blur", "room", "rail", "tea"],
        ),
        ({"uploaded_by": "charlie@example.org"}, ["blur", "room", "rail", "tea"]),
    ],
)
def test_filters_narrow_the_list_down_and_nonsense_does_not(browser, alice, charlie, four, given, expected):
    assert words(four, browser(alice), **given) == expected


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("", ["blur", "room", "rail", "tea"]),
        ("created_at", ["tea", "rail", "room", "blur"]),
        ("-date", ["rail", "room", "tea", "blur"]),
        ("date", ["blur", "tea", "room", "rail"]),
        ("-total", ["rail", "room", "tea", "blur"]),
        ("merchant_name", ["blur", "room", "tea", "rail"]),
        ("nonsense", ["blur", "room", "rail", "tea"]),
    ],
)
def test_each_order_goes_on_over_pages(browser, alice, four, monkeypatch, ordering, expected):
    monkeypatch.setattr(inbox, "PAGE_SIZE", 1)
    client, page, seen = browser(alice), browser(alice).get("/", {"ordering": ordering}), []
    while True:
        seen += [four[receipt_id] for receipt_id in rows(page)]
        if not page.context["inbox"].next_cursor:
            break
        page = client.get(reverse("receipt_rows") + page.context["inbox"].more_query)
    assert seen == expected


@pytest.mark.parametrize("ordering", ["date", "total", "-total"])
@pytest.mark.parametrize("key", ["NaN", "1e999999999", "x", ""])
def test_an_unusable_cursor_of_an_order_shows_the_beginning(browser, alice, four, ordering, key):
    given = {"ordering": ordering, "before": f"{key}_{'0' * 32}"}
    assert len(rows(browser(alice).get(reverse("receipt_rows"), given))) == 4


def test_the_page_says_how_many_filters_are_on_and_clears_them(browser, alice, four):
    client = browser(alice)
    given = {"status": "processing", "ordering": "-total", "currency": "EUR", "date_from": "2026-01-03"}
    page = client.get("/", given)
    text = page.content.decode()
    assert "2 filters on" in text
    assert 'value="2026-01-03" form="inbox-search"' in text
    assert page.context["inbox"].unfiltered_query == "?status=processing&ordering=-total"
    fragment = client.get(reverse("receipt_rows"), {**given, "q": ""})
    assert 'id="filters-foot" class="dialog-actions" hx-swap-oob="true"' in fragment.content.decode()
    expected = "/?status=processing&date_from=2026-01-03&currency=EUR&ordering=-total"
    assert fragment.headers["HX-Replace-Url"] == expected
    assert "No filter is on" in client.get("/").content.decode()


def test_what_is_filtered_is_what_is_exported(browser, alice, four):
    page = browser(alice).get("/", {"currency": "EUR", "total_min": "5", "ordering": "-total"})
    exported = dict(page.context["inbox"].exported)
    assert exported == {"currency": "EUR", "total_min": "5"}
    answer = browser(alice).post(reverse("exports"), {"format": "csv", **exported})
    content = b"".join(answer.streaming_content).decode()
    assert [word for receipt_id, word in four.items() if receipt_id in content] == ["room"]


def test_an_empty_result_says_what_is_searched_and_leads_to_labels_of_that_name(
    browser, alice, by_alice, make_receipt
):
    trip = make_receipt()
    services.receipt_tag(receipt=trip, by=by_alice, names=["berlin"])
    client = browser(alice)
    page = client.get("/", {"q": "Berlin"})
    assert "all that is printed on receipts" in page.content.decode()
    [(_, query)] = page.context["inbox"].labels_searched
    assert f'href="/{query}"' in page.content.decode()
    assert rows(client.get(f"/{query}")) == [str(trip.id)]


def test_notes_and_names_of_files_are_searched(browser, alice, by_alice, make_receipt):
    receipt = services.receipt_note(receipt=make_receipt(), by=by_alice, note="With the client")
    for text in ("client", "lunch.jpg"):
        assert rows(browser(alice).get("/", {"q": text})) == [str(receipt.id)]
    assert Receipt.objects.count() == 1
