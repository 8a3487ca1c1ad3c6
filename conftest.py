"""Gives every test run data of its own, with a real Valkey beside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from pytest_django.fixtures import Settings

from deploy import stack

pytest_plugins = [
    "accounts.tests.cast",
    "receipts.tests.quiet",
    "receipts.tests.records",
    "api.tests.clients",
    "ocr.training.tests.fixtures",
]

for _name in stack.SETTINGS - {"DATABASE_URL"}:  # the tests run on another database, too
    os.environ.pop(_name, None)
_data_dir = tempfile.mkdtemp(prefix="tillroll-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings"
os.environ["DATA_DIR"] = _data_dir
os.environ["API_RATE"] = "0"  # tests ask more often than anybody may
django.setup()
# What pytest starts, its own processes among it, would else set Django up before it has a folder of its own.
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Remove what this process wrote; at its exit, processes that a test forks would do so, too."""
    shutil.rmtree(_data_dir, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def valkey() -> Iterator[None]:
    """The broker, channel layer and cache of the tests in this process."""
    process = stack.start_valkey(Path(_data_dir))
    yield
    stack.stop(process)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages are rendered without collecting static files first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
