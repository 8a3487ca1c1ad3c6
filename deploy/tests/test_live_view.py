"""What an operator sees in a real browser while pods are slowed, killed and healed."""

import re
import signal
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from deploy import stack
from ocr.pods.running import StubPod, stub_pods
from ocr.tests.drawing import draw_receipt

PASSWORD = "correct horse battery"
PATIENCE = 60_000
"""Milliseconds for what takes a second or two on a quiet machine."""
LIVE = "/admin/operations/live/"
SLOW_SECONDS = 1.0
IS_SLOW = re.compile(r"^([89]\d\d|\d,\d\d\d) ms$")
"""Of a percentile: such calls are counted between 0.8 and 1.6 s."""


@pytest.fixture(scope="module")
def pods() -> Iterator[list[StubPod]]:
    with stub_pods(2) as pods:
        yield pods


@pytest.fixture(scope="module")
def installation(tmp_path_factory, pods) -> Iterator[stack.Installation]:
    """A worker with two pods, and Olga, who operates them."""
    folder = tmp_path_factory.mktemp("live")
    listed = ",".join(f"here={pod.url}" for pod in pods)
    settings = {"OCR_ENGINE": "serving", "OCR_PODS": listed, "WORKER_THREADS": "4"}
    with stack.installation(folder, **settings) as installation:
        olga = ("olga@example.com", "--password", PASSWORD, "--workspace", "Olga", "--operator")
        stack.manage(stack.environment(folder, **settings), ("create_user", *olga))
        yield installation


@pytest.fixture
def olga(installation: stack.Installation, browser: Browser) -> Iterator[Page]:
    """Her browser, logged in and at the live page."""
    context = browser.new_context(base_url=installation.api.removesuffix("/api/v1/receipts/"))
    page = context.new_page()
    page.goto(f"/accounts/login/?next={LIVE}")
    page.get_by_label("Email").fill("olga@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"**{LIVE}")
    expect.set_options(timeout=PATIENCE)
    yield page
    expect.set_options(timeout=None)
    context.close()


def upload(installation: stack.Installation, count: int) -> None:
    for _ in range(count):
        headers = {"Authorization": f"Bearer {installation.key}"}
        files = {"file": ("bakery.jpg", draw_receipt())}
        requests.post(installation.api, headers=headers, files=files, timeout=30).raise_for_status()


def pod_of(page: Page, pod: StubPod) -> Locator:
    return page.get_by_role("listitem", name=pod.url)


def last_minute(page: Page, pod: StubPod, column: int) -> Locator:
    """Calls, errors, p50, p95 and the busy share, from 0."""
    return pod_of(page, pod).locator("tbody tr").first.locator("td").nth(column)


def test_pods_are_slowed_killed_and_healed(installation, pods, olga):
    shown = [pod_of(olga, pod) for pod in pods]
    for pod in shown:
        expect(pod).to_contain_text("Alive")
    expect(olga.get_by_text("Updated every second.")).to_be_visible()

    upload(installation, 3)
    for pod in pods:
        expect(last_minute(olga, pod, 0)).not_to_have_text("0")

    pods[0].behave(seconds=SLOW_SECONDS)
    upload(installation, 6)
    expect(last_minute(olga, pods[0], 3)).to_have_text(IS_SLOW)

    pods[0].behave(seconds=None, mode="refuse")
    upload(installation, 3)
    expect(shown[0]).to_contain_text("Ejected")
    expect(shown[0]).to_contain_text(re.compile("Failing for .+ probed again in"))
    expect(last_minute(olga, pods[0], 1)).not_to_have_text("0")
    expect(shown[1]).to_contain_text("Alive")

    pods[0].behave(mode="normal")
    expect(shown[0]).to_contain_text("Alive")


def test_a_pod_is_drained_and_resumed_by_clicks(pods, olga):
    olga.get_by_role("button", name=f"Drain {pods[1].url}").click()
    expect(olga.get_by_text("finishes what it has and gets nothing new")).to_be_visible()
    expect(pod_of(olga, pods[1])).to_contain_text("It has nothing under way and can be stopped.")
    expect(pod_of(olga, pods[0])).to_contain_text("Alive")
    olga.get_by_role("button", name=f"Resume {pods[1].url}").click()
    expect(pod_of(olga, pods[1])).to_contain_text("Alive")


def test_a_button_keeps_the_focus_while_the_board_changes(pods, olga):
    button = olga.get_by_role("button", name=f"Drain {pods[0].url}")
    button.focus()
    time = olga.locator("#live-board time")
    for _ in range(2):
        expect(time).not_to_have_text(time.inner_text())
    expect(button).to_be_focused()


def test_a_page_without_its_socket_says_since_when(olga):
    olga.route_web_socket(re.compile("/ws/"), lambda socket: socket.close())
    olga.reload()
    expect(olga.get_by_text("There has been no news since")).to_be_visible()


def test_a_socket_that_falls_silent_is_replaced(olga):
    """As after a computer slept: it is open, but nothing comes."""
    sockets = []

    def first_one_is_silent(socket):
        sockets.append(socket)
        if len(sockets) > 1:
            socket.connect_to_server()

    olga.route_web_socket(re.compile("/ws/"), first_one_is_silent)
    olga.reload()
    expect(olga.get_by_text("There has been no news since")).to_be_visible()
    expect(olga.get_by_text("Updated every second.")).to_be_visible()


def test_a_worker_that_is_killed_is_missed(installation, olga):
    """The last story: nobody is left to read."""
    expect(olga.get_by_role("region", name="Workers").last).to_contain_text("Alive")
    installation.worker.send_signal(signal.SIGKILL)
    expect(olga.get_by_text("No worker has been heard of since")).to_be_visible()
    expect(olga.get_by_role("region", name="Workers").last).to_contain_text("Lost")
