"""What was answered is answered again, but never once it is not so any more."""

import pytest

from api.tests.answers import LIST, assert_problem, detail, file
from receipts import pipeline
from receipts.exports.running import import_run
from receipts.statistics import spending
from receipts.tests.readings import reading

SPENDING = "/api/v1/statistics/spending/"
READING = "/api/v1/statistics/reading/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Which answers were worked out."""
    asked = []
    monkeypatch.setattr(
        "api.statistics.views.spending", lambda scope: asked.append(scope.key) or spending(scope)
    )
    return asked


@pytest.mark.parametrize("address", [LIST, LIST + "?status=needs_review&limit=1", SPENDING, READING])
def test_what_bob_has_is_not_sent_again_until_alice_changes_something(api, alice, bob, read_receipt, address):
    receipt, client = read_receipt(), api(bob)
    read_receipt()
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    policies = {answer.headers["Content-Security-Policy"] for answer in (first, same)}
    assert policies == {"default-src 'none'; frame-ancestors 'none'"}
    assert same.headers["Cache-Control"] == first.headers["Cache-Control"] == "private, no-cache"
    assert client.head(address).headers["ETag"] == first.headers["ETag"]
    for known in (f'"other", W/{first.headers["ETag"]}', "*"):  # a proxy that compresses makes it weak
        assert client.get(address, headers={"If-None-Match": known}).status_code == 304
    api(alice).patch(detail(receipt), {"total": "13.50"})
    api(alice).post(detail(receipt) + "approve/")
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json() != first.json()


def test_the_same_is_worked_out_once(api, anna, charlie, asked):
    client = api(anna)
    answers = [client.get(SPENDING) for _ in range(3)]
    assert len({answer.headers["ETag"] for answer in answers}) == len(asked) == 1
    client.get(SPENDING, {"day": "upload"})
    assert len(asked) == 2
    api(charlie).get(SPENDING)
    assert len(asked) == 3


def test_equal_lists_have_one_tag_whoever_composes_them(api, bob, read_receipt, settings, monkeypatch):
    settings.ANSWERS_KEPT_SECONDS = 0
    for _ in range(2):
        read_receipt()
    client, later = api(bob), iter("ab")
    monkeypatch.setattr("django.core.signing.TimestampSigner.timestamp", lambda _: next(later))
    assert len({client.get(LIST, {"limit": 1}).headers["ETag"] for _ in range(2)}) == 1


def test_the_next_page_is_at_the_host_that_was_asked(api, bob, read_receipt):
    for _ in range(2):
        read_receipt()
    for host in ("localhost", "127.0.0.1"):
        following = api(bob).get(LIST, {"limit": 1}, HTTP_HOST=host).json()["next"]
        assert following.startswith(f"http://{host}/")


def test_nothing_is_kept_of_a_refusal(api, alice):
    for _ in range(2):
        assert_problem(api(alice).get(LIST, {"colour": "red"}), 400, "invalid")


def test_charlie_is_shown_nothing_of_what_was_kept_for_alice(api, alice, charlie, read_receipt):
    read_receipt()
    assert len(api(alice).get(LIST).json()["results"]) == 1
    assert api(charlie).get(LIST).json()["results"] == []


def test_who_was_removed_sees_nothing_more(api, alice, bob, workspace):
    client = api(bob)
    assert client.get(LIST).status_code == 200
    membership = workspace.memberships.get(user=bob)
    assert api(alice).delete(f"/api/v1/members/{membership.id}/").status_code == 204
    assert client.get(LIST).status_code == 401


def test_a_person_is_named_as_they_are_called_now(api, alice, bob, read_receipt):
    read_receipt(uploaded_by=bob, status="completed", total="3", currency="EUR")

    def names() -> list[str]:
        (receipt,) = api(alice).get(LIST).json()["results"]
        (currency,) = api(alice).get(SPENDING).json()["currencies"]
        return [receipt["uploaded_by"], currency["uploaders"][0]["name"]]

    assert names() == ["bob@example.org", "bob@example.org"]
    bob.email, bob.name = "robert@example.org", "Robert"
    bob.save(update_fields=["email", "name"])
    assert names() == ["robert@example.org", "Robert"]
    bob.delete()
    assert names() == [None, ""]


@pytest.mark.usefixtures("no_jobs")
def test_a_restored_backup_is_seen_at_once(api, alice, charlie, read_receipt):
    read_receipt()
    backup = b"".join(api(alice).get(LIST + "export/", {"format": "json"}).streaming_content)
    client = api(charlie)
    assert client.get(LIST).json()["results"] == []
    job = client.post("/api/v1/imports/", file(backup, "backup.json"), format="multipart").json()
    import_run(import_id=job["id"])
    assert len(client.get(LIST).json()["results"]) == 1


def test_every_change_is_seen_at_once(api, alice, read_receipt, monkeypatch, settings):
    """After each thing that Alice does, list and statistics are as they are without keeping anything."""
    client = api(alice)
    monkeypatch.setattr(pipeline, "read", lambda *_, **__: reading())
    lunch, dinner, twin = (
        detail(read_receipt(filename=f"{name}.jpg")) for name in ("lunch", "dinner", "twin")
    )

    def shown() -> list[object]:
        return [client.get(address).json() for address in (LIST, SPENDING, READING)]

    def assert_seen(what: str) -> None:
        kept = shown()
        settings.ANSWERS_KEPT_SECONDS = 0
        fresh = shown()
        settings.ANSWERS_KEPT_SECONDS = 30
        assert kept == fresh, what

    def done(method: str, address: str, given: object = None, **options: object) -> dict:
        answer = getattr(client, method)(address, given, **options)
        assert answer.status_code < 300, answer.content
        assert_seen(f"{method} {address}")
        return answer.json() if answer.content else {}

    shown()
    uploaded = done("post", LIST, file(), format="multipart")
    pipeline.receipt_process(receipt_id=uploaded["id"])
    assert_seen("read")
    meals = done("post", "/api/v1/categories/", {"name": "Meals"})
    travel = done("post", "/api/v1/categories/", {"name": "Travel"})
    done("patch", lunch, {"total": "13.50", "merchant_name": "Tea House", "note": "With Bob"})
    done("patch", lunch, {"category": meals["id"], "tags": ["trip", "client"]})
    tags = {
        tag["name"]: f"/api/v1/tags/{tag['id']}/" for tag in client.get("/api/v1/tags/").json()["results"]
    }
    done("patch", tags["trip"], {"name": "Journey"})
    done("patch", f"/api/v1/categories/{meals['id']}/", {"name": "Food"})
    done("post", f"/api/v1/categories/{meals['id']}/merge/", {"into": travel["id"]})
    done("delete", tags["client"])
    done("post", lunch + "approve/")
    done("delete", f"/api/v1/categories/{travel['id']}/")
    done("post", lunch + "reprocess/")
    done("post", lunch + "cancel/")
    done("post", LIST + "bulk/", {"action": "add_tags", "ids": [lunch.split("/")[-2]], "names": ["both"]})
    done("delete", dinner)
    done("delete", twin)
