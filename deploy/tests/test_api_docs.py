"""The examples of docs/api.md work against a running installation, one after another."""

import re
import subprocess
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from deploy.stack import ROOT
from ocr.tests.drawing import receipt_image

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def examples(language):
    text = (ROOT / "docs" / "api.md").read_text()
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))


@pytest.fixture
def environment(installation, tmp_path, monkeypatch):
    """What the page tells its reader to have, and a photo."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILLROLL", installation.url)
    monkeypatch.setenv("KEY", installation.alice_key)
    receipt_image().save("photo.jpg", quality=90)


def test_the_examples_with_curl(environment):
    script = "set -euo pipefail\n" + examples("sh")
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_examples_in_python(environment):
    names = {}
    exec(compile(examples("python"), "docs/api.md", "exec"), names)
    assert any(receipt["id"] == names["receipt"]["id"] for receipt in names["receipts"])
    body, now = '{"type": "receipt.completed"}', datetime.now(UTC)
    signature = Webhook(SECRET).sign("msg_1", now, body)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    assert names["event_of"](SECRET, headers, body) == {"type": "receipt.completed"}
    with pytest.raises(WebhookVerificationError):
        names["event_of"](SECRET, headers, body.replace("completed", "failed"))
