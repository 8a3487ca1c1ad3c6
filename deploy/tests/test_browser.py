"""Alice's path from a photo to its fields, in a real browser, against all the real parts."""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.tests.requirements import SHARED_DATA
from ocr.tests.drawing import draw_receipt

PATIENCE = 120_000
"""Milliseconds for a few receipts on a busy machine."""

STEPS = ["queued", "detecting", "recognizing", "tagging", "done"]

DROP = """
(files) => {
  const transfer = new DataTransfer();
  for (const { name, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector("main").dispatchEvent(event);
  }
}
"""


class Progress:
    """What the socket tells a page, receipt by receipt."""

    def __init__(self, page: Page) -> None:
        self.steps: dict[str, list[str]] = {}
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def _take(self, frame: str | bytes) -> None:
        message = json.loads(frame)
        for state in [message["receipt"]] if message["type"] == "receipt" else message.get("receipts", []):
            done = state["status"] in ("completed", "needs_review")
            step = "done" if done else state["stage"] or state["status"]
            steps = self.steps.setdefault(state["filename"], [])
            if step in STEPS and step not in steps:
                steps.append(step)


def _drop(page: Page, photos: Mapping[str, bytes]) -> None:
    files = [{"name": name, "base64": base64.b64encode(data).decode()} for name, data in photos.items()]
    page.evaluate(DROP, files)


def _row(page: Page, filename: str) -> Locator:
    return page.locator(".row", has_text=filename)


def _wait_until_read(page: Page, filename: str) -> None:
    expect(_row(page, filename)).to_have_attribute(
        "data-status", re.compile("completed|needs_review"), timeout=PATIENCE
    )


def _expect_fields_beside_image(page: Page) -> None:
    """The image is shown, every value that was read has its box, and its sureness is told."""
    image = page.locator(".viewer-page img").first
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    expect(page.locator(".layer-boxes polygon").first).to_be_attached()
    expect(page.locator("field-cell[data-name=total][data-points]").first).to_be_visible()


def _field(page: Page, name: str) -> Locator:
    return page.locator(f"field-cell[data-section=''][data-name={name}] .cell-input")


def _real_photos() -> dict[str, bytes]:
    labels = SHARED_DATA / "sroie" / "labels.jsonl"
    if not labels.exists():
        pytest.skip(f"the labelled receipts are not at {SHARED_DATA}")
    rows = [json.loads(line) for line in labels.read_text().splitlines()]
    names = [f"{row['id']}.jpg" for row in rows if row["split"] == "val"][:2]
    return {name: Path(SHARED_DATA, "sroie", "images", name).read_bytes() for name in names}


def test_two_real_photos_go_from_drop_to_fields(alice: Page):
    photos = _real_photos()
    progress = Progress(alice)
    alice.reload()
    expect(alice.get_by_text("Live", exact=True)).to_be_visible()
    _drop(alice, photos)
    for name in photos:
        _wait_until_read(alice, name)
        assert progress.steps[name] == STEPS
    for name in photos:
        alice.goto("/")
        _row(alice, name).get_by_role("link").first.click()
        _expect_fields_beside_image(alice)
        expect(_field(alice, "total")).not_to_have_value("")


def test_a_drawn_receipt_is_read_to_the_last_field(alice: Page):
    _drop(alice, {"bakery.jpg": draw_receipt()})
    _wait_until_read(alice, "bakery.jpg")
    _row(alice, "bakery.jpg").get_by_role("link").first.click()
    _expect_fields_beside_image(alice)
    for name, value in {"merchant_name": "CORNER BAKERY", "date": "2026-03-14", "total": "24.72"}.items():
        expect(_field(alice, name)).to_have_value(value)
    expect(alice.locator("field-cell[data-section=line_items][data-name=description]")).to_have_count(3)


def test_a_correction_stays_beside_what_was_read(alice: Page):
    _drop(alice, {"corrected.jpg": draw_receipt(width=740)})
    _wait_until_read(alice, "corrected.jpg")
    _row(alice, "corrected.jpg").get_by_role("link").first.click()
    merchant = _field(alice, "merchant_name")
    merchant.fill("Corner Bakery Ltd")
    merchant.press("Enter")
    expect(alice.get_by_text("Read as CORNER BAKERY")).to_be_visible()
    alice.reload()
    expect(_field(alice, "merchant_name")).to_have_value("Corner Bakery Ltd")


def test_progress_is_polled_where_sockets_are_blocked(alice: Page):
    alice.route_web_socket(re.compile("/ws/"), lambda socket: socket.close())
    alice.reload()
    expect(alice.get_by_text("Checking every 2 s")).to_be_visible(timeout=PATIENCE)
    _drop(alice, {"polled.jpg": draw_receipt(width=760)})
    _wait_until_read(alice, "polled.jpg")


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(alice: Page):
    _drop(alice, {"empty.jpg": b"", "notes.jpg": b"buy milk"})
    expect(_row(alice, "empty.jpg")).to_contain_text("empty")
    expect(_row(alice, "notes.jpg")).to_contain_text("JPEG, PNG, WebP, HEIC, TIFF or PDF")


def test_charlie_does_not_see_alices_receipts(alice: Page, charlie: Page):
    _drop(alice, {"private.jpg": draw_receipt(width=780)})
    _wait_until_read(alice, "private.jpg")
    link = _row(alice, "private.jpg").get_by_role("link").first.get_attribute("href") or ""
    charlie.reload()
    expect(charlie.get_by_text("private.jpg")).to_have_count(0)
    answer = charlie.goto(link)
    assert answer is not None
    assert answer.status == 404
