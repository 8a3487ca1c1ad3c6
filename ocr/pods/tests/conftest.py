import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr.pods.running import ROOT, DevelopmentPod, StubPod, development_pods, stub_pods


@pytest.fixture(scope="package")
def toy_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny SavedModels, written by a process of its own: TensorFlow stays out of the tests'."""
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed")
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-m", "ocr.pods.tests.toy_models", folder], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="package")
def development_pod(toy_models: Path) -> Iterator[DevelopmentPod]:
    with development_pods(toy_models) as [pod]:
        yield pod


@pytest.fixture(scope="package")
def quick_stub() -> Iterator[StubPod]:
    """A stub pod whose GPU takes no time."""
    with stub_pods(seconds=0) as [pod]:
        yield pod


@pytest.fixture
def stub(quick_stub: StubPod) -> Iterator[StubPod]:
    """The same, as good as new."""
    yield quick_stub
    quick_stub.behave(mode="normal", seconds=0, slow=1.0)
