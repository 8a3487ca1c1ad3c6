"""Prometheus and operators read the metrics; nobody else learns that there are any."""

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from ocr.cluster.models import Machine, Pod

pytestmark = pytest.mark.django_db
TOKEN = "let-me-count"


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def get(client, token=None, **headers):
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    return client.get("/metrics", headers=headers)


def test_prometheus_reads_pods_and_receipts_with_its_token(client):
    Pod.objects.create(url="http://gpu1:8501", site="berlin")
    response = get(client, TOKEN)
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in text_string_to_metric_families(response.content.decode())}
    assert families["tillroll_pod_calls"].type == "counter"
    (pods,) = families["tillroll_pods"].samples
    assert (pods.labels, pods.value) == ({"site": "berlin", "state": "active"}, 1)
    receipts = {sample.labels["status"]: sample.value for sample in families["tillroll_receipts"].samples}
    assert receipts["queued"] == 0 and len(receipts) == 7


def test_a_prometheus_that_asks_for_open_metrics_gets_them(client):
    response = get(client, TOKEN, Accept="application/openmetrics-text; version=1.0.0")
    assert response.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert response.content.endswith(b"# EOF\n")


def test_an_operator_reads_them_in_the_browser(client):
    client.force_login(User.objects.create_superuser("olga@example.org"))
    assert get(client).status_code == 200


@pytest.mark.parametrize("token", [None, "let-me-in", "", "é"])
def test_strangers_find_no_such_page(client, token):
    assert get(client, token).status_code == 404


def test_people_who_are_no_operators_find_no_such_page(client):
    client.force_login(User.objects.create_user("bob@example.org"))
    assert get(client).status_code == 404


@pytest.mark.parametrize("token", ["None", " ", ""])
def test_without_a_token_in_the_settings_none_opens(client, settings, token):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 404


def test_what_the_month_cost_is_told_by_machine_and_component(client):
    machine = Machine.objects.create(number=4, name="Workstation 1", site="berlin")
    machine.prices.create(valid_from=timezone.now().date().replace(day=1), monthly_cost=50)
    machine.one_off_costs.create(day=timezone.now().date(), label="Static IP", amount=25)
    Pod.objects.create(url="http://gpu1:8501", site="berlin", machine=machine)

    text = get(client, TOKEN).content.decode()

    families = {family.name: family for family in text_string_to_metric_families(text)}
    costs = {one.labels["component"]: one for one in families["tillroll_month_cost"].samples}
    assert costs["one_off"].value == 25
    assert 0 < costs["fixed"].value <= 50
    assert costs["fixed"].labels == {
        "machine": "4. Workstation 1",
        "site": "berlin",
        "component": "fixed",
        "currency": "USD",
    }
    [idle] = families["tillroll_machine_idle_ratio"].samples
    assert idle.value == 1
    assert families["tillroll_receipt_cost"].samples == []
