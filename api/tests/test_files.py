"""Files of a receipt: whole, in part, or not at all where they are known already."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from api.tests.answers import LIST, assert_problem, detail, file
from receipts.tests.images import photo


def test_a_receipt_is_deleted_with_its_original(api, alice):
    client = api(alice)
    location = client.post(LIST, file(), format="multipart").headers["Location"]
    response = client.get(location + "original/")
    assert b"".join(response.streaming_content) == photo()
    assert response.headers["Content-Disposition"] == 'attachment; filename="lunch.jpg"'
    assert client.delete(location).status_code == 204
    assert_problem(client.get(location), 404, "not_found")


def test_a_file_that_is_gone_is_said(api, alice, make_receipt):
    assert_problem(api(alice).get(detail(make_receipt()) + "original/"), 404, "not_found")


@pytest.fixture
def original(api, alice, make_receipt):
    """Alice's client, and the address of a file of ten bytes."""
    name = default_storage.save("original.pdf", ContentFile(b"0123456789"))
    receipt = make_receipt(file=name, filename='Mittag "süß"; 1\\2.pdf', content_type="application/pdf")
    return api(alice), detail(receipt) + "original/"


def test_a_file_is_sent_whole_under_its_name(original):
    client, address = original
    response = client.get(address)
    assert (response.status_code, response.getvalue()) == (200, b"0123456789")
    headers = response.headers
    assert (headers["Content-Length"], headers["Accept-Ranges"]) == ("10", "bytes")
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "private" in headers["Cache-Control"]
    assert headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Mittag%20%22s%C3%BC%C3%9F%22%3B%201%5C2.pdf"
    )


@pytest.mark.parametrize(
    ("wanted", "part", "place"),
    [
        ("bytes=0-3", b"0123", "0-3"),
        ("bytes=4-", b"456789", "4-9"),
        ("bytes=8-99", b"89", "8-9"),
        ("bytes=-3", b"789", "7-9"),
        ("bytes=-99", b"0123456789", "0-9"),
    ],
)
def test_a_part_of_a_file_is_sent(original, wanted, part, place):
    client, address = original
    response = client.get(address, headers={"Range": wanted})
    assert (response.status_code, response.getvalue()) == (206, part)
    assert response.headers["Content-Range"] == f"bytes {place}/10"
    assert response.headers["Content-Length"] == str(len(part))


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(original, wanted):
    client, address = original
    response = client.get(address, headers={"Range": wanted})
    assert_problem(response, 416, "range_not_satisfiable")
    assert response.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("wanted", ["bytes=3-1", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=٣-٤", "x"])
def test_what_is_no_single_range_is_answered_with_all(original, wanted):
    client, address = original
    response = client.get(address, headers={"Range": wanted})
    assert (response.status_code, response.getvalue()) == (200, b"0123456789")


def test_a_download_goes_on_only_in_the_same_file(original):
    client, address = original
    etag = client.get(address).headers["ETag"]
    same = client.get(address, headers={"Range": "bytes=5-", "If-Range": etag})
    assert (same.status_code, same.getvalue()) == (206, b"56789")
    for other in ('"other"', f"W/{etag}", "Mon, 02 Mar 2026 12:00:00 GMT"):
        response = client.get(address, headers={"Range": "bytes=5-", "If-Range": other})
        assert (response.status_code, response.getvalue()) == (200, b"0123456789")


def test_a_file_is_not_sent_to_who_has_it(original):
    client, address = original
    head = client.head(address, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["Content-Length"]) == (200, "10")
    etag = head.headers["ETag"]
    known = client.get(address, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", etag)
    assert_problem(client.get(address, headers={"If-Match": '"other"'}), 412, "precondition_failed")


def test_members_get_the_pictures_once_they_are_made(api, anna, charlie, read_receipt):
    receipt = read_receipt()
    for kind in ("thumbnail/", "pages/1/image/", "pages/2/image/", "pages/99999999999999999999/image/"):
        assert_problem(api(anna).get(detail(receipt) + kind), 404, "not_found")
    assert api(anna).get(detail(receipt)).json()["thumbnail"] is None
    receipt.thumbnail = default_storage.save("page.jpg", ContentFile(photo()))
    receipt.save()
    shown = api(anna).get(detail(receipt)).json()
    for address in (shown["thumbnail"], shown["pages"][0]["image"]):
        response = api(anna).get(address)
        assert (response.getvalue(), response.headers["Content-Type"]) == (photo(), "image/jpeg")
        assert_problem(api(charlie).get(address), 404, "not_found")
