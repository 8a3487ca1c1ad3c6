"""Alice restores a backup into a new workspace; nobody but an owner may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.rights import Right
from receipts.exports.running import import_run

pytestmark = pytest.mark.usefixtures("no_jobs")

IMPORTS = "/api/v1/imports/"
AT_ONCE = "/api/v1/receipts/export/"


def file(data: bytes = b"{}"):
    return {"file": SimpleUploadedFile("backup.json", data)}


def test_charlie_restores_what_alice_exported(api, alice, charlie, read_receipt):
    read_receipt()
    data = b"".join(api(alice).get(AT_ONCE, {"format": "json"}).streaming_content)
    client = api(charlie)
    accepted = client.post(IMPORTS, file(data), format="multipart")
    assert (accepted.status_code, accepted.headers["Retry-After"]) == (202, "2")
    job = accepted.json()
    assert (job["status"], job["filename"], job["size"]) == ("queued", "backup.json", len(data))
    import_run(import_id=job["id"])
    shown = client.get(accepted.headers["Location"]).json()
    assert (shown["status"], shown["count"], shown["error"]) == ("done", 1, "")
    assert [job["id"] for job in client.get(IMPORTS).json()["results"]] == [shown["id"]]
    (receipt,) = client.get("/api/v1/receipts/").json()["results"]
    assert receipt["merchant_name"] == "CORNER SHOP"
    receipt = client.get(f"/api/v1/receipts/{receipt['id']}/").json()
    for address in (receipt["original"], receipt["pages"][0]["image"]):
        assert client.get(address).status_code == 404
    assert api(alice).get(accepted.headers["Location"]).status_code == 404


def test_a_workspace_with_receipts_takes_no_backup(api, alice, make_receipt):
    make_receipt()
    answer = api(alice).post(IMPORTS, file(), format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_backup_has_to_come_with_the_request(api, alice):
    answer = api(alice).post(IMPORTS, {}, format="multipart")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["file"])


def test_only_owners_restore(api, alice, bob, anna):
    for client in (api(bob), api(anna), api(alice, Right.WRITE)):
        assert client.post(IMPORTS, file(), format="multipart").status_code == 403
        assert client.get(IMPORTS).status_code == 403
