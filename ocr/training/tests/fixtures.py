"""Fixtures for all tests that need exported models; the root conftest.py loads them."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCES = (
    "ocr/training/*.py",
    "ocr/ctc.py",
    "ocr/engines/embedded.py",
    "ocr/engines/inputs.py",
    "ocr/engines/tuning.py",
    "ocr/engines/weights/*",
    "ocr/layout/features.py",
    "ocr/layout/weights/layout.onnx",
    "requirements-export.txt",
)


@pytest.fixture(scope="session")
def saved_models(pytestconfig: pytest.Config) -> Path:
    """The folder that `manage.py export_models` wrote; do not change it.

    It stays in pytest's cache until the exporter or a locked package changes.
    """
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed: run `make export`.")
    cache = pytestconfig.cache.mkdir("saved_models")
    folder = cache / _fingerprint()
    if not folder.exists():
        for outdated in cache.iterdir():
            shutil.rmtree(outdated, ignore_errors=True)
        new = Path(tempfile.mkdtemp(dir=cache))
        command = [sys.executable, "manage.py", "export_models", str(new)]
        subprocess.run(command, cwd=ROOT, check=True)
        new.rename(folder)
    return folder


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
