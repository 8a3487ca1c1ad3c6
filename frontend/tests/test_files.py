"""The files of a receipt: members get them, Charlie does not even learn that they exist."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from receipts.models import Page
from receipts.tests.images import photo

PICTURE = photo()


@pytest.fixture
def receipt(make_receipt):
    """A receipt with all its files."""
    name = default_storage.save("w/r/original.jpg", ContentFile(PICTURE))
    receipt = make_receipt(file=name, thumbnail=name, filename="mittag “süß”.jpg")
    Page.objects.create(receipt=receipt, number=1, width=300, height=400, image=name)
    return receipt


def addresses(receipt) -> list[str]:
    """Return the addresses of its three files."""
    return [
        reverse("receipt_thumbnail", args=[receipt.id]),
        reverse("receipt_original", args=[receipt.id]),
        reverse("receipt_image", args=[receipt.id, 1]),
    ]


def test_members_get_the_files_and_keep_them_to_themselves(browser, receipt, bob):
    for address in addresses(receipt):
        response = browser(bob).get(address)
        assert response.getvalue() == PICTURE
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in response.headers["Cache-Control"]


def test_charlie_and_strangers_do_not(browser, client, receipt, charlie):
    for address in addresses(receipt):
        assert browser(charlie).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_the_original_is_saved_under_its_own_name_or_shown(browser, receipt, alice):
    address = reverse("receipt_original", args=[receipt.id])
    saved = browser(alice).get(address).headers["Content-Disposition"]
    assert saved.startswith("attachment;")
    assert "mittag%20%E2%80%9Cs%C3%BC%C3%9F%E2%80%9D.jpg" in saved
    assert browser(alice).get(address, {"inline": ""}).headers["Content-Disposition"].startswith("inline;")


def test_what_is_not_made_yet_or_is_gone_is_not_found(browser, make_receipt, alice):
    receipt = make_receipt()
    for address in addresses(receipt):
        assert browser(alice).get(address).status_code == 404
