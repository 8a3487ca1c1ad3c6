"""Webhooks among the settings: Alice keeps them and sees what was sent, nobody else does."""

import re

import pytest
from django.urls import reverse

from receipts.webhooks.models import State, Webhook
from receipts.webhooks.services import webhook_create, webhook_test

LIST = "/settings/webhooks/"
URL = "https://books.example/hook"


@pytest.fixture
def webhook(workspace, by_alice) -> Webhook:
    return webhook_create(workspace=workspace, by=by_alice, url=URL, events=[], description="Books")


def address(name: str, webhook: Webhook, **more: object) -> str:
    return reverse(name, kwargs={"webhook_id": webhook.id, **more})


def secrets(response) -> list[str]:
    return re.findall(r"whsec_[\w+/=]+", response.content.decode())


def test_alice_adds_a_webhook_and_sees_its_secret_once(browser, alice):
    client = browser(alice)
    given = {"url": URL, "description": "Books", "events": ["export.ready"]}
    made = client.post(LIST, given)
    webhook = Webhook.objects.get()
    assert secrets(made) == [webhook.secret]
    assert "no-store" in made.headers["Cache-Control"]
    assert (webhook.url, webhook.events) == (URL, ["export.ready"])
    assert secrets(client.get(LIST)) == secrets(client.get(address("settings_webhook", webhook))) == []

    rotated = client.post(address("webhook_rotate_secret", webhook))
    webhook.refresh_from_db()
    assert secrets(rotated) == [webhook.secret] != secrets(made)


def test_an_address_that_cannot_be_used_is_told_beside_its_field(browser, alice, webhook):
    for where in (LIST, address("settings_webhook", webhook)):
        told = browser(alice).post(where, {"url": "http://books.example/"}).content.decode()
        assert "The address must begin with https://." in told
        assert 'value="http://books.example/"' in told
    assert Webhook.objects.get().url == URL


def test_alice_changes_turns_off_and_deletes(browser, alice, webhook):
    client = browser(alice)
    client.post(address("settings_webhook", webhook), {"url": URL, "events": ["receipt.failed"]})
    client.post(address("webhook_switch", webhook))
    webhook.refresh_from_db()
    assert (webhook.events, webhook.description, webhook.enabled) == (["receipt.failed"], "", False)
    refused = client.post(address("webhook_test", webhook), follow=True).content.decode()
    assert "The webhook is turned off. Turn it on first." in refused
    client.post(address("webhook_switch", webhook), {"enabled": "1"})
    webhook.refresh_from_db()
    assert webhook.enabled
    client.post(address("webhook_delete", webhook))
    assert not Webhook.objects.exists()


def test_a_test_is_watched_until_it_is_through_and_can_be_sent_again(browser, alice, webhook):
    client = browser(alice)
    page = client.post(address("webhook_test", webhook), follow=True).content.decode()
    assert 'hx-trigger="every 2s"' in page
    outcome = {"state": State.FAILED, "next_attempt_at": None, "status_code": 500, "answer": "<b>No</b>"}
    webhook.deliveries.update(attempts=10, milliseconds=84, error="It answered 500.", **outcome)
    log = client.get(address("webhook_log", webhook)).content.decode()
    assert "hx-trigger" not in log
    for part in ("test.ping", "500 · 84 ms", "It answered 500.", "&lt;b&gt;No&lt;/b&gt;"):
        assert part in log
    delivery = webhook.deliveries.get()
    client.post(address("delivery_resend", webhook, delivery_id=delivery.id))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.PENDING, 0)


def test_nobody_else_gets_there(browser, bob, anna, charlie, webhook):
    delivery = webhook_test(webhook=webhook)
    names = ("switch", "rotate_secret", "test", "delete")
    posted = [address(f"webhook_{name}", webhook) for name in names]
    posted += [
        address("settings_webhook", webhook),
        address("delivery_resend", webhook, delivery_id=delivery.id),
    ]
    shown = [address("settings_webhook", webhook), address("webhook_log", webhook)]
    for person, code in ((charlie, 404), (bob, 403), (anna, 403)):
        client = browser(person)
        assert {client.post(where).status_code for where in posted} == {code}
        assert {client.get(where).status_code for where in shown} == {code}
    assert "Books" not in browser(charlie).get(LIST).content.decode()
    assert browser(bob).get(LIST).status_code == 403
    assert webhook.deliveries.get() == delivery
