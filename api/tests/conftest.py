"""Each test here stores files in a folder of its own, and no worker reads them meanwhile."""

import pytest

from receipts.services import life


@pytest.fixture(autouse=True)
def own_files(files) -> None:
    """The folder of the test's own storage."""


@pytest.fixture(autouse=True)
def no_workers(monkeypatch) -> None:
    """Nothing is read meanwhile."""
    monkeypatch.setattr(life, "receipt_send_soon", lambda receipt_id: None)
