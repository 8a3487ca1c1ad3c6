"""The list of receipts: its pages, its order, its filters and its search."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.access import Actor
from receipts import services
from receipts.models import Category, Receipt

LIST = "/api/v1/receipts/"


def names(client, **parameters) -> list[str]:
    """Return the file names that the list shows, without their endings."""
    answer = client.get(LIST, parameters)
    assert answer.status_code == 200, answer.json()
    return [receipt["filename"].removesuffix(".jpg") for receipt in answer.json()["results"]]


@pytest.fixture
def three(make_receipt, workspace, bob) -> list[Receipt]:
    """A lunch with its category and tag, a train ticket in pounds, and a photo that nobody could read."""
    meals = Category.objects.create(workspace=workspace, name="Meals")
    lunch = make_receipt(
        filename="lunch.jpg",
        status="completed",
        merchant_name="Corner Shop",
        date=date(2026, 3, 1),
        currency="EUR",
        total=Decimal("12.50"),
        category=meals,
    )
    lunch.tags.create(workspace=workspace, name="client")
    ticket = make_receipt(
        filename="ticket.jpg",
        status="needs_review",
        merchant_name="Railway",
        date=date(2026, 4, 1),
        currency="GBP",
        total=Decimal("80"),
        uploaded_by=bob,
    )
    return [lunch, ticket, make_receipt(filename="blurred.jpg", status="failed")]


def test_the_list_goes_through_all_receipts_and_back(api, alice, make_receipt):
    for number in range(5):
        make_receipt(filename=f"{number}.jpg")
    client, url, seen = api(alice), LIST + "?limit=2", []
    while url:
        page = client.get(url).json()
        seen.append([receipt["filename"] for receipt in page["results"]])
        before, url = page["previous"], page["next"]
    assert seen == [["4.jpg", "3.jpg"], ["2.jpg", "1.jpg"], ["0.jpg"]]
    back = client.get(before).json()
    assert [receipt["filename"] for receipt in back["results"]] == ["2.jpg", "1.jpg"]
    first = client.get(back["previous"]).json()
    assert [receipt["filename"] for receipt in first["results"]] == ["4.jpg", "3.jpg"]
    assert first["previous"] is None


def test_pages_stay_in_step_while_receipts_come_and_go(api, alice, make_receipt):
    receipts = [make_receipt(filename=f"{number}.jpg") for number in range(4)]
    client = api(alice)
    following = client.get(LIST, {"limit": 2}).json()["next"]
    make_receipt(filename="new.jpg")
    receipts[2].delete()
    assert [receipt["filename"] for receipt in client.get(following).json()["results"]] == ["1.jpg", "0.jpg"]


def test_receipts_of_one_moment_are_each_seen_once(api, alice, make_receipt):
    for number in range(5):
        make_receipt(filename=f"{number}.jpg")
    Receipt.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    client, url, seen = api(alice), LIST + "?limit=1", []
    while url:
        page = client.get(url).json()
        seen += [receipt["filename"] for receipt in page["results"]]
        url = page["next"]
    assert sorted(seen) == [f"{number}.jpg" for number in range(5)]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("created_at", ["lunch", "ticket", "blurred"]),
        ("-date", ["ticket", "lunch", "blurred"]),
        ("total", ["blurred", "lunch", "ticket"]),
        ("-merchant_name", ["ticket", "lunch", "blurred"]),
    ],
)
def test_the_list_is_sorted_and_what_is_unknown_comes_last_or_first(api, alice, three, ordering, expected):
    client, url, seen = api(alice), f"{LIST}?limit=1&ordering={ordering}", []
    while url:
        page = client.get(url).json()
        seen += [receipt["filename"].removesuffix(".jpg") for receipt in page["results"]]
        url = page["next"]
    assert seen == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"status": "failed"}, ["blurred"]),
        ({"status": ["failed", "completed"]}, ["blurred", "lunch"]),
        ({"date_from": "2026-03-01", "date_to": "2026-03-31"}, ["lunch"]),
        ({"total_min": "12.50"}, ["ticket", "lunch"]),
        ({"total_max": "12.50"}, ["lunch"]),
        ({"currency": "gbp"}, ["ticket"]),
        ({"merchant": "corner"}, ["lunch"]),
        ({"tag": "Client"}, ["lunch"]),
        ({"category": "none"}, ["ticket", "blurred"][::-1]),
        ({"uploaded_by": "bob@example.org"}, ["ticket"]),
        ({"created_from": "2100-01-01T00:00:00Z"}, []),
        ({"q": "SHOP lunch"}, ["lunch"]),
        ({"q": "shop railway"}, []),
    ],
)
def test_the_list_is_narrowed_down(api, alice, three, parameters, expected):
    assert names(api(alice), **parameters) == expected


def test_a_category_is_found_by_its_id(api, alice, three):
    meals = Category.objects.get()
    assert names(api(alice), category=meals.id) == ["lunch"]
    assert names(api(alice), category="9" * 18) == []


def test_the_search_finds_what_is_printed_and_what_people_wrote(api, alice, read_receipt):
    receipt = read_receipt()
    services.field_correct(
        receipt=receipt, by=Actor(alice), section="", row=0, name="merchant_name", value="Nook"
    )
    assert names(api(alice), q="cake 8.0") == names(api(alice), q="nook") == ["lunch"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "lost"),
        ("date_from", "yesterday"),
        ("total_min", "1e99"),
        ("created_from", "\x00"),
        ("created_from", "0001-01-01T00:00:00+14:00"),
        ("q", "\x00"),
        ("ordering", "size"),
        ("cursor", "nonsense"),
        ("limit", "0"),
        ("merchent", "Shop"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(api, alice, name, value):
    answer = api(alice).get(LIST, {name: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_a_cursor_of_another_order_leads_nowhere(api, alice, three):
    following = api(alice).get(LIST, {"limit": 1}).json()["next"]
    answer = api(alice).get(following + "&ordering=date")
    assert "leads nowhere" in answer.json()["errors"]["cursor"]


def test_a_cursor_of_another_list_leads_nowhere(api, alice, bob, three):
    following = api(alice).get("/api/v1/members/", {"limit": 1}).json()["next"]
    answer = api(alice).get(following.replace("members", "receipts"))
    assert (answer.status_code, "leads nowhere" in answer.json()["errors"]["cursor"]) == (400, True)


def test_the_list_shows_what_people_know_a_receipt_by(api, alice, three):
    lunch = api(alice).get(LIST, {"status": "completed"}).json()["results"][0]
    assert lunch["merchant_name"] == "Corner Shop"
    assert (lunch["date"], lunch["total"], lunch["currency"]) == ("2026-03-01", "12.50", "EUR")
    assert (lunch["category"]["name"], lunch["tags"]) == ("Meals", ["client"])
    blurred = api(alice).get(LIST, {"status": "failed"}).json()["results"][0]
    assert [blurred[name] for name in ("merchant_name", "date", "total", "category")] == [None] * 4


def test_the_list_takes_the_same_few_queries_for_many_receipts(
    api, alice, read_receipt, django_assert_max_num_queries
):
    for _ in range(10):
        read_receipt()
    client = api(alice)
    client.get(LIST)
    with django_assert_max_num_queries(3):
        assert len(client.get(LIST).json()["results"]) == 10


def test_charlie_sees_nothing_of_alices(api, charlie, three):
    assert names(api(charlie)) == names(api(charlie), q="lunch") == []


def test_receipts_are_listed_by_their_ids(api, alice, charlie, three, make_receipt):
    theirs = make_receipt(workspace=charlie.workspaces.get())
    ids = [str(receipt.id) for receipt in (*three[:2], theirs)]
    assert names(api(alice), id=ids, ordering="created_at") == ["lunch", "ticket"]
    assert names(api(alice), id=ids, status="failed") == []
    for wrong in (["42"], [str(three[0].id)] * 501):
        answer = api(alice).get(LIST, {"id": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["id"])
