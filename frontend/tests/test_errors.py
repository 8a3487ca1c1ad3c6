"""Errors have pages too, and these work when little else does."""

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse


def test_an_unknown_address_leads_back_to_the_inbox(browser, alice):
    response = browser(alice).get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert alice.email in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_nothing_to_be_drawn(name):
    page = get_template(name).render({})
    assert "Go to the inbox" in page
    assert "Account" not in page


def test_a_missing_csrf_token_is_explained(alice):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), {})
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_browsers_that_ask_for_the_icon_by_its_old_name_find_it(client):
    response = client.get("/favicon.ico")
    assert response.headers["Location"] == "/static/frontend/img/icon-192.png"


def test_the_manifest_names_its_icons(client, db):
    response = client.get(reverse("manifest"))
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert [icon["sizes"] for icon in response.json()["icons"]] == ["any", "192x192", "512x512"]
