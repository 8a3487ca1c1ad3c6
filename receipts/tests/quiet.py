"""What keeps tests from sending anything to real workers and pages."""

import pytest


@pytest.fixture
def silence(monkeypatch) -> None:
    """Nothing is sent to real workers or pages here."""
    monkeypatch.setattr("receipts.events._background.run", lambda call: None)
    monkeypatch.setattr("receipts.queue._background.run", lambda call: None)


@pytest.fixture
def no_jobs(monkeypatch) -> None:
    """No export or import is sent: tests run jobs themselves."""
    monkeypatch.setattr("receipts.exports.services.job_send_soon", lambda job: None)
