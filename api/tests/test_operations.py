"""The operator's figures as programs see them."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.rights import Right
from accounts.services import user_create
from ocr.cluster.models import Budget

COST = "/api/v1/operations/cost/"


@pytest.fixture
def olga(db, quick_passwords) -> User:
    return user_create(email="olga@example.org", password="x", workspace_name="Olga's", operator=True)


def test_a_program_of_an_operator_reads_the_figures_of_the_page(api, olga):
    call_command("load_reference_cluster", verbosity=0)
    Budget.objects.create(currency="USD", monthly_amount="400.10")
    tables = api(olga).get(COST).json()["tables"]
    assert {"components", "machines", "kinds", "sites", "days", "months", "alternatives"} < tables.keys()
    fixed = tables["components"]["rows"][0]
    assert (fixed["currency"], fixed["projected"]) == ("USD", "297")
    assert tables["machines"]["total"]["projected"] == "494.22"
    assert {column["key"] for column in tables["machines"]["columns"]} == tables["machines"]["rows"][0].keys()
    assert tables["budgets"]["rows"][0]["budget"] == "400.1"


def test_a_key_of_an_operator_needs_the_whole_scope(api, olga):
    refused = api(olga, Right.READ).get(COST)
    assert refused.status_code == 403
    assert "needs 'admin'" in refused.json()["detail"]


def test_the_owner_of_a_workspace_is_no_operator(api, alice):
    refused = api(alice).get(COST)
    assert refused.status_code == 403
    assert "only operators" in refused.json()["detail"].lower()


def test_an_operator_without_a_workspace_reads_them_in_the_browser(client, db):
    client.force_login(User.objects.create_superuser("olga@example.org"))
    assert client.get(COST).status_code == 200


def test_the_cost_by_workspace_is_told_of_other_months_too(api, olga, workspace):
    call_command("load_reference_cluster", since=date(2026, 1, 1), verbosity=0)
    address = "/api/v1/operations/chargeback/"
    table = api(olga).get(address, {"month": "2026-02"}).json()["tables"]["chargeback"]
    assert table["title"] == "Cost by workspace, February 2026"
    for month in ("02/2026", "9999-12"):
        assert api(olga).get(address, {"month": month}).json()["errors"].keys() == {"month"}
    assert api(olga).get(COST, {"month": "2026-02"}).json()["errors"].keys() == {"month"}


def test_what_there_is_no_topic_for_is_not_there(api, olga):
    assert api(olga).get("/api/v1/operations/weather/").status_code == 404
