"""Nobody overwrites what they have not seen, and nobody is sent what they have."""

import threading

import pytest
from django.db import connection

from api.tests.answers import assert_problem, detail


def test_a_receipt_is_not_sent_to_who_has_it(api, anna, bob, read_receipt):
    address = detail(read_receipt())
    etag = api(anna).get(address).headers["ETag"]
    known = api(anna).get(address, headers={"If-None-Match": etag})
    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", etag)
    api(bob).patch(address, {"total": "13.50"})
    changed = api(anna).get(address, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json()["total"]["value"]) == (200, "13.50")
    assert_problem(api(anna).get(address, headers={"If-Match": etag}), 412, "precondition_failed")


@pytest.mark.parametrize("stale", ['"other"', "W/{etag}", "nonsense", ""])
def test_bob_does_not_overwrite_what_alice_changed(api, bob, read_receipt, stale):
    address, client = detail(read_receipt()), api(bob)
    headers = {"If-Match": stale.format(etag=client.get(address).headers["ETag"])}
    assert_problem(client.patch(address, {"total": "1"}, headers=headers), 412, "precondition_failed")
    for action in ("approve/", "cancel/", "reprocess/", "split/", "keep-as-one/", "not-a-duplicate/"):
        assert_problem(client.post(address + action, headers=headers), 412, "precondition_failed")
    assert_problem(client.delete(address, headers=headers), 412, "precondition_failed")
    assert client.get(address).json()["revision"] == 0


def test_what_is_still_the_same_is_changed(api, bob, read_receipt):
    address, client = detail(read_receipt()), api(bob)
    etag = client.get(address).headers["ETag"]
    patched = client.patch(address, {"total": "13.50"}, headers={"If-Match": f'"other", {etag}'})
    assert patched.status_code == 200
    approved = client.post(address + "approve/", headers={"If-Match": patched.headers["ETag"]})
    assert approved.status_code == 200
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_refused(api, bob, read_receipt):
    address, client = detail(read_receipt()), api(bob)
    headers = {"If-Match": client.get(address).headers["ETag"]}
    start, codes = threading.Barrier(2), []

    def change(total):
        start.wait()
        codes.append(client.patch(address, {"total": total}, headers=headers).status_code)
        connection.close()

    threads = [threading.Thread(target=change, args=(total,)) for total in ("1.00", "2.00")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 412]
