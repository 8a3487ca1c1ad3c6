"""Each test here stores files in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_files(files) -> None:
    """The folder of the test's own storage."""
