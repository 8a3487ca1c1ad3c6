"""Nothing that happens to workers or to the broker loses a receipt, or reads it twice."""

import io
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from PIL import Image

from deploy import stack
from deploy.tests.slow_worker import READY

READING = 4.0
"""Seconds that the scripted engine takes: long enough to interfere."""

FINISHED_WITHIN = 30
"""Seconds after which a receipt of a killed worker must be finished: the promise of the product."""


@dataclass
class Site:
    """An installation whose parts tests kill and start again."""

    folder: Path
    env: dict[str, str]
    url: str
    key: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def started(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Remember to stop the process."""
        self.processes.append(process)
        return process

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        """Start a slow worker and wait until it takes work."""
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-m", "deploy.tests.slow_worker", "-n", f"{name}@%h"]
        process = self.started(stack.start(command, self.env, log))
        stack.wait_until(lambda: READY.encode() in log.read_bytes(), f"the start of {name}")
        return process

    def upload(self) -> str:
        """Upload a photo; return the address of its receipt."""
        photo = io.BytesIO()
        Image.new("RGB", (900, 1200), "white").save(photo, "JPEG")
        files = {"file": ("lunch.jpg", photo.getvalue())}
        answer = requests.post(self.url, files=files, headers=self._headers(), timeout=30)
        assert answer.status_code == 202, answer.text
        return answer.headers["Location"]

    def get(self, address: str) -> dict:
        """Return the receipt as the API shows it."""
        return requests.get(address, headers=self._headers(), timeout=30).json()

    def is_finished(self, address: str) -> bool:
        return self.get(address)["status"] not in ("queued", "processing")

    def is_half_read(self, address: str) -> bool:
        return self.get(address)["progress"] >= 30

    def query(self, sql: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "tillroll.sqlite3") as database:
            return database.execute(sql).fetchall()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Valkey and web server, without a worker yet, on SQLite."""
    port = stack.free_port()
    env = stack.environment(tmp_path, PORT=str(port), OCR_ENGINE="scripted", SECONDS=str(READING))
    *_, key = stack.manage(
        env,
        ("migrate", "--verbosity", "0"),
        ("create_user", "alice@example.com", "--password", "swordfish-1", "--workspace", "Shop"),
        ("create_api_key", "alice@example.com", "--name", "tests"),
    )
    site = Site(folder=tmp_path, env=env, url=f"http://127.0.0.1:{port}/api/v1/receipts/", key=key.strip())
    try:
        site.started(stack.start_valkey(tmp_path))
        site.started(stack.start_web(env, port))
        yield site
    finally:
        for process in reversed(site.processes):
            stack.stop(process)


def test_another_worker_finishes_the_receipt_of_a_killed_one_once(site):
    victim = site.worker("victim")
    address = site.upload()
    stack.wait_until(lambda: site.is_half_read(address), "the first half of the reading")
    victim.kill()
    assert not site.is_finished(address), "the victim must die in the middle of the receipt"
    site.worker("heir")
    stack.wait_until(lambda: site.is_finished(address), "the end of the reading", seconds=FINISHED_WITHIN)

    receipt = site.get(address)
    assert receipt["merchant_name"]["value"] == "CORNER CAFE"
    assert len(receipt["pages"]) == 1
    assert site.query("SELECT attempts FROM receipts_receipt") == [(2,)]
    assert site.query("SELECT count(*) FROM receipts_field WHERE name = 'merchant_name'") == [(1,)]
    revisions = site.query("SELECT revision FROM receipts_receipt")
    time.sleep(4)
    assert site.query("SELECT revision FROM receipts_receipt") == revisions, "nobody reads it again"


def test_people_log_in_while_the_broker_is_away(site):
    valkey = site.processes[0]
    valkey.kill()
    valkey.wait()
    browser, page = requests.Session(), urljoin(site.url, "/accounts/login/")
    browser.get(page, timeout=30)
    form = {"login": "alice@example.com", "password": "swordfish-1"}
    token = {"csrfmiddlewaretoken": browser.cookies["tillroll_csrf"]}
    answer = browser.post(page, {**form, **token}, timeout=30)
    assert answer.status_code == 200
    assert urlsplit(answer.url).path == "/"
    assert "Inbox" in answer.text


def test_an_upload_while_the_broker_is_away_is_read_when_it_is_back(site):
    site.worker("worker")
    valkey = site.processes[0]
    valkey.kill()
    valkey.wait()
    (site.folder / "valkey.sock").unlink(missing_ok=True)
    address = site.upload()
    assert site.get(address)["status"] == "queued"

    site.started(stack.start_valkey(site.folder))
    stack.wait_until(lambda: site.is_finished(address), "the end of the reading")
    assert site.get(address)["total"]["value"] == "13.80"
    assert site.query("SELECT attempts FROM receipts_receipt") == [(1,)]
