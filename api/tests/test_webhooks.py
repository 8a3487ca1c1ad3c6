"""Webhooks as programs see them: Alice's keys keep them, Bob may not, Charlie never finds them."""

import json

import pytest

from accounts.rights import Right
from receipts.webhooks.models import State, Webhook
from receipts.webhooks.services import MAX_WEBHOOKS, webhook_create, webhook_test, webhook_update

WEBHOOKS = "/api/v1/webhooks/"
URL = "https://books.example/hook"


@pytest.fixture
def webhook(workspace, by_alice) -> Webhook:
    return webhook_create(workspace=workspace, by=by_alice, url=URL, events=["export.ready"])


def address(webhook: Webhook, *rest: object) -> str:
    return WEBHOOKS + "".join(f"{part}/" for part in (webhook.id, *rest))


def test_owners_keep_webhooks_and_see_secrets_once(api, alice):
    client = api(alice)
    created = client.post(WEBHOOKS, {"url": URL, "events": ["export.ready", "export.ready"]})
    assert (created.status_code, created.headers["Cache-Control"]) == (201, "no-store")
    secret = created.json()["secret"]
    assert secret.startswith("whsec_")
    where = created.headers["Location"]
    shown = client.get(where).json()
    assert shown == {name: value for name, value in created.json().items() if name != "secret"}
    assert (shown["events"], shown["enabled"], shown["description"]) == (["export.ready"], True, "")
    assert client.get(WEBHOOKS).json()["results"] == [shown]

    changed = client.patch(where, {"enabled": False, "description": "Books", "events": []}).json()
    assert changed == {**shown, "enabled": False, "description": "Books", "events": []}
    rotated = client.post(f"{where}rotate-secret/").json()
    assert rotated["secret"] not in ("", secret)
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "url"),
        ({"url": "http://books.example/"}, "url"),
        ({"url": "https://me:secret@books.example/"}, "url"),
        ({"url": ["https://books.example/"]}, "url"),
        ({"url": "https://books.example/\0"}, "url"),
        ({"url": URL, "events": ["receipt.eaten"]}, "events.0"),
        ({"url": URL, "events": "export.ready"}, "events"),
        ({"url": URL, "events": [["export.ready"]]}, "events.0"),
        ({"url": URL, "description": "x" * 201}, "description"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(api, alice, given, name):
    refused = api(alice).post(WEBHOOKS, given)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [name])
    assert not Webhook.objects.exists()


def test_a_workspace_has_twenty_at_most(api, alice, workspace, by_alice):
    for _ in range(MAX_WEBHOOKS):
        webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])
    assert api(alice).post(WEBHOOKS, {"url": URL}).json()["code"] == "too_many"


def test_deliveries_are_listed_and_sent_again(api, alice, webhook):
    client = api(alice)
    sent = client.post(address(webhook, "test"))
    assert (sent.status_code, sent.json()["event"]["type"]) == (202, "test.ping")
    webhook.deliveries.update(state=State.FAILED, attempts=10, status_code=500)
    [listed] = client.get(address(webhook, "deliveries")).json()["results"]
    assert (listed["state"], listed["status_code"]) == ("failed", 500)
    again = client.post(address(webhook, "deliveries", listed["id"], "resend"))
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "pending", 0)
    assert again.json()["event"] == listed["event"]


def test_one_that_is_turned_off_sends_nothing(api, alice, webhook, by_alice):
    delivery = webhook_test(webhook=webhook)
    webhook_update(webhook=webhook, by=by_alice, enabled=False)
    for rest in (("test",), ("deliveries", delivery.id, "resend")):
        refused = api(alice).post(address(webhook, *rest))
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_those_who_may_not_and_strangers_get_nowhere(api, alice, bob, anna, charlie, webhook):
    delivery = webhook_test(webhook=webhook)
    wanted = (
        ("get", address(webhook)),
        ("patch", address(webhook)),
        ("delete", address(webhook)),
        ("post", address(webhook, "rotate-secret")),
        ("post", address(webhook, "test")),
        ("get", address(webhook, "deliveries")),
        ("post", address(webhook, "deliveries", delivery.id, "resend")),
    )
    clients = ((api(charlie), 404), (api(bob), 403), (api(anna), 403), (api(alice, Right.WRITE), 403))
    for client, code in clients:
        answers = {getattr(client, method)(where).status_code for method, where in wanted}
        assert answers == {code}
    assert api(charlie).get(WEBHOOKS).json()["results"] == []
    assert webhook.deliveries.count() == 1


def test_a_delivery_is_found_below_its_own_webhook_alone(api, alice, workspace, by_alice, webhook):
    other = webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])
    delivery = webhook_test(webhook=other)
    assert api(alice).post(address(webhook, "deliveries", delivery.id, "resend")).status_code == 404


def test_no_secret_is_in_what_is_listed(api, alice, webhook):
    webhook_test(webhook=webhook)
    for where in (WEBHOOKS, address(webhook), address(webhook, "deliveries")):
        assert webhook.secret not in json.dumps(api(alice).get(where).json())
