"""What owners do with webhooks is checked, and remembered in the audit trail."""

import base64

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from receipts.webhooks.services import (
    MAX_WEBHOOKS,
    url_check,
    webhook_create,
    webhook_delete,
    webhook_rotate_secret,
    webhook_update,
)

URL = "https://books.example:8443/hook?a=1"


def test_secrets_are_long_and_each_its_own(workspace, by_alice):
    secrets = {webhook_create(workspace=workspace, by=by_alice, url=URL, events=[]).secret for _ in range(2)}
    assert len(secrets) == 2
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in secrets)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "books.example",
        "ftp://books.example/",
        "http://books.example/",
        "https://",
        "https://me:secret@books.example/",
        "https://me@books.example/",
        "https://books.example/#part",
        "https://books.example:0/",
        "https://books.example:99999/",
        "https://books.example/a b",
        "https://books.example/\r\nX: y",
        "https://[books/",
        "https://books.example/" + "x" * 2000,
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/",
        "https://localhost/",
    ],
)
def test_addresses_that_cannot_be_used_are_refused(url):
    with pytest.raises(ValidationError):
        url_check(url)


def test_plain_http_is_for_installations_that_say_so(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    url_check("http://books.internal:9000/hook")


def test_a_workspace_has_twenty_at_most(workspace, by_alice):
    for _ in range(MAX_WEBHOOKS):
        webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])
    with pytest.raises(ValidationError, match="at most 20"):
        webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])


def test_all_that_is_done_is_in_the_audit_trail_but_no_secret(workspace, by_alice, alice):
    webhook = webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])
    webhook_update(webhook=webhook, by=by_alice, events=["export.ready"], description="")
    webhook_update(webhook=webhook, by=by_alice, enabled=False)
    webhook_update(webhook=webhook, by=by_alice, enabled=True)
    webhook_update(webhook=webhook, by=by_alice, enabled=True)
    rotated = webhook_rotate_secret(webhook=webhook, by=by_alice)
    webhook_delete(webhook=webhook, by=by_alice)
    entries = AuditEntry.objects.filter(workspace=workspace, action__startswith="webhook.").order_by("id")
    assert [entry.action for entry in entries] == [
        "webhook.created",
        "webhook.changed",
        "webhook.disabled",
        "webhook.enabled",
        "webhook.secret_rotated",
        "webhook.deleted",
    ]
    assert entries[1].changes == {"events": [[], ["export.ready"]]}
    assert {entry.user for entry in entries} == {alice}
    told = " ".join(str(entry.changes) for entry in entries)
    assert webhook.secret not in told
    assert rotated.secret not in told
