"""The whole installation as its users meet it: Valkey, web server, worker, and a real browser."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deploy import stack
from deploy.tests import requirements

PASSWORD = "correct horse battery"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A running installation; Alice owns a workspace, Charlie another."""

    url: str
    env: dict[str, str]
    alice_key: str


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Run everything on data of its own, the embedded engine included."""
    with tempfile.TemporaryDirectory(prefix="tillroll-stack-", ignore_cleanup_errors=True) as folder:
        port = stack.free_port()
        env = stack.environment(Path(folder), PORT=str(port))
        processes = [stack.start_valkey(Path(folder))]
        try:
            *_, key = stack.manage(
                env,
                ("migrate", "--verbosity", "0"),
                ("collectstatic", "--no-input", "--verbosity", "0"),
                ("create_user", "alice@example.com", "--password", PASSWORD, "--workspace", "Alice"),
                ("create_user", "charlie@example.com", "--password", PASSWORD, "--workspace", "Charlie"),
                ("create_api_key", "alice@example.com", "--name", "tests"),
            )
            processes += [stack.start_web(env, port), stack.start_worker(env)]
            yield Installation(url=f"http://127.0.0.1:{port}", env=env, alice_key=key.strip())
        finally:
            for process in reversed(processes):
                stack.stop(process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window.

    Of one file of tests alone: while Playwright runs, Django takes its thread for an asynchronous one.
    """
    path = requirements.chromium()
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def alice(installation: Installation, browser: Browser) -> Iterator[Page]:
    """Alice's browser, logged in and at her inbox."""
    yield from _logged_in(installation, browser, "alice@example.com")


@pytest.fixture
def charlie(installation: Installation, browser: Browser) -> Iterator[Page]:
    """Charlie's browser; he belongs to another workspace."""
    yield from _logged_in(installation, browser, "charlie@example.com")


def _logged_in(installation: Installation, browser: Browser, email: str) -> Iterator[Page]:
    context = browser.new_context(base_url=installation.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(installation.url + "/")
    yield page
    context.close()
