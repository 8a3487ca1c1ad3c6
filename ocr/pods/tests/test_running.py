"""Stand-ins end when they have to: with the block, with their parent, and by Ctrl-C."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests

from ocr.management.commands import pods as command
from ocr.pods.running import ROOT, development_pods, stub_pods
from ocr.pods.tests.exchanges import HALF_PLUS_TWO

PARENT = """
import time
from ocr.pods.running import stub_pods
with stub_pods() as [pod]:
    print(pod.url, flush=True)
    time.sleep(600)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_there(url: str) -> bool:
    try:
        return requests.get(url + HALF_PLUS_TWO, timeout=5).ok
    except requests.ConnectionError:
        return False


def wait_until_gone(url: str) -> None:
    for _ in range(200):
        if not is_there(url):
            return
        time.sleep(0.05)
    raise AssertionError(f"{url} is still there")


def test_stub_pods_end_with_the_block():
    with stub_pods(2) as pods:
        assert all(is_there(pod.url) for pod in pods)

    assert not any(is_there(pod.url) for pod in pods)


def test_stub_pods_end_with_their_parent_even_when_it_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with parent:
        url = parent.stdout.readline().strip()
        assert is_there(url)
        parent.kill()

    wait_until_gone(url)


def test_a_port_that_is_taken_stops_the_start(quick_stub, capfd):
    port = int(quick_stub.url.rsplit(":", 1)[1])

    with pytest.raises(RuntimeError), stub_pods(ports=[port]):
        pass

    assert "in use" in capfd.readouterr().err


def test_a_development_pod_is_killed_and_started_again_on_its_port(toy_models):
    with development_pods(toy_models) as [pod]:
        url = pod.url
        pod.stop()
        assert not is_there(url)
        assert not pod.running

        pod.start()
        pod.wait()
        assert pod.url == url
        assert is_there(url)

    assert not is_there(url)


def test_a_folder_without_models_says_how_to_write_them(tmp_path, capfd):
    with pytest.raises(RuntimeError), development_pods(tmp_path):
        pass

    assert "manage.py export_models" in capfd.readouterr().err


def test_the_command_runs_stub_pods_until_it_is_interrupted():
    port = free_port()
    words = [sys.executable, "manage.py", "pods", "--stub", "--port", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    with process:
        assert process.stdout.readline().startswith(f"http://127.0.0.1:{port} ")
        assert is_there(f"http://127.0.0.1:{port}")
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()

    assert not is_there(f"http://127.0.0.1:{port}")


def test_the_command_writes_models_first_where_there_are_none(tmp_path, monkeypatch):
    folder, done = tmp_path / "models", []

    @contextmanager
    def running(models, **options):
        done.append(("run", models))
        yield []

    monkeypatch.setattr(command, "call_command", lambda *words: done.append(words))
    monkeypatch.setattr(command, "development_pods", running)

    with command._development([8501], {"models": folder, "threads": 1}):
        pass

    assert done == [("export_models", folder), ("run", folder)]


def test_the_first_line_names_all_ports():
    words = [sys.executable, "-m", "ocr.pods.stub", "--ports", "0,0", "--control", "0"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        where = json.loads(process.stdout.readline())
        listed = requests.get(f"http://127.0.0.1:{where['control']}/pods", timeout=10).json()
        process.terminate()

    assert len(set(where["pods"])) == 2
    assert listed["pods"] == where["pods"]
