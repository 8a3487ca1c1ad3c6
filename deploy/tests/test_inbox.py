"""Alice's work in the inbox, in a real browser: she chooses receipts, changes them, sorts and filters."""

import re
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from deploy import stack
from deploy.tests.conftest import Installation

PILE = """
from accounts.models import Workspace
from receipts.models import Receipt, SearchText
from receipts.transitions import to_end, to_new_start
workspace = Workspace.objects.get(name="Alice")
for number in range({count}):
    receipt = Receipt.objects.create(
        workspace=workspace,
        file="nowhere.jpg",
        filename=f"{name}-{{number:02}}.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        currency="EUR",
        total=number,
        **{{**to_new_start(), **to_end("needs_review")}},
    )
    SearchText.objects.create(receipt=receipt, workspace=workspace, text=receipt.filename)
"""

PATIENCE = 30_000
"""Milliseconds on a busy machine."""


@pytest.fixture
def pile(installation: Installation, alice: Page) -> Callable[[str, int], None]:
    """Put receipts that wait for review into Alice's inbox, and show her those alone."""

    def make(name: str, count: int) -> None:
        stack.manage(installation.env, ("shell", "--no-imports", "-c", PILE.format(name=name, count=count)))
        alice.goto(f"/?q={name}")

    return make


def row(page: Page, filename: str) -> Locator:
    return page.locator("#receipts .row", has_text=filename)


def box(page: Page, filename: str) -> Locator:
    return row(page, filename).get_by_role("checkbox")


def selected(page: Page) -> list[str]:
    """Return the file names of the selected rows, which the bar must count."""
    names = page.locator("#receipts .row:has(:checked) .row-link").all_inner_texts()
    expect(page.locator("[data-selected-count]")).to_have_text(str(len(names)))
    return [name.removesuffix(".jpg") for name in names]


def label(installation: Installation, filename: str) -> None:
    """Give a receipt a tag, as some program of Alice's would."""
    address, auth = (
        f"{installation.url}/api/v1/receipts/",
        {"Authorization": f"Bearer {installation.alice_key}"},
    )
    [found] = requests.get(address, {"q": filename}, headers=auth, timeout=30).json()["results"]
    answer = requests.patch(f"{address}{found['id']}/", json={"tags": ["hot"]}, headers=auth, timeout=30)
    assert answer.status_code == 200


def test_rows_are_selected_by_key_by_range_and_all_at_once(alice: Page, pile):
    pile("range", 5)
    expect(alice.locator("#bulk")).to_be_hidden()
    alice.keyboard.press("j")
    alice.keyboard.press("x")
    assert selected(alice) == ["range-04"]
    box(alice, "range-01").click(modifiers=["Shift"])
    assert selected(alice) == ["range-04", "range-03", "range-02", "range-01"]
    box(alice, "range-03").click()
    assert selected(alice) == ["range-04", "range-02", "range-01"]
    alice.keyboard.press("Escape")
    assert selected(alice) == []
    expect(alice.locator("#bulk")).to_be_hidden()
    alice.get_by_label("Select all shown").check()
    assert len(selected(alice)) == 5


def test_a_selection_survives_changes_of_rows_and_the_following_page(installation, alice: Page, pile):
    pile("stay", 52)
    expect(alice.get_by_text("Live", exact=True)).to_be_visible(timeout=PATIENCE)
    box(alice, "stay-51").check()
    box(alice, "stay-50").check()
    label(installation, "stay-51.jpg")
    expect(row(alice, "stay-51")).to_contain_text("hot", timeout=PATIENCE)
    assert selected(alice) == ["stay-51", "stay-50"]
    alice.get_by_role("button", name="Show more").scroll_into_view_if_needed()
    box(alice, "stay-00").check(timeout=PATIENCE)
    assert selected(alice) == ["stay-51", "stay-50", "stay-00"]


def test_what_is_done_is_told_and_seen_at_once(alice: Page, pile):
    pile("done", 3)
    box(alice, "done-00").check()
    alice.get_by_role("button", name="Approve").click()
    expect(alice.get_by_text("Approved 1.")).to_be_visible()
    expect(row(alice, "done-00")).to_have_attribute("data-status", "completed")
    alice.get_by_label("Select all shown").check()
    alice.get_by_role("button", name="Approve").click()
    expect(alice.get_by_text(re.compile("Approved 2; 1 could not be: Only .*done-00"))).to_be_visible()
    alice.get_by_label("Select all shown").check()
    alice.get_by_role("button", name="Label").click()
    alice.get_by_label("Tags, separated by commas").fill("trip")
    alice.keyboard.press("Enter")
    expect(row(alice, "done-02")).to_contain_text("trip")
    assert selected(alice) == []


def test_deleting_asks_first_and_an_export_has_only_the_chosen(alice: Page, pile):
    pile("gone", 3)
    box(alice, "gone-00").check()
    box(alice, "gone-01").check()
    alice.get_by_role("button", name="Export selected").click()
    with alice.expect_download() as download:
        alice.get_by_role("button", name="CSV", exact=True).click()
    written = download.value.path().read_text()
    assert ("gone-00.jpg" in written, "gone-01.jpg" in written, "gone-02.jpg" in written) == (
        True,
        True,
        False,
    )
    alice.get_by_role("button", name="Delete", exact=True).click()
    alice.get_by_role("button", name="Keep them").click()
    expect(alice.locator("#receipts .row")).to_have_count(3)
    alice.get_by_role("button", name="Delete", exact=True).click()
    alice.get_by_role("button", name="Delete them").click()
    expect(alice.locator("#receipts .row")).to_have_count(1)


def test_filters_and_the_order_are_kept_in_the_address(alice: Page, pile):
    pile("sift", 4)
    alice.get_by_role("button", name="Filters").click()
    alice.get_by_label("Total from").fill("2")
    alice.get_by_label("Currency").fill("eur")
    alice.get_by_label("Currency").press("Enter")
    expect(alice.get_by_role("button", name="Filters, 2 on")).to_be_visible()
    expect(alice.locator("#filters")).to_be_hidden()
    alice.get_by_label("Sort").select_option("Lowest total first")
    expect(alice.locator("#receipts .row-link")).to_have_text(["sift-02.jpg", "sift-03.jpg"])
    assert {"q=sift", "total_min=2", "ordering=total"} <= set(alice.url.partition("?")[2].split("&"))
    alice.reload()
    expect(alice.locator("#receipts .row-link")).to_have_text(["sift-02.jpg", "sift-03.jpg"])
    alice.get_by_role("link", name="Clear the filters").click()
    expect(alice.locator("#receipts .row")).to_have_count(4)


def test_a_phone_shows_that_there_are_more_tabs_and_labels_in_full(installation, alice: Page, pile):
    pile("thin", 1)
    label(installation, "thin-00.jpg")
    alice.set_viewport_size({"width": 390, "height": 800})
    alice.reload()
    assert alice.locator("#inbox-tabs").evaluate("tabs => getComputedStyle(tabs).maskImage") != "none"
    tag = alice.locator(".row-tag")
    assert tag.evaluate("tag => tag.scrollWidth <= tag.clientWidth")
    assert alice.evaluate("document.documentElement.scrollWidth") == 390
