"""Alice checks a receipt: she sees every value whole, and nothing that she types is lost."""

from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from playwright.sync_api import Page, Route, expect

from deploy.tests.conftest import Installation
from ocr.tests.drawing import draw_receipt

CUT_OFF = """
() => [...document.querySelectorAll(".cell-input")]
  .filter((input) => input.scrollWidth > input.clientWidth || input.scrollHeight > input.clientHeight)
  .map((input) => input.value)
"""


@pytest.fixture(scope="module")
def address(installation: Installation) -> str:
    """Address of a receipt that waits for review, because its file was uploaded twice."""
    for _ in range(2):
        answer = requests.post(
            f"{installation.url}/api/v1/receipts/",
            headers={"Authorization": f"Bearer {installation.alice_key}", "Prefer": "wait=60"},
            files={"file": draw_receipt(width=800)},
            timeout=90,
        )
    receipt: dict[str, Any] = answer.json()
    assert receipt["status"] == "needs_review"
    return f"/receipts/{receipt['id']}/"


def value(page: Page, name: str) -> Any:
    """Return the input of a field."""
    return page.locator(f"field-cell[data-section=''][data-name={name}] .cell-input")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1024, 700), (1280, 800)])
def test_values_and_buttons_are_whole_on_every_screen(alice: Page, address, width, height):
    alice.set_viewport_size({"width": width, "height": height})
    alice.goto(address)
    for name, text in {"merchant_phone": "+1 (415) 398-3456", "time": "20:49:59"}.items():
        value(alice, name).fill(text)
        value(alice, name).press("Enter")
    expect(alice.locator("field-cell[data-name=time][data-level=human]")).to_be_visible()
    assert alice.evaluate(CUT_OFF) == []
    for button in alice.locator(".receipt-actions button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_what_was_typed_is_saved_when_the_page_is_left(alice: Page, address):
    alice.goto(address)
    value(alice, "currency").fill("NOK")
    alice.on("dialog", lambda dialog: dialog.accept())
    alice.goto("/")
    alice.goto(address)
    expect(value(alice, "currency")).to_have_value("NOK")


def test_who_types_over_a_value_that_was_set_meanwhile_is_told(alice: Page, address, installation):
    alice.goto(address)
    value(alice, "merchant_name").fill("What Alice types")
    answer = requests.patch(
        f"{installation.url}/api/v1{address}",
        headers={"Authorization": f"Bearer {installation.alice_key}"},
        json={"merchant_name": "What a program set"},
        timeout=10,
    )
    assert answer.status_code == 200
    expect(alice.locator(".cell-state", has_text="Set to “What a program set” elsewhere")).to_be_visible()
    expect(value(alice, "merchant_name")).to_have_value("What Alice types")


def test_what_was_typed_during_an_outage_is_saved_afterwards(alice: Page, address):
    def fail(route: Route) -> None:
        route.abort()

    alice.goto(address)
    alice.route("**/field/", fail)
    value(alice, "currency").fill("SEK")
    value(alice, "currency").press("Enter")
    expect(alice.locator(".cell-state", has_text="Not saved")).to_be_visible()
    alice.unroute("**/field/", fail)
    expect(alice.locator(".cell-state", has_text="Not saved")).to_be_hidden(timeout=30_000)
    alice.reload()
    expect(value(alice, "currency")).to_have_value("SEK")


def test_a_row_is_deleted_by_a_key_of_its_own_and_only_one_while_it_is_held(alice: Page, address):
    deletions: list[str] = []
    alice.on("request", lambda request: "rows/delete" in request.url and deletions.append(request.url))
    alice.goto(address)
    rows = alice.locator("#table-line_items tbody tr")
    count = rows.count()
    cell = rows.first.locator(".cell-input").first
    cell.fill("GREEN TEA")
    cell.press("Control+Backspace")
    expect(cell).to_have_value("GREEN ")
    cell.press("Escape")
    alice.keyboard.down("Alt")
    alice.keyboard.down("Delete")
    expect(rows).to_have_count(count - 1)
    alice.keyboard.down("Delete")  # again without having been released: the key repeats
    alice.keyboard.up("Delete")
    alice.keyboard.up("Alt")
    alice.reload()
    expect(rows).to_have_count(count - 1)
    assert len(deletions) == 1


def test_a_value_waits_for_the_one_before_it_and_the_last_one_stays(alice: Page, address):
    held: list[Route] = []
    alice.goto(address)
    cell = value(alice, "merchant_name")
    alice.route("**/field/", lambda route: held.append(route))

    def save(name: str) -> None:
        cell.fill(name)
        cell.press("Tab")

    def answer(number: int) -> None:
        while len(held) <= number:
            alice.wait_for_timeout(50)
        with alice.expect_response("**/field/"):
            held[number].continue_()

    save("FIRST")
    save("SECOND")
    answer(0)
    while len(held) < 2:
        alice.wait_for_timeout(50)
    save("THIRD")
    alice.wait_for_timeout(500)  # enough for one that would not wait
    assert len(held) == 2
    answer(1)
    answer(2)
    assert [parse_qs(route.request.post_data)["value"] for route in held] == [
        ["FIRST"],
        ["SECOND"],
        ["THIRD"],
    ]
    alice.reload()
    expect(cell).to_have_value("THIRD")
