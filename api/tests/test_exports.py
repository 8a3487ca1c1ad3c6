"""Exports through the API: whoever may read may take receipts out, of their own workspace alone."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Right
from receipts.exports import services
from receipts.exports.models import Export
from receipts.exports.running import export_run

pytestmark = pytest.mark.usefixtures("no_jobs")

EXPORTS = "/api/v1/exports/"
AT_ONCE = "/api/v1/receipts/export/"


def test_anna_exports_in_the_background_and_downloads_the_file(api, anna, read_receipt):
    read_receipt()
    client = api(anna, Right.READ)
    accepted = client.post(EXPORTS, {"format": "csv", "filters": {"status": "needs_review"}})
    assert (accepted.status_code, accepted.headers["Retry-After"]) == (202, "2")
    export = accepted.json()
    assert (export["status"], export["count"], export["file"]) == ("queued", 1, None)
    assert (export["filters"], export["created_by"]) == ({"status": ["needs_review"]}, "anna@example.org")
    assert client.get(f"{EXPORTS}{export['id']}/download/").status_code == 409
    export_run(export_id=export["id"])
    shown = client.get(accepted.headers["Location"])
    assert "Retry-After" not in shown.headers
    file = client.get(shown.json()["file"])
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="receipts-' in file.headers["Content-Disposition"]
    content = b"".join(file.streaming_content)
    assert (shown.json()["size"], b"CORNER SHOP" in content) == (len(content), True)
    assert [row["id"] for row in client.get(EXPORTS).json()["results"]] == [export["id"]]
    assert client.delete(f"{EXPORTS}{export['id']}/").status_code == 204
    assert client.get(EXPORTS).json()["results"] == []


def test_charlie_sees_no_export_of_alices(api, alice, charlie):
    export = api(alice).post(EXPORTS, {"format": "json"}).json()
    export_run(export_id=export["id"])
    address, stranger = f"{EXPORTS}{export['id']}/", api(charlie)
    assert stranger.get(EXPORTS).json()["results"] == []
    assert [stranger.get(address).status_code, stranger.get(f"{address}download/").status_code] == [404, 404]
    assert stranger.delete(address).status_code == 404
    assert Export.objects.filter(id=export["id"]).exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "format"),
        ({"format": "pdf"}, "format"),
        ({"format": ["csv"]}, "format"),
        ({"format": "csv", "layout": "columns"}, "layout"),
        ({"format": "csv", "filters": []}, "filters"),
        ({"format": "csv", "filters": {"status": 5}}, "filters.status"),
        ({"format": "csv", "filters": {"status": ["lost"]}}, "filters.status"),
        ({"format": "csv", "filters": {"q": "\x00"}}, "filters.q"),
        ({"format": "csv", "filters": {"stauts": "failed"}}, "filters.stauts"),
    ],
)
def test_bad_input_is_named(api, alice, body, field):
    answer = api(alice).post(EXPORTS, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_half_a_character_is_named(api, alice):
    body = r'{"format": "csv", "filters": {"merchant": "\ud800"}}'
    answer = api(alice).post(EXPORTS, body, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["filters.merchant"])


def test_a_small_set_is_sent_at_once(api, anna, read_receipt, charlie):
    receipt = read_receipt()
    for format, begin in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("json", b"{"), ("zip", b"PK")):
        answer = api(anna).get(AT_ONCE, {"format": format})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(begin)
    answer = api(anna).get(AT_ONCE, {"format": "json", "status": ["failed", "needs_review"]})
    document = json.loads(b"".join(answer.streaming_content))
    assert [row["id"] for row in document["receipts"]] == [str(receipt.id)]
    answer = api(charlie).get(AT_ONCE, {"format": "json"})
    assert json.loads(b"".join(answer.streaming_content))["receipts"] == []
    assert not Export.objects.exists()


def test_what_is_wrong_with_a_query_is_named(api, alice):
    answer = api(alice).get(AT_ONCE, {"format": "pdf"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["format"])
    answer = api(alice).get(AT_ONCE, {"format": "csv", "stauts": "failed"})
    assert answer.json()["errors"] == {"stauts": "There is no such filter."}


def test_many_receipts_are_not_sent_at_once(api, alice, make_receipt, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 1)
    make_receipt(), make_receipt()
    answer = api(alice).get(AT_ONCE, {"format": "csv"})
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "These are 2 receipts, and 1 at most are sent at once. Create an export."
    )


def test_only_so_many_wait_at_a_time(api, anna, read_receipt, monkeypatch):
    monkeypatch.setattr("receipts.exports.services.MOST_WAITING", 2)
    answers = [api(anna).post(EXPORTS, {"format": "csv"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 409]
    assert "are not finished yet" in answers[-1].json()["detail"]


def test_an_export_says_until_when_it_is_kept(api, alice):
    export = api(alice).post(EXPORTS, {"format": "csv"}).json()
    assert export["expires_at"] > (timezone.now() + timedelta(days=6)).isoformat()
