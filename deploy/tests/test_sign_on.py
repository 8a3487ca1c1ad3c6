"""Passkeys and the log-in by a provider, in a real browser under the policy of real pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ImproperlyConfigured
from playwright.sync_api import Browser, Page, expect

from accounts.tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider
from deploy import stack
from deploy.sign_on import sign_on_provider
from deploy.tests.conftest import PASSWORD, Installation

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A laptop with a fingerprint reader, whose owner always agrees."""


@dataclass(kw_only=True)
class Visit:
    """A browser of somebody who is not logged in yet."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the browser refused under the policy."""


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    provider = OidcProvider()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def address(installation: Installation, provider: OidcProvider) -> Iterator[str]:
    """A second web server of the installation, with a provider; passkeys want the name `localhost`."""
    port = stack.free_port()
    client = {"OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET}
    names = {"OIDC_NAME": "Example ID", "OIDC_ISSUER_URL": provider.issuer}
    web = stack.start_web({**installation.env, "PORT": str(port), **names, **client}, port)
    yield f"http://localhost:{port}"
    stack.stop(web)


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(base_url=address)
    visit = Visit(page=context.new_page())
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    devices = context.new_cdp_session(visit.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield visit
    context.close()


def _person(installation: Installation, name: str) -> str:
    email = f"{name}@example.com"
    stack.manage(installation.env, ("create_user", email, "--password", PASSWORD, "--workspace", name))
    return email


def _log_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def _log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_passkey_is_added_and_logs_in_alone_or_as_the_second_step(visit: Visit, installation: Installation):
    page, email = visit.page, _person(installation, "dora")
    _log_in(page, email)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    _log_out(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="No receipts yet")).to_be_visible()
    _log_out(page)
    _log_in(page, email)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="No receipts yet")).to_be_visible()
    assert visit.complaints == []


def test_without_a_passkey_the_page_says_that_none_was_used(visit: Visit):
    visit.page.goto("/accounts/login/")
    visit.page.get_by_role("button", name="Log in with a passkey").click()
    expect(visit.page.get_by_text("No passkey was used")).to_be_visible()


def test_the_way_to_the_provider_and_back_keeps_to_the_policy(visit: Visit, provider: OidcProvider):
    provider.person = {"sub": "7", "email": "erin@example.org", "email_verified": True, "name": "Erin"}
    visit.page.goto("/accounts/signup/")
    visit.page.get_by_role("button", name="Continue with Example ID").click()
    expect(visit.page.get_by_role("heading", name="No receipts yet")).to_be_visible()
    visit.page.goto("/accounts/3rdparty/")
    expect(visit.page.locator("main").get_by_text("erin@example.org")).to_be_visible()
    assert visit.complaints == []


def test_another_issuer_is_another_provider():
    rest = {"name": "ID", "client_id": "id", "client_secret": "secret"}
    [first] = sign_on_provider(issuer_url="https://id.example/realms/a/", **rest)["APPS"]
    [second] = sign_on_provider(issuer_url="https://id.example.org", **rest)["APPS"]
    assert (first["provider_id"], second["provider_id"]) == ("id.example", "id.example.org")
    assert first["settings"]["server_url"] == "https://id.example/realms/a"


def test_an_issuer_that_a_network_can_forge_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match=re.escape("OIDC_ISSUER_URL is 'http://id.example'")):
        sign_on_provider(name="ID", issuer_url="http://id.example", client_id="id", client_secret="secret")
